"""The administration keeps the pages that requests were written for, and a call that changes breaks no draft."""

import pytest
from wagtail.models import Page

from pages.fund.models import AskedDocument, CallFunder, CallPage, CallQuestion
from pages.people.models import MembershipRole, Organisation, Role
from pages.proposals import services
from pages.proposals.models import Answer, Proposal
from tests import factories
from tests.admin_forms import page_form
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db

CONFIRMED = {"wagtail_site_name": "Portail CTG"}


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def admin(client):
    client.force_login(factories.admin())
    return client


# Deleting and moving


@pytest.mark.parametrize("make", [making.draft, making.sent])
@pytest.mark.parametrize("which", ["call", "fund", "convention", "territory"])
def test_a_page_that_requests_name_is_not_deleted(admin, make, which):
    proposal = make()
    convention = proposal.convention
    page = {
        "call": proposal.call,
        "fund": proposal.call.get_parent(),
        "convention": convention,
        "territory": convention.get_parent(),
    }[which]
    for answer in (
        admin.get(f"/admin/pages/{page.pk}/delete/", follow=True),
        admin.post(f"/admin/pages/{page.pk}/delete/", CONFIRMED, follow=True),
        admin.post(f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}&next=/admin/", CONFIRMED, follow=True),
    ):
        assert answer.status_code == 200
        assert "Suppression refusée" in answer.content.decode()
    assert Page.objects.filter(pk__in=[proposal.call_id, proposal.convention_id]).count() == 2
    assert Proposal.objects.filter(pk=proposal.pk).exists()


def test_a_convention_that_receives_requests_outside_any_call_is_not_deleted(admin):
    convention = factories.convention(receives_proposals=True)
    association = making.association()
    services.start(making.member(association), association, convention=convention)
    answer = admin.post(f"/admin/pages/{convention.pk}/delete/", CONFIRMED, follow=True)
    assert "Suppression refusée" in answer.content.decode()
    assert Page.objects.filter(pk=convention.pk).exists()


def test_the_pair_is_told_as_the_administrator_is(client):
    proposal = making.sent()
    client.force_login(factories.holder(Role.CAF_COORDINATOR, proposal.convention))
    answer = client.post(f"/admin/pages/{proposal.call_id}/delete/", CONFIRMED, follow=True)
    assert answer.status_code == 200
    assert "Suppression refusée" in answer.content.decode()


def test_a_call_that_nobody_answered_is_deleted(admin):
    making.sent()
    alone = factories.call()
    assert admin.post(f"/admin/pages/{alone.pk}/delete/").status_code == 302
    assert not CallPage.objects.filter(pk=alone.pk).exists()


def test_a_draft_that_is_deleted_frees_its_call(admin):
    draft = making.draft()
    services.discard(draft.created_by, draft)
    admin.post(f"/admin/pages/{draft.call_id}/delete/")
    assert not CallPage.objects.filter(pk=draft.call_id).exists()


def test_a_call_with_requests_stays_in_its_convention(admin):
    proposal = making.draft()
    elsewhere = factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))
    answer = admin.post(f"/admin/pages/{proposal.call_id}/move/{elsewhere.pk}/confirm/", follow=True)
    assert "Déplacement refusé" in answer.content.decode()
    bulk = f"/admin/bulk/wagtailcore/page/move/?id={proposal.call_id}&next=/admin/"
    assert admin.post(bulk, {"chooser": elsewhere.pk}, follow=True).status_code == 200
    assert CallPage.objects.get(pk=proposal.call_id).convention == proposal.convention


def test_a_call_with_requests_moves_within_its_convention(admin):
    proposal = making.draft()
    admin.post(f"/admin/pages/{proposal.call_id}/move/{proposal.convention_id}/confirm/")
    assert CallPage.objects.get(pk=proposal.call_id).is_child_of(proposal.convention)


def test_a_convention_with_requests_stays_in_its_territory(admin):
    proposal = making.sent()
    other = factories.territory("92036", "Gennevilliers")
    answer = admin.post(f"/admin/pages/{proposal.convention_id}/move/{other.pk}/confirm/", follow=True)
    assert "Déplacement refusé" in answer.content.decode()
    assert not Page.objects.get(pk=proposal.convention_id).is_child_of(other)


def test_a_call_without_requests_moves(admin):
    making.draft()
    alone = factories.call()
    elsewhere = factories.fund(factories.convention(factories.territory("92036", "Gennevilliers")))
    admin.post(f"/admin/pages/{alone.pk}/move/{elsewhere.pk}/confirm/")
    assert CallPage.objects.get(pk=alone.pk).is_child_of(elsewhere)


# Organisations


@pytest.mark.parametrize("why", ["requests", "members", "asked for money"])
def test_an_organisation_with_requests_or_members_is_not_deleted(admin, why):
    if why == "members":
        kept = factories.organisation()
        making.member(kept, MembershipRole.READER)
    else:
        sent = making.sent()
        kept = sent.association if why == "requests" else sent.funding_requests.get().funder
    address = f"/admin/organismes/delete/{kept.pk}/"
    assert admin.get(address).status_code == 200
    answer = admin.post(address, follow=True)
    assert answer.status_code == 200
    assert "Suppression refusée" in answer.content.decode()
    assert Organisation.objects.filter(pk=kept.pk).exists()


