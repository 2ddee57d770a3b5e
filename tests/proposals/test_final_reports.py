"""The final report: due six months after the year, sent once, read, and what a missing one blocks."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from pages.people.models import MembershipRole, Role
from pages.people.refusals import Refused
from pages.proposals import reminders, services
from pages.proposals.models import FinalReport, Proposal, ProposalStatus, ReportStatus
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db

SECTIONS = {
    "bilan": {
        "realisation": "Huit cafés.",
        "public_reached": "Des parents.",
        "people_reached": "30",
        "dates_and_places": "Le mardi, au local.",
        "objectives_met": "Oui.",
    },
    "chiffres": {"c60": "1 200", "c64": "3 800", "c70": "500", "c74": "4 500"},
    "annexe": {"allocation_rules": "Au temps passé."},
    "attestation": {"signatory_name": "Alex Exemple", "signatory_function": "Présidence", "attests_accuracy": "on"},
}


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def granted():
    proposal, people = making.accepted()
    mail.outbox.clear()
    return proposal, people


def filled(proposal: Proposal) -> FinalReport:
    for section, values in SECTIONS.items():
        report = FinalReport.objects.get(proposal=proposal)
        saved = services.save_report(proposal.created_by, report, section, making.typed(**values), 0)
        assert saved.is_whole
    return FinalReport.objects.get(proposal=proposal)


def overdue(proposal: Proposal) -> FinalReport:
    FinalReport.objects.filter(proposal=proposal).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    return FinalReport.objects.get(proposal=proposal)


def test_it_is_due_six_months_after_the_year_in_which_the_action_ends(granted):
    proposal, _people = granted
    report = FinalReport.objects.get(proposal=proposal)
    assert report.year == proposal.end.year
    assert report.due_on == dt.date(proposal.end.year + 1, 6, 30)


def test_it_is_sent_once_when_nothing_lacks(granted):
    proposal, people = granted
    report = FinalReport.objects.get()
    with pytest.raises(Refused) as refusal:
        services.send_report(proposal.created_by, report)
    assert set(refusal.value.fields) == {"bilan", "chiffres", "attestation", "annexe"}
    report = filled(proposal)
    mail.outbox.clear()
    for _click in range(2):
        services.send_report(proposal.created_by, report)
    report = FinalReport.objects.get()
    assert report.status == ReportStatus.SENT
    assert report.fingerprint
    assert [message.to for message in mail.outbox] == [[people.instructor.email]]


def test_only_the_representative_sends_and_writers_write(granted):
    proposal, people = granted
    contributor = making.member(proposal.association, MembershipRole.CONTRIBUTOR)
    report = filled(proposal)
    with pytest.raises(Refused):
        services.send_report(contributor, report)
    for who in (making.member(proposal.association, MembershipRole.READER), people.caf, factories.user()):
        with pytest.raises(Refused):
            services.save_report(who, report, "annexe", making.typed(remarks="Non."), 1)


def test_what_is_sent_does_not_change_any_more(granted):
    proposal, _people = granted
    report = services.send_report(proposal.created_by, filled(proposal))
    with pytest.raises(Refused):
        services.save_report(proposal.created_by, report, "annexe", making.typed(remarks="Autre."), 1)


def test_it_is_accepted_or_to_be_completed_by_the_pair_and_a_granting_funder(granted):
    proposal, people = granted
    report = services.send_report(proposal.created_by, filled(proposal))
    for who in (people.moderator, people.officer, factories.admin(), proposal.created_by):
        with pytest.raises(Refused):
            services.answer_report(who, report, True)
    with pytest.raises(Refused):
        services.answer_report(people.instructor, report, False, "")
    services.answer_report(people.instructor, report, False, "Joignez les comptes.")
    assert FinalReport.objects.get().is_writable
    services.send_report(proposal.created_by, report)
    services.answer_report(people.caf, report, True)
    assert FinalReport.objects.get().status == ReportStatus.ACCEPTED


def test_a_large_gap_with_the_budget_is_explained(granted):
    proposal, _people = granted
    filled(proposal)
    report = FinalReport.objects.get()
    services.save_report(proposal.created_by, report, "chiffres", making.typed(c60="9 000", c70="9 000"), 1)
    with pytest.raises(Refused) as refusal:
        services.send_report(proposal.created_by, report)
    assert set(refusal.value.fields) == {"annexe"}


def test_a_missing_report_blocks_a_new_request_not_its_draft(granted):
    proposal, people = granted
    author, association = proposal.created_by, proposal.association
    draft = making.ready(author, association=association)
    overdue(proposal)
    with pytest.raises(Refused, match="compte rendu financier"):
        services.submit(author, draft)
    version = Proposal.objects.get(pk=draft.pk).version_of("evaluation")
    saved = services.save_draft(author, draft, "evaluation", making.typed(evaluation="Un bilan."), version)
    assert saved.form.cleaned_data["evaluation"] == "Un bilan."
    assert "Compte rendu financier de" in pages.signed_in(author).get(f"/espace/propositions/{draft.pk}/relire/").text


def test_once_the_report_is_sent_the_new_request_goes(granted):
    proposal, _people = granted
    author = proposal.created_by
    draft = making.ready(author, association=proposal.association)
    overdue(proposal)
    services.send_report(author, filled(proposal))
    overdue(proposal)
    assert services.submit(author, draft).status == ProposalStatus.SUBMITTED


def test_the_block_is_lifted_with_a_reason_by_the_pair_or_a_granting_funder(granted):
    proposal, people = granted
    author = proposal.created_by
    draft = making.ready(author, association=proposal.association)
    report = overdue(proposal)
    other = factories.holder(Role.FUND_INSTRUCTOR, proposal.convention, organisation=factories.organisation(kind="caf"))
    for who in (people.moderator, other, author, factories.admin()):
        with pytest.raises(Refused):
            services.lift_report_block(who, report, "Inondation du local.")
    with pytest.raises(Refused):
        services.lift_report_block(people.instructor, report, " ")
    services.lift_report_block(people.instructor, report, "Inondation du local.")
    assert services.submit(author, draft).status == ProposalStatus.SUBMITTED


def test_another_association_s_missing_report_blocks_nothing(granted):
    overdue(granted[0])
    assert making.sent().status == ProposalStatus.SUBMITTED


def test_it_is_recalled_sixty_and_fifteen_days_before_then_the_day_after_once_each(granted):
    proposal, _people = granted
    today = timezone.localdate()
    for days, told in ((61, 0), (60, 1), (59, 0), (15, 1), (3, 0), (-1, 1), (-9, 0)):
        FinalReport.objects.update(due_on=today + dt.timedelta(days=days))
        assert reminders.remind_reports() == told, days
    assert len(mail.outbox) == 3
    assert all("Compte rendu financier attendu avant le" in message.subject for message in mail.outbox)


def test_others_do_not_open_it(granted):
    proposal, people = granted
    addresses = [f"/espace/propositions/{proposal.pk}/compte-rendu/", f"/dossiers/{proposal.number}/compte-rendu/"]
    for who in (factories.user(), making.member(making.association()), people.officer):
        for address in addresses:
            assert pages.signed_in(who).get(address).status_code == 404
    assert pages.signed_in(proposal.created_by).get(addresses[0]).status_code == 200
    assert pages.signed_in(people.caf).get(addresses[1]).status_code == 200


def test_a_document_of_a_report_is_given_to_staff_once_it_is_sent(granted):
    proposal, people = granted
    report = filled(proposal)
    file = services.join_to_report(proposal.created_by, report, making.pdf("comptes.pdf"))
    address = f"/dossiers/{proposal.number}/compte-rendu/pieces/{file.pk}/"
    assert pages.signed_in(people.caf).get(address).status_code == 404
    services.send_report(proposal.created_by, report)
    assert pages.signed_in(people.caf).get(address).status_code == 200


# The public page


def test_an_update_of_the_page_is_read_before_it_is_published(granted):
    proposal, people = granted
    page = proposal.page.specific
    page.get_latest_revision().publish()
    services.propose_page_update(proposal.created_by, proposal, "Un nouveau résumé.", "Ligne <b>une</b>.")
    page = type(page).objects.get(pk=page.pk)
    assert page.summary != "Un nouveau résumé."
    with pytest.raises(Refused, match="relecture"):
        services.propose_page_update(proposal.created_by, proposal, "Un autre.", "")
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, people.moderator, "approve")
    page = type(page).objects.get(pk=page.pk)
    assert page.summary == "Un nouveau résumé."
    assert "&lt;b&gt;" in str(page.body)


def test_an_editor_s_draft_is_never_overwritten(granted):
    proposal, _people = granted
    page = proposal.page.specific
    page.get_latest_revision().publish()
    page.refresh_from_db()
    page.summary = "Travail en cours."
    page.save_revision()
    with pytest.raises(Refused, match="modifie cette page"):
        services.propose_page_update(proposal.created_by, proposal, "Un nouveau résumé.", "")


def test_a_report_sent_waits_for_the_pair_and_the_granting_funder_until_it_is_answered(granted):
    proposal, people = granted
    report = services.send_report(proposal.created_by, filled(proposal))
    other = factories.holder(Role.FUND_INSTRUCTOR, proposal.convention, organisation=factories.organisation(kind="caf"))
    waits = {
        reader: proposal.number in pages.signed_in(reader).get("/a-traiter/").text
        for reader in (people.caf, people.local, people.instructor, people.moderator, other)
    }
    assert list(waits.values()) == [True, True, True, False, False]
    assert "Compte rendu financier à lire" in pages.signed_in(people.caf).get("/a-traiter/").text
    services.answer_report(people.caf, report, True)
    assert proposal.number not in pages.signed_in(people.local).get("/a-traiter/").text
