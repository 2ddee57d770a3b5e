"""Whom the circuit tells what: those who hold a step that it is theirs, the association where its request stands.

Nobody is told of a step that is not theirs, nor of a file that they stand out of.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.fund.models import LedgerEntry
from pages.people import notices
from pages.people.mails import link as whole
from pages.people.models import Absence, LocalRole, Membership, Recusal, Role, User
from pages.proposals.mails import people_of
from pages.proposals.models import (
    Correction,
    FinalReport,
    FundingRequest,
    GivenNote,
    GrantDecision,
    Message,
    NoteLink,
    Opinion,
    Proposal,
    Signature,
    Step,
)

# What a person may have at once, once a day or never.
STEPS, PROGRESS, MESSAGES = "proposal_steps", "proposal_progress", "proposal_messages"
REPORTS = "proposal_reports"


def holders(proposal: Proposal) -> list[User]:
    """Return who holds the present step today and has still to act on it, without those who stand out or are away."""
    if not proposal.step or proposal.task_state_id is None:
        return []
    held = LocalRole.objects.today().filter(
        page=proposal.convention_id, role__in=proposal.task.roles, user__is_active=True
    )
    if proposal.step == Step.APPROVAL:
        held = held.exclude(role__in=Signature.objects.filter(task_state=proposal.task_state_id).values("half"))
    if proposal.step == Step.DECISION:
        decided = proposal.decisions.standing().values("funder")
        asked = FundingRequest.objects.filter(proposal=proposal).exclude(funder__in=decided)
        held = held.filter(role=Role.FUND_INSTRUCTOR, organisation__in=asked.values("funder"))
    away = Absence.objects.filter(ended_at=None).values("person")
    return list(interested_left_out(held.exclude(user__in=away), proposal))


def interested_left_out(roles, proposal: Proposal):
    """Return the people who hold some roles, without those who stand out of a request (``access.barred_from``)."""
    recused = Recusal.objects.standing().filter(organisation=proposal.association_id).values("person")
    own = Membership.objects.standing().filter(organisation=proposal.association_id).values("user")
    people = User.objects.filter(pk__in=roles.values("user"), is_active=True)
    return people.exclude(pk__in=recused).exclude(pk__in=own).order_by("last_name", "email")


def awaited(proposal: Proposal) -> list[User]:
    """Return of whom the present step is awaited: the person it was given to, else all who hold it."""
    people = holders(proposal)
    return [one for one in people if one.pk == proposal.in_charge_id] or people


def _staff(people, proposal: Proposal, text: str, actor: User | None = None, subject: str = "") -> None:
    path = reverse("dossier", args=[proposal.number])
    for person in people:
        if person != actor:
            notices.tell(person, STEPS, text, path, subject=subject or text)


def _association(proposal: Proposal, text: str, subject: str) -> None:
    for person in people_of(proposal.association):
        notices.tell(person, PROGRESS, text, proposal.get_absolute_url(), subject=subject)


def _named(proposal: Proposal) -> dict[str, str]:
    return {"number": proposal.number, "title": proposal.title}


def moved(proposal: Proposal, actor: User | None = None) -> None:
    """Tell those whose step begins, and the association how far its request has come."""
    if not proposal.step:
        return
    said = {"number": proposal.number, "step": proposal.get_step_display()}
    text = _("Le dossier n° %(number)s vous attend : %(step)s.") % said
    _staff(awaited(proposal), proposal, text, actor)
    if proposal.step != Step.ELIGIBILITY:
        told = _("Votre proposition n° %(number)s avance : %(step)s.") % said
        _association(proposal, told, told)


def partly_decided(proposal: Proposal, actor: User) -> None:
    """Tell nobody anew: the other funders know since the step began; the association reads it in its dossier."""
    said = _("Un financeur a pris sa décision sur votre proposition n° %(number)s ; d’autres sont attendues.")
    _association(
        proposal, said % _named(proposal), _("Décision sur votre proposition n° %(number)s") % _named(proposal)
    )


def given(proposal: Proposal, person: User) -> None:
    _staff([person], proposal, _("Le dossier n° %(number)s vous est confié.") % _named(proposal))


def late(proposal: Proposal) -> None:
    """Recall a step whose term has come to those of whom it is awaited."""
    said = {"number": proposal.number, "step": proposal.get_step_display()}
    _staff(awaited(proposal), proposal, _("Rappel : le dossier n° %(number)s vous attend (%(step)s).") % said)


def opinion_asked(opinion: Opinion) -> None:
    said = _("Votre avis est demandé sur le dossier n° %(number)s.") % _named(opinion.proposal)
    _staff([opinion.person], opinion.proposal, said, opinion.asked_by, _("Une proposition attend votre avis"))


def opinion_late(opinion: Opinion) -> None:
    said = _("Rappel : votre avis est attendu sur le dossier n° %(number)s.") % _named(opinion.proposal)
    _staff([opinion.person], opinion.proposal, said, subject=_("Une proposition attend votre avis"))


def opinion_given(opinion: Opinion) -> None:
    """Tell those who conduct the instruction once no opinion is awaited any more."""
    proposal = opinion.proposal
    if not proposal.opinions.waiting().exists():
        said = _("Tous les avis demandés sur le dossier n° %(number)s sont donnés.") % _named(proposal)
        _staff(awaited(proposal), proposal, said, opinion.person)


def to_correct(correction: Correction) -> None:
    proposal = correction.proposal
    text = _("Une correction est demandée sur votre proposition n° %(number)s.") % _named(proposal)
    _association(proposal, text, _("À corriger : %(title)s") % _named(proposal))


def resubmitted(proposal: Proposal, actor: User) -> None:
    said = _("Le dossier n° %(number)s est revenu corrigé.") % _named(proposal)
    _staff(awaited(proposal), proposal, said, actor)


def ended(proposal: Proposal) -> None:
    said = _("Une décision est prise sur votre proposition n° %(number)s : lisez-la, avec ses raisons.")
    _association(
        proposal, said % _named(proposal), _("Décision sur votre proposition n° %(number)s") % _named(proposal)
    )


def accepted(proposal: Proposal) -> None:
    text = _("Votre proposition n° %(number)s est acceptée : lisez les décisions et leurs conditions.")
    _association(proposal, text % _named(proposal), _("Votre proposition est acceptée"))
    said = _("Le dossier n° %(number)s est accepté : sa page est prête.") % _named(proposal)
    moderators = LocalRole.objects.today().filter(page=proposal.convention_id, role=Role.MODERATOR)
    _staff(interested_left_out(moderators, proposal), proposal, said)


def revoked(decision: GrantDecision) -> None:
    proposal = decision.proposal
    text = _("La décision de « %(funder)s » sur votre proposition n° %(number)s est retirée.")
    said = text % {**_named(proposal), "funder": decision.funder.name}
    _association(proposal, said, _("Décision sur votre proposition n° %(number)s") % _named(proposal))


def paid(proposal: Proposal, entry: LedgerEntry) -> None:
    text = _("« %(funder)s » a enregistré un versement pour votre proposition n° %(number)s.")
    said = text % {**_named(proposal), "funder": entry.funder.name}
    _association(proposal, said, _("Un versement pour votre proposition n° %(number)s") % _named(proposal))


def written(message: Message) -> None:
    """Tell the other side that there is something to read; of a note, only those who hold the step."""
    proposal = message.proposal
    if message.internal:
        said = _("Une note interne est ajoutée au dossier n° %(number)s.") % _named(proposal)
        _staff(awaited(proposal), proposal, said, message.author)
    elif message.from_staff:
        said = _("Les services vous ont écrit à propos de votre proposition n° %(number)s.") % _named(proposal)
        for person in people_of(proposal.association):
            notices.tell(person, MESSAGES, said, reverse("proposal_messages", args=[proposal.pk]), subject=said)
    else:
        said = _("L’association a écrit à propos du dossier n° %(number)s.") % _named(proposal)
        for person in readers_of(proposal):
            notices.tell(person, MESSAGES, said, reverse("dossier_messages", args=[proposal.number]), subject=said)


def readers_of(proposal: Proposal) -> list[User]:
    """Return who answers an association: those of whom the step is awaited, else the convention's moderation."""
    if people := awaited(proposal):
        return people
    moderators = LocalRole.objects.today().filter(page=proposal.convention_id, role=Role.MODERATOR)
    return list(interested_left_out(moderators, proposal))


