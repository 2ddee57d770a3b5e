"""Who sees what, before any view: tokens go down the tree, are only narrowed, and follow the roles of the day."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Page

from pages.people import audience
from pages.people.models import Level, Role
from tests import factories

pytestmark = pytest.mark.django_db

STAFF = [Role.WRITER, Role.COOPERATION_OFFICER, Role.MODERATOR, Role.CAF_COORDINATOR, Role.LOCAL_COORDINATOR]


def sees(who, page) -> bool:
    reader = audience.reader(who)
    in_lists = audience.visible(Page.objects.filter(pk=page.pk), reader).exists()
    assert in_lists == audience.may_see(reader, page), "a list and the page itself must agree"
    return in_lists


def test_a_page_is_public_unless_narrowed():
    assert sees(AnonymousUser(), factories.action())


def test_narrowing_a_page_narrows_all_below_it():
    convention = factories.convention()
    plan = factories.plan(convention)
    action = factories.action(plan)
    plan.audience = Level.MEMBERS
    plan.save()
    assert not sees(AnonymousUser(), action)
    assert audience.token_of(action) == f"members:{convention.pk}"


def test_a_page_cannot_be_wider_than_the_page_above_it():
    convention = factories.convention(audience=Level.STAFF)
    axis = factories.axis(convention, audience=Level.MEMBERS)
    assert audience.token_of(axis) == f"staff:{convention.pk}"


def test_opening_a_page_again_opens_what_inherits_from_it():
    convention = factories.convention(audience=Level.MEMBERS)
    axis = factories.axis(convention)
    convention.audience = Level.INHERIT
    convention.save()
    assert sees(AnonymousUser(), axis)


@pytest.mark.parametrize("role", STAFF)
def test_staff_see_what_is_for_members_and_for_staff(role):
    convention = factories.convention()
    who = factories.holder(role, convention)
    for level in (Level.MEMBERS, Level.STAFF):
        narrow = factories.axis(convention, audience=level)
        assert sees(who, narrow)
        assert not sees(AnonymousUser(), narrow)


def test_a_partner_sees_what_is_for_members_but_not_for_staff():
    convention = factories.convention()
    who = factories.holder(Role.PARTNER, convention)
    assert sees(who, factories.axis(convention, audience=Level.MEMBERS))
    assert not sees(who, factories.axis(convention, audience=Level.STAFF))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_on_one_convention_opens_nothing_of_another(role):
    other = factories.convention(factories.territory("92036", "Gennevilliers"), audience=Level.MEMBERS)
    who = factories.holder(role, factories.convention())
    assert not sees(who, other)


def test_someone_with_an_account_and_no_role_sees_what_anyone_sees():
    assert not sees(factories.user(), factories.convention(audience=Level.MEMBERS))


@pytest.mark.parametrize(
    "period",
    [
        {"end": timezone.localdate() - timedelta(days=1)},
        {"start": timezone.localdate() + timedelta(days=1)},
        {"is_deputy": True},
    ],
    ids=["ended yesterday", "begins tomorrow", "deputy who does not stand in"],
)
def test_a_role_opens_nothing_outside_its_period(period):
    convention = factories.convention(audience=Level.STAFF)
    assert not sees(factories.holder(Role.MODERATOR, convention, **period), convention)


def test_the_last_day_of_a_role_still_counts():
    convention = factories.convention(audience=Level.STAFF)
    assert sees(factories.holder(Role.MODERATOR, convention, end=timezone.localdate()), convention)


def test_a_deputy_who_stands_in_sees_what_the_role_sees():
    convention = factories.convention(audience=Level.STAFF)
    assert sees(factories.holder(Role.MODERATOR, convention, is_deputy=True, standing_in=True), convention)


def test_a_closed_account_sees_what_anyone_sees():
    convention = factories.convention(audience=Level.STAFF)
    who = factories.holder(Role.MODERATOR, convention)
    who.is_active = False
    who.save()
    assert not sees(type(who).objects.get(pk=who.pk), convention)


def test_the_administrator_sees_everything_published():
    assert sees(factories.admin(), factories.convention(audience=Level.STAFF))


def test_an_unpublished_page_is_in_no_list_even_for_the_administrator():
    page = factories.action()
    page.unpublish()
    assert not audience.visible(Page.objects.filter(pk=page.pk), audience.reader(factories.admin())).exists()


def test_moving_a_page_under_a_narrower_one_narrows_it_and_all_below():
    closed = factories.convention(audience=Level.MEMBERS)
    plan = factories.plan(factories.convention())
    action = factories.action(plan)
    plan.move(Page.objects.get(pk=closed.pk), pos="last-child")
    assert audience.token_of(plan) == audience.token_of(action) == f"members:{closed.pk}"


def test_a_page_whose_audience_was_never_settled_is_seen_by_nobody():
    page = factories.action()
    audience.PageAudience.objects.filter(page=page).delete()
    assert not sees(AnonymousUser(), page)


def test_a_page_under_one_that_was_never_settled_stays_closed():
    plan = factories.plan()
    audience.PageAudience.objects.filter(page=plan).delete()
    assert not sees(AnonymousUser(), factories.action(plan))


def test_a_draft_that_opens_a_page_opens_nothing_until_it_is_published():
    page = factories.convention(audience=Level.STAFF)
    page.audience = Level.INHERIT
    revision = page.save_revision()
    assert not sees(AnonymousUser(), page)
    revision.publish()
    assert sees(AnonymousUser(), page)
