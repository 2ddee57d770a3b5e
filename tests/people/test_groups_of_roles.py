"""A group within a convention: who reads it, who composes it, and what its members are told of the convention."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from pages.people import audience
from pages.people.models import Level, LocalRole, Role
from pages.people.services import save_role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return factories.convention()


@pytest.fixture
def group(convention):
    return factories.group(convention, audience=Level.MEMBERS)


def sees(user, page) -> bool:
    return audience.may_see(audience.reader(user), page)


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        (Role.PARTNER, False),
        (Role.FUND_INSTRUCTOR, False),
        (Role.WRITER, True),
        (Role.COOPERATION_OFFICER, True),
        (Role.MODERATOR, True),
        (Role.CAF_COORDINATOR, True),
        (Role.LOCAL_COORDINATOR, True),
    ],
)
def test_a_private_group_is_open_to_the_staff_of_its_convention_not_to_partners(convention, group, role, opened):
    assert sees(factories.holder(role, convention), group) is opened


@pytest.mark.parametrize("role", [Role.GROUP_MEMBER, Role.FACILITATOR])
def test_who_sits_in_a_group_sees_it_and_what_members_of_the_convention_see(convention, group, role):
    for_members = factories.standard_page(convention, audience=Level.MEMBERS)
    for_staff = factories.standard_page(convention, audience=Level.STAFF)
    other_group = factories.group(convention, audience=Level.MEMBERS)
    user = factories.holder(role, group)
    assert sees(user, group)
    assert sees(user, for_members)
    assert not sees(user, for_staff)
    assert not sees(user, other_group)


def test_the_staff_page_of_a_group_is_its_facilitator_s_not_its_members(group):
    page = factories.standard_page(group, audience=Level.STAFF)
    assert sees(factories.holder(Role.FACILITATOR, group), page)
    assert not sees(factories.holder(Role.GROUP_MEMBER, group), page)


def test_a_group_kept_to_the_staff_of_the_convention_is_not_opened_by_a_narrower_page_below(convention):
    group = factories.group(convention, audience=Level.INHERIT)
    index = group.get_parent().specific
    index.audience = Level.STAFF
    index.save()
    page = factories.standard_page(group, audience=Level.STAFF)
    assert not sees(factories.holder(Role.FACILITATOR, group), page)
    assert sees(factories.holder(Role.WRITER, convention), page)


def test_a_role_ended_closes_the_group(group):
    user = factories.holder(Role.GROUP_MEMBER, group, end="2020-01-01")
    assert not sees(user, group)


def test_the_roles_of_a_convention_are_not_held_on_a_group_nor_the_other_way_round(convention, group):
    admin = factories.admin()
    for page, role in ((group, Role.WRITER), (convention, Role.GROUP_MEMBER)):
        with pytest.raises(ValidationError):
            save_role(admin, LocalRole(page=page.page_ptr, role=role, function="Fonction"))


def test_a_fund_instructor_answers_for_a_funder(convention):
    with pytest.raises(ValidationError):
        save_role(factories.admin(), LocalRole(page=convention.page_ptr, role=Role.FUND_INSTRUCTOR, function="F"))


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.CAF_COORDINATOR, True),
        (Role.COOPERATION_OFFICER, True),
        (Role.WRITER, False),
        (Role.MODERATOR, False),
        (Role.PARTNER, False),
    ],
)
def test_the_pair_and_the_cooperation_officers_compose_groups(convention, group, role, allowed):
    actor = factories.holder(role, convention)
    seat = LocalRole(page=group.page_ptr, role=Role.GROUP_MEMBER, function="Directrice de crèche")
    if allowed:
        assert save_role(actor, seat).pk
    else:
        with pytest.raises(PermissionDenied):
            save_role(actor, seat)


def test_a_cooperation_officer_gives_no_role_of_the_convention(convention):
    actor = factories.holder(Role.COOPERATION_OFFICER, convention)
    with pytest.raises(PermissionDenied):
        save_role(actor, LocalRole(page=convention.page_ptr, role=Role.WRITER, function="Plume"))


def test_a_coordinator_does_not_name_a_fund_instructor(convention):
    actor = factories.holder(Role.CAF_COORDINATOR, convention)
    funder = factories.organisation()
    with pytest.raises(PermissionDenied):
        save_role(
            actor,
            LocalRole(page=convention.page_ptr, role=Role.FUND_INSTRUCTOR, function="Instruction", organisation=funder),
        )
