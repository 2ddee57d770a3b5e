"""Where a grant is paid is read by those who write for the association and the instructors of a funder it asked."""

import pytest
from django.test import Client

from pages.people.models import MembershipRole, Role
from pages.proposals import access, services
from pages.proposals.models import BankDetails, PermanentDocument
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def sent():
    return making.sent()


def readers(proposal) -> dict:
    organisation, convention = proposal.association, proposal.convention
    asked, other = proposal.call.funders[0], factories.organisation(kind="caf")
    return {
        "representative": making.member(organisation),
        "contributor": making.member(organisation, MembershipRole.CONTRIBUTOR),
        "reader": making.member(organisation, MembershipRole.READER),
        "someone of another association": making.member(making.association()),
        "an instructor of the funder asked": factories.holder(Role.FUND_INSTRUCTOR, convention, organisation=asked),
        "an instructor of another funder": factories.holder(Role.FUND_INSTRUCTOR, convention, organisation=other),
        "an instructor elsewhere": factories.holder(
            Role.FUND_INSTRUCTOR,
            factories.convention(factories.territory("92036", "Gennevilliers")),
            organisation=asked,
        ),
        "the Caf's coordinator": factories.holder(Role.CAF_COORDINATOR, convention, organisation=asked),
        "a moderator": factories.holder(Role.MODERATOR, convention),
        "the administrator": factories.admin(),
        "someone": factories.user(),
    }


def test_nobody_else_reads_them(sent):
    allowed = {name for name, who in readers(sent).items() if access.may_see_bank_details(who, sent.association)}
    assert allowed == {"representative", "contributor", "an instructor of the funder asked"}


def test_they_are_on_no_screen_of_the_others(sent):
    organisation = sent.association
    statement = PermanentDocument.objects.get(organisation=organisation, kind="bank_statement")
    place = f"/espace/associations/{organisation.pk}"
    for name, who in readers(sent).items():
        if name in ("representative", "contributor"):
            continue
        client = signed_in(who)
        for address in (f"{place}/banque/", f"{place}/", f"{place}/documents/", f"{place}/personnes/", "/espace/"):
            assert IBAN not in client.get(address).content.decode(), (name, address)
        assert client.get(f"{place}/banque/").status_code == 404, name
        assert client.get(f"{place}/documents/{statement.pk}/").status_code == 404, name


def test_a_reader_is_told_neither_the_statement_nor_its_section():
    organisation = making.association()
    client = signed_in(making.member(organisation, MembershipRole.READER))
    place = f"/espace/associations/{organisation.pk}"
    assert f"{place}/banque/" not in client.get(f"{place}/").content.decode()
    assert "Relevé d’identité bancaire" not in client.get(f"{place}/documents/").content.decode()


def test_an_instructor_of_a_draft_that_was_not_sent_reads_nothing():
    draft = making.ready()
    who = factories.holder(Role.FUND_INSTRUCTOR, draft.convention, organisation=draft.call.funders[0])
    assert not access.may_see_bank_details(who, draft.association)


def test_a_closed_account_or_an_ended_role_reads_nothing(sent):
    who = making.member(sent.association, MembershipRole.CONTRIBUTOR)
    who.memberships.update(ended_at=sent.submitted_at)
    assert not access.may_see_bank_details(who, sent.association)
    closed = making.member(sent.association, who=factories.user(is_active=False))
    assert not access.may_see_bank_details(closed, sent.association)


def test_a_wrong_iban_is_told_and_the_former_one_stays():
    organisation = making.association()
    saved = services.save_profile(
        making.member(organisation), organisation, "banque", making.typed(iban="FR76 0000", holder="Nous"), 0
    )
    assert "iban" in saved.form.errors
    kept = BankDetails.objects.get()
    assert (kept.iban, kept.holder) == (IBAN, "Nous")
