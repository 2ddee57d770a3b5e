"""Giving account: progress notes, the final report, what a missing report blocks, the public page kept up to date."""

import datetime as dt
from collections.abc import Mapping

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.actions.models import ActionPage, ProgressNote
from pages.fund.models import FundedProjectPage
from pages.people import rights
from pages.people.models import PAIR_ROLES, PUBLISHER_ROLES, Role, User
from pages.people.refusals import Refused
from pages.proposals import access, circuit, files, publication, report_sections, telling
from pages.proposals.models import (
    FinalReport,
    GivenNote,
    NoteLink,
    NoteState,
    Proposal,
    ProposalSettings,
    ProposalStatus,
    ReportFile,
    ReportStatus,
    Submission,
)
from pages.proposals.services.drafts import held
from pages.proposals.services.steps import required
from pages.proposals.services.writing import Saved, save_section
from search import index

MONTHS_AFTER_THE_YEAR = 6
"""Law 2000-321, article 10."""
MOST_FILES = 10


# Progress notes


def note_due(proposal: Proposal) -> dt.date | None:
    """Return the day by which the next progress note is expected, None when none is."""
    months = circuit.rules_of(proposal).note_months
    if proposal.status != ProposalStatus.ACCEPTED or not months:
        return None
    last = proposal.given_notes.exclude(state=NoteState.REFUSED).values_list("date", flat=True).first()
    begun = last or proposal.start or timezone.localdate(proposal.decided_at)
    due = begun + relativedelta(months=months)
    return due if proposal.end is None or due <= proposal.end else None


def _noted(proposal: Proposal, author: User | None, values: Mapping) -> GivenNote:
    note = GivenNote(proposal=proposal, author=author, **values)
    try:
        note.full_clean(exclude={"author", "moderated_by", "proposal"}, validate_constraints=False)
    except ValidationError as problem:
        fields = {name: " ".join(told) for name, told in problem.message_dict.items()}
        raise Refused(" ".join(problem.messages), fields) from problem
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as problem:
        raise Refused(_("Un point d’étape est déjà donné pour aujourd’hui.")) from problem
    log(instance=proposal, action="proposals.note_given", user=author)
    telling.note_given(note)
    return note


@transaction.atomic
def give_note(actor: User, proposal: Proposal, values: Mapping) -> GivenNote:
    """Give a progress note in the association's name; it is read before it is shown. Raises Refused (``fields``).

    ``values``: progress (0 to 100), done, difficulties, correction.
    """
    proposal = held(proposal)
    if reason := access.may_write_for(actor, proposal.association):
        raise Refused(reason, forbidden=True)
    if proposal.status != ProposalStatus.ACCEPTED:
        raise Refused(_("Un point d’étape se donne sur une proposition acceptée."))
    return _noted(proposal, actor, values)


def usable_link(secret: str) -> NoteLink | None:
    """Return the link of a secret while it can be used, None for any other: unknown, used, expired, no longer due."""
    found = NoteLink.objects.select_related("proposal__association", "person")
    link = found.filter(digest=NoteLink.digest_of(secret)).first()
    if link is None or not link.is_usable or not link.person.is_active:
        return None
    stands = link.proposal.status == ProposalStatus.ACCEPTED
    return link if stands and not access.may_write_for(link.person, link.proposal.association) else None


@transaction.atomic
def give_note_by_link(secret: str, values: Mapping) -> GivenNote:
    """Give one progress note by a personal link, without an account; the link is then used. Raises Refused."""
    link = usable_link(secret)
    # Used in the same statement that finds it free: two tabs never give two notes.
    free = link and NoteLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    if not free:
        raise Refused(_("Ce lien n’est plus valable."))
    return _noted(held(link.proposal), link.person, values)


def may_moderate(user: User, proposal: Proposal) -> str:
    """Return why a user may not accept or set aside what an association gives to be published."""
    if any(role in PUBLISHER_ROLES for role in access.roles_on(user, proposal)):
        return ""
    return _("Seuls le binôme et la modération de la convention relisent ce que l’association donne à publier.")