def recused(recusal: Recusal) -> None:
    """Tell a person that others took them out of an association's requests; the association is told nothing."""
    text = _("Un intérêt a été déclaré pour vous : vous ne suivez plus les dossiers d’une association.")
    notices.tell(recusal.person, STEPS, text, reverse("todo"), subject=_("Déport enregistré"))


def stands_in(role: LocalRole, absent: User) -> None:
    text = _("Vous suppléez maintenant, comme « %(role)s », une personne absente.") % {"role": role.get_role_display()}
    notices.tell(role.user, STEPS, text, reverse("todo"), subject=_("Vous suppléez une personne absente"))


# After the decision


def _readers(proposal: Proposal, roles) -> list[User]:
    held = LocalRole.objects.today().filter(page=proposal.convention_id, role__in=roles)
    return list(interested_left_out(held, proposal))


def note_expected(link: NoteLink, secret: str) -> None:
    """Ask a person for a progress note, by a link that needs no account."""
    proposal = link.proposal
    said = {"title": proposal.title, "day": date_format(link.due_on, "j F Y")}
    subject = _("Rappel : point d’étape de %(title)s avant le %(day)s") % said
    path = reverse("proposal_notes", args=[proposal.pk])
    context = {"proposal": proposal, "url": whole(reverse("note_by_link", args=[secret])), "due_on": link.due_on}
    notices.tell(link.person, REPORTS, subject, path, "note_expected", context, subject)