def test_an_organisation_that_nothing_names_is_deleted(admin):
    alone = factories.organisation()
    admin.post(f"/admin/organismes/delete/{alone.pk}/")
    assert not Organisation.objects.filter(pk=alone.pk).exists()


# A call that changes while associations write


@pytest.fixture
def answered():
    """A complete draft that answers two questions of its call and joins what it asks for."""
    call = making.call()
    kept = CallQuestion.objects.create(call=call, label="Qui décide ?", sort_order=0)
    going = CallQuestion.objects.create(call=call, label="Depuis quand ?", sort_order=1)
    devis = AskedDocument.objects.create(call=call, label="Devis", sort_order=0)
    call = CallPage.objects.get(pk=call.pk)
    call.save_revision().publish()
    draft = making.ready(call=call)
    told = making.typed(**{f"q{kept.pk}": "Le bureau.", f"q{going.pk}": "Depuis 2020."})
    services.save_draft(draft.created_by, draft, "questions", told, 0)
    services.attach(draft.created_by, draft, making.pdf(), devis)
    return Proposal.objects.get(pk=draft.pk), kept, going, devis


def published(client, call: CallPage, **changes):
    """Publish a call from its editing screen, changed."""
    address = f"/admin/pages/{call.pk}/edit/"
    answer = client.post(address, {**page_form(client, address), "action-publish": "1", **changes})
    assert answer.status_code == 302


def test_a_question_taken_away_takes_its_answer_and_nothing_else(admin, answered):
    draft, kept, going, _devis = answered
    _same, page = pages.opened("questions", draft)
    published(admin, draft.call, **{"questions-1-DELETE": "on"})
    assert [one.text for one in Answer.objects.filter(proposal=draft)] == ["Le bureau."]
    # The page that was open still holds the field that is gone.
    answer = page.post(**{f"q{kept.pk}": "Le bureau, élu.", f"q{going.pk}": "Depuis 2020."})
    assert answer.status_code == 302
    assert [one.text for one in Answer.objects.filter(proposal=draft)] == ["Le bureau, élu."]
    assert services.submit(draft.created_by, draft).number


def test_the_last_question_taken_away_leaves_the_draft_whole(admin, answered):
    draft, kept, _going, _devis = answered
    _same, page = pages.opened("questions", draft)
    published(admin, draft.call, **{"questions-0-DELETE": "on", "questions-1-DELETE": "on"})
    client = pages.signed_in(draft.created_by)
    for part in ("", "budget/", "pieces/", "relire/"):
        assert client.get(f"{draft.get_absolute_url()}{part}").status_code == 200, part
    assert page.post(**{f"q{kept.pk}": "Trop tard"}).status_code in (302, 404)
    assert services.submit(draft.created_by, draft).number


def test_a_document_no_longer_asked_for_stays_joined(admin, answered):
    draft, _kept, _going, _devis = answered
    published(admin, draft.call, **{"asked_documents-0-DELETE": "on"})
    (file,) = draft.attachments.all()
    assert file.asked is None
    page = pages.signed_in(draft.created_by).get(f"{draft.get_absolute_url()}pieces/")
    assert file.name in page.text
    assert services.submit(draft.created_by, draft).number


def test_a_question_added_is_missing_from_the_drafts(admin, answered):
    draft, _kept, _going, _devis = answered
    CallQuestion.objects.create(call=draft.call, label="Et après ?", sort_order=2)
    with pytest.raises(services.Refused) as refusal:
        services.submit(draft.created_by, draft)
    assert refusal.value.fields == {"questions": "Et après ?"}


def test_what_was_sent_keeps_the_answers_to_questions_taken_away(admin, answered):
    draft, _kept, _going, _devis = answered
    sent = services.submit(draft.created_by, draft)
    published(admin, draft.call, **{"questions-1-DELETE": "on"})
    submission = sent.submissions.get()
    assert submission.is_intact
    assert [one["text"] for one in submission.content["answers"]] == ["Le bureau.", "Depuis 2020."]
    assert "Depuis 2020." in pages.signed_in(draft.created_by).get(f"{sent.get_absolute_url()}envoi/").text


def test_a_funder_no_longer_asked_is_not_sent_a_request(answered):
    draft, _kept, _going, _devis = answered
    former = draft.funding_requests.get().funder
    CallFunder.objects.filter(call=draft.call).delete()
    other = factories.organisation("Une fondation", kind="foundation")
    CallFunder.objects.create(call=draft.call, organisation=other)
    with pytest.raises(services.Refused) as refusal:
        services.submit(draft.created_by, draft)
    assert former.name in refusal.value.fields["budget"]
    told = making.typed(
        **{"c60": "1200", "c64": "3800", "c70": "500", f"asked{other.pk}": "4500", **making.rows("others")}
    )
    services.save_draft(draft.created_by, draft, "budget", told, draft.version_of("budget"))
    sent = services.submit(draft.created_by, draft)
    assert [one.funder for one in sent.funding_requests.all()] == [other]