@transaction.atomic
def answer_note(actor: User, note: GivenNote, accepted: bool, reason: str = "") -> GivenNote:
    """Publish a progress note, or set it aside with a reason; answered twice, it is answered once. Raises Refused."""
    proposal = held(note.proposal)
    rights.forget(actor)
    if refusal := may_moderate(actor, proposal):
        raise Refused(refusal, forbidden=True)
    note = GivenNote.objects.get(pk=note.pk)
    if note.state != NoteState.WAITING:
        return note
    if not accepted:
        note.reason = required(reason, "reason", _("Dites pourquoi : l’association le lira."))
    note.state = NoteState.ACCEPTED if accepted else NoteState.REFUSED
    note.moderated_by, note.moderated_at = actor, timezone.now()
    note.save()
    action = "proposals.note_accepted" if accepted else "proposals.note_refused"
    log(instance=proposal, action=action, user=actor)
    if accepted:
        _publish(note, proposal)
    telling.note_answered(note)
    return note


def _publish(note: GivenNote, proposal: Proposal) -> None:
    """Add a note to those of the action; a funded project's page shows it by itself (see ``reporting``)."""
    page = proposal.page and proposal.page.specific
    if isinstance(page, ActionPage):
        fields = {name: getattr(note, name) for name in ("progress", "done", "difficulties", "correction")}
        ProgressNote.objects.update_or_create(action=page, date=note.date, defaults={**fields, "author": note.author})
        index.refresh(page)


# The final report


def expect_report(proposal: Proposal) -> FinalReport:
    """Write that a report will be due for an accepted request."""
    day = proposal.end or proposal.start or timezone.localdate()
    due_on = dt.date(day.year, 12, 31) + relativedelta(months=MONTHS_AFTER_THE_YEAR)
    report, _made = FinalReport.objects.get_or_create(proposal=proposal, defaults={"year": day.year, "due_on": due_on})
    return report


def _held_report(report: FinalReport) -> FinalReport:
    locked = FinalReport.objects.select_for_update(of=("self",)).select_related("proposal__association")
    return locked.get(pk=report.pk)


def _writable(actor: User, report: FinalReport) -> FinalReport:
    report = _held_report(report)
    if reason := access.may_write_for(actor, report.proposal.association):
        raise Refused(reason, forbidden=True)
    if not report.is_writable:
        raise Refused(_("Ce compte rendu est envoyé : il ne se modifie plus."))
    return report


@transaction.atomic
def save_report(actor: User, report: FinalReport, section: str, data: Mapping, version: int, tab: str = "") -> Saved:
    """Save one section of a report, however incomplete. Raises Refused; Conflict when it was saved elsewhere."""
    report = _writable(actor, report)
    chosen = report_sections.section_of(report, section)
    if chosen is None:
        raise Refused(_("Cette partie n’existe pas dans ce compte rendu."))
    return save_section(actor, report, chosen, data, version, tab)


@transaction.atomic
def join_to_report(actor: User, report: FinalReport, upload: UploadedFile) -> ReportFile:
    """Join a document to a report; the same one sent twice is kept once. Raises Refused."""
    checked = files.check(upload, ProposalSettings.load().largest_file)
    report = _writable(actor, report)
    if already := report.files.filter(sha256=checked.sha256).first():
        return already
    if report.files.count() >= MOST_FILES:
        raise Refused(_("Dix pièces au plus."))
    kept = ReportFile(report=report, sent_by=actor)
    files.keep(kept, upload, checked)
    return kept


@transaction.atomic
def take_from_report(actor: User, file: ReportFile) -> None:
    """Take a document out of a report that is being written. Raises Refused."""
    _writable(actor, file.report)
    files.erase(file)


@transaction.atomic
def send_report(actor: User, report: FinalReport) -> FinalReport:
    """Send a report, frozen with its fingerprint; sent twice, it is sent once. Raises Refused (``fields``)."""
    report = _held_report(report)
    if reason := access.may_send(actor, report.proposal):
        raise Refused(reason, forbidden=True)
    if not report.is_writable:
        return report
    if lacking := report_sections.missing_in(report):
        fields = {section: ", ".join(one.label for one in found) for section, found in lacking.items()}
        raise Refused(_("Il manque encore des renseignements : rien n’est envoyé."), fields)
    report.content = report_sections.content_of(report)
    report.fingerprint = Submission.fingerprint_of(report.content)
    report.status, report.sent_at, report.sent_by = ReportStatus.SENT, timezone.now(), actor
    report.save()
    log(instance=report.proposal, action="proposals.report_sent", user=actor, data={"year": report.year})
    telling.report_sent(report)
    return report