def note_given(note: GivenNote) -> None:
    said = _("Un point d’étape du dossier n° %(number)s est à relire.") % _named(note.proposal)
    path = reverse("dossier_given_notes", args=[note.proposal.number])
    for person in _readers(note.proposal, [Role.MODERATOR]):
        notices.tell(person, REPORTS, said, path)


def note_answered(note: GivenNote) -> None:
    done = _("Votre point d’étape sur « %(title)s » est publié.")
    aside = _("Votre point d’étape sur « %(title)s » n’est pas publié : lisez pourquoi.")
    said = (done if note.state == "accepted" else aside) % _named(note.proposal)
    for person in people_of(note.proposal.association):
        notices.tell(person, REPORTS, said, reverse("proposal_notes", args=[note.proposal.pk]))


def report_expected(report: FinalReport) -> None:
    said = {"day": date_format(report.due_on, "j F Y"), "title": report.proposal.title}
    text = _("Le compte rendu financier de « %(title)s » est attendu avant le %(day)s.") % said
    subject = _("Compte rendu financier attendu avant le %(day)s") % said
    for person in people_of(report.proposal.association):
        notices.tell(person, REPORTS, text, reverse("proposal_report", args=[report.proposal_id]), subject=subject)


def report_sent(report: FinalReport) -> None:
    said = _("Le compte rendu financier du dossier n° %(number)s est arrivé.") % _named(report.proposal)
    path = reverse("dossier_report", args=[report.proposal.number])
    granting = report.proposal.decisions.granted().values("funder")
    held = LocalRole.objects.today().filter(
        page=report.proposal.convention_id, role=Role.FUND_INSTRUCTOR, organisation__in=granting
    )
    for person in interested_left_out(held, report.proposal):
        notices.tell(person, REPORTS, said, path)


def report_answered(report: FinalReport) -> None:
    accepted = _("Votre compte rendu financier de « %(title)s » est accepté.")
    again = _("Votre compte rendu financier de « %(title)s » est à compléter.")
    said = (accepted if report.status == "accepted" else again) % _named(report.proposal)
    for person in people_of(report.proposal.association):
        notices.tell(person, REPORTS, said, reverse("proposal_report", args=[report.proposal_id]))