def may_read_reports(user: User, proposal: Proposal) -> str:
    """Return why a user may not accept a report or lift what it blocks: the pair's and the granting funders' to do."""
    held_roles = access.roles_on(user, proposal)
    granting = set(proposal.decisions.granted().values_list("funder_id", flat=True))
    instructs = any(one.organisation_id in granting for one in held_roles.get(Role.FUND_INSTRUCTOR, []))
    if instructs or any(role in held_roles for role in PAIR_ROLES):
        return ""
    return _("Seuls le binôme et l’instruction d’un financeur qui a accordé répondent d’un compte rendu.")


@transaction.atomic
def answer_report(actor: User, report: FinalReport, accepted: bool, reason: str = "") -> FinalReport:
    """Accept a report, or ask to complete it; answered twice, it is answered once. Raises Refused (``fields``)."""
    report = _held_report(report)
    rights.forget(actor)
    if refusal := may_read_reports(actor, report.proposal):
        raise Refused(refusal, forbidden=True)
    if report.status != ReportStatus.SENT:
        return report
    report.reason = "" if accepted else required(reason, "reason", _("Dites ce qui est à compléter."))
    report.status = ReportStatus.ACCEPTED if accepted else ReportStatus.TO_COMPLETE
    report.read_by, report.read_at = actor, timezone.now()
    report.save()
    action = "proposals.report_accepted" if accepted else "proposals.report_to_complete"
    log(instance=report.proposal, action=action, user=actor)
    telling.report_answered(report)
    return report


# What it blocks


@transaction.atomic
def lift_report_block(actor: User, report: FinalReport, reason: str) -> FinalReport:
    """Let an association send a new request though a report is missing, for a reason. Raises Refused."""
    report = _held_report(report)
    rights.forget(actor)
    if refusal := may_read_reports(actor, report.proposal):
        raise Refused(refusal, forbidden=True)
    if report.lifted_at:
        return report
    report.lift_reason = required(reason, "reason", _("Dites pourquoi ce blocage est levé."))
    report.lifted_at, report.lifted_by = timezone.now(), actor
    report.save()
    log(instance=report.proposal, action="proposals.block_lifted", user=actor, data={"reason": report.lift_reason})
    return report


# The public page


@transaction.atomic
def propose_page_update(actor: User, proposal: Proposal, summary: str, text: str, results: str = ""):
    """Propose a new version of the public page: a draft that goes through the pages' own circuit. Raises Refused.

    ``text``: plain, one paragraph a line. Nothing is published; an editor's unpublished draft is never overwritten.
    """
    proposal = held(proposal)
    if reason := access.may_write_for(actor, proposal.association):
        raise Refused(reason, forbidden=True)
    page = proposal.page and proposal.page.specific
    if proposal.status != ProposalStatus.ACCEPTED or page is None or not page.live:
        raise Refused(_("Cette proposition n’a pas encore de page publique."))
    if page.workflow_in_progress:
        raise Refused(_("Une mise à jour est déjà en relecture."))
    if page.has_unpublished_changes:
        raise Refused(_("L’équipe de la convention modifie cette page : attendez qu’elle ait publié sa version."))
    page.summary = required(summary, "summary", _("Résumez l’action en une ou deux phrases."))
    if len(page.summary) > page._meta.get_field("summary").max_length:
        long = _("500 caractères au plus.")
        raise Refused(long, {"summary": long})
    page.body = [("text", publication.paragraphs(text))] if text.strip() else []
    if isinstance(page, FundedProjectPage):
        page.results = results.strip()
    revision = page.save_revision(user=actor)
    circuit_of_pages = page.get_workflow()
    if circuit_of_pages is None:
        raise Refused(_("Aucun circuit de validation ne relit cette page : écrivez à l’équipe de la convention."))
    circuit_of_pages.start(page, actor)
    log(instance=proposal, action="proposals.page_update", user=actor)
    return revision
