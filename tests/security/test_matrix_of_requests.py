"""Who may open which address of the associations' space, and who may do what to a request in which state.

Both tables are walked whole: an address or a service that has no line here fails the test.
"""

from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import URLPattern, reverse
from django.utils import timezone
from wagtail.snippets.models import get_snippet_models

from pages.people.models import Invitation, JoinRequest, MembershipRole, Role, User
from pages.proposals import services
from pages.proposals.models import (
    DocumentKind,
    FinalReport,
    GrantDecision,
    PermanentDocument,
    Proposal,
    ProposalStatus,
    Step,
)
from pages.proposals.urls import urlpatterns
from tests import factories
from tests.proposals import making

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LOGIN, SEEN, HIDDEN, REFUSED = "login", "seen", "hidden", "refused"
"""Led to the login; answered; 404; refused in words."""

OWN = ("representative", "contributor", "reader")
FOLLOWING = ("moderator", "caf_coordinator", "local_coordinator")
EXAMINING = (*FOLLOWING, "instructor", "administrator")
PEOPLE = (
    "visitor",
    "citizen",
    "stranger",  # represents another association
    *OWN,
    "partner",
    "writer",
    "cooperation_officer",
    *FOLLOWING,
    "instructor",
    "other_instructor",  # of a funder of whom nothing is asked
    "elsewhere",  # coordinates another convention
    "recused",  # moderates the convention, and stands out of this association's requests
    "administrator",
)


class World:
    """One association with a draft and a request that was sent, and someone of each sort around them."""

    def __init__(self):
        self.association = making.association()
        self.author = making.member(self.association)
        self.call = making.call()
        self.convention = self.call.convention
        self.draft = making.ready(self.author, association=self.association, call=self.call)
        self.sent = making.sent(self.author, association=self.association, call=self.call)
        self.file = services.attach(self.author, self.draft, making.pdf())
        self.document = PermanentDocument.objects.filter(
            organisation=self.association, kind=DocumentKind.STATUTES
        ).get()
        self.membership = self.association.memberships.get(user=self.author)
        self.asked = JoinRequest.objects.create(user=factories.user(), organisation=self.association)
        self.invitation, self.secret = Invitation.open(self.association, "x@exemple.test", "reader", self.author)
        funder = self.call.funders[0]
        other = factories.organisation(kind="caf")
        elsewhere = factories.convention(factories.territory("92036", "Gennevilliers"))
        hold = factories.holder
        self.people = {
            "visitor": None,
            "citizen": factories.user(),
            "stranger": making.member(making.association()),
            "representative": self.author,
            "contributor": making.member(self.association, MembershipRole.CONTRIBUTOR),
            "reader": making.member(self.association, MembershipRole.READER),
            "partner": hold(Role.PARTNER, self.convention),
            "writer": hold(Role.WRITER, self.convention),
            "cooperation_officer": hold(Role.COOPERATION_OFFICER, self.convention),
            "moderator": hold(Role.MODERATOR, self.convention),
            "caf_coordinator": hold(Role.CAF_COORDINATOR, self.convention),
            "local_coordinator": hold(Role.LOCAL_COORDINATOR, self.convention),
            "instructor": hold(Role.FUND_INSTRUCTOR, self.convention, organisation=funder),
            "other_instructor": hold(Role.FUND_INSTRUCTOR, self.convention, organisation=other),
            "elsewhere": hold(Role.CAF_COORDINATOR, elsewhere),
            "recused": hold(Role.MODERATOR, self.convention),
            "administrator": factories.admin(),
        }
        services.recuse(self.people["recused"], self.association)
        hold_all = self.people
        self.team = making.Team(
            moderator=hold_all["moderator"],
            caf=hold_all["caf_coordinator"],
            local=hold_all["local_coordinator"],
            officer=hold_all["cooperation_officer"],
            instructors={funder.pk: hold_all["instructor"]},
        )
        making.funded(self.sent)

    def at(self, place: str) -> Proposal:
        """Return the association's request at a step of the circuit or in a status, brought there by the services."""
        if place == DRAFT:
            return self.draft
        if place in Step.values:
            return making.at(place, self.sent, self.team)[0]
        if place == ProposalStatus.ACCEPTED:
            proposal, _people = making.at(Step.DECISION, self.sent, self.team)
            making.decided(proposal, self.team, Decimal(1000))
        elif place == ProposalStatus.TO_CORRECT:
            services.request_correction(self.team.moderator, self.sent, ["action", "pieces"], "À préciser.")
        elif place == ProposalStatus.WITHDRAWN:
            services.withdraw(self.author, self.sent)
        elif place == ProposalStatus.REFUSED:
            services.refuse(self.team.moderator, self.sent, "Hors du champ.")
        elif place == ProposalStatus.CLOSED:
            services.close(self.team.moderator, self.sent, "Doublon.")
        return Proposal.objects.get(pk=self.sent.pk)

    def arguments(self) -> dict[str, tuple]:
        """Return what fills each address."""
        association, draft, sent = self.association.pk, self.draft.pk, self.sent.pk
        return {
            "association": (association,),
            "association_join": (association,),
            "association_people": (association,),
            "association_member": (association, self.membership.pk),
            "association_document": (association, self.document.pk),
            "association_document_removal": (association, self.document.pk),
            "association_section": (association, "identification"),
            "join_answer": (self.asked.pk,),
            "invitation": (self.secret,),
            "invitation_accept": (self.invitation.pk,),
            "invitation_cancel": (association, self.invitation.pk),
            "proposal": (draft,),
            "proposal_review": (draft,),
            "proposal_withdrawal": (sent,),
            "proposal_discard": (draft,),
            "proposal_entry": (sent,),
            "proposal_receipt": (sent,),
            "proposal_sent": (sent,),
            "proposal_attachment": (draft, self.file.pk),
            "proposal_attachment_removal": (draft, self.file.pk),
            "proposal_section": (draft, "action"),
            "dossier": (self.sent.number,),
            "dossier_attachment": (self.sent.number, self.file.pk),
            "dossier_document": (self.sent.number, self.document.pk),
            "dossier_gesture": (self.sent.number, "se-deporter"),
            **dict.fromkeys(("proposal_messages",), (sent,)),
            **dict.fromkeys(("dossier_messages", "dossier_notes"), (self.sent.number,)),
            "proposal_export": (sent, "pdf"),
            "dossier_export": (self.sent.number, "pdf"),
            "proposal_versions": (sent, 1, 1),
            "dossier_versions": (self.sent.number, 1, 1),
            "note_by_link": ("secret",),
        }


# Who may open an address; everybody else who is logged in is answered 404, and whoever is not is led to log in.
EVERYBODY = tuple(person for person in PEOPLE if person != "visitor")
STAFF = (*EXAMINING, "other_instructor", "elsewhere")
ADDRESSES: dict[str, tuple[str, ...]] = {
    "space": EVERYBODY,
    "associations": EVERYBODY,
    "association_new": EVERYBODY,
    "association_join": EVERYBODY,
    "invitation": EVERYBODY,
    "proposals": EVERYBODY,
    "proposal_new": EVERYBODY,
    "association": OWN,
    "association_people": OWN,
    # The representative's own row: others change nothing of it.
    "association_member": ("representative",),
    # Its addressee is none of them.
    "invitation_accept": (),
    "invitation_cancel": ("representative",),
    "association_document": OWN,
    "association_document_removal": OWN,
    "association_section": OWN,
    # A moderator of any convention answers for an association, so that one without anybody is not lost.
    "join_answer": ("representative", *FOLLOWING, "elsewhere", "recused", "administrator"),
    "proposal": OWN,
    "proposal_review": OWN,
    "proposal_withdrawal": OWN,
    "proposal_discard": OWN,
    "proposal_entry": (*OWN, *EXAMINING),
    "proposal_receipt": OWN,
    "proposal_sent": OWN,
    "proposal_attachment": OWN,
    "proposal_attachment_removal": OWN,
    "proposal_section": OWN,
    "dossiers": (*STAFF, "recused"),
    "join_requests": (*STAFF, "recused"),
    "todo": (*STAFF, "recused"),
    "absence": (
        "partner",
        "writer",
        "cooperation_officer",
        *FOLLOWING,
        "instructor",
        "other_instructor",
        "elsewhere",
        "recused",
    ),
    "dossier_gesture": EXAMINING,
    **dict.fromkeys(("proposal_messages", "proposal_export", "proposal_versions"), OWN),
    **dict.fromkeys(("dossier_messages", "dossier_notes", "dossier_export", "dossier_versions"), EXAMINING),
    # A link that nobody was given: the same page for everyone, logged in or not.
    "note_by_link": EVERYBODY,
    "dossier": EXAMINING,
    # The file is a draft's, never sent: it is nobody's but the association's, whoever examines the other request.
    "dossier_attachment": (),
    "dossier_document": EXAMINING,
}
POSTED = {"association_join", "association_member", "association_document_removal", "proposal_attachment_removal"}
POSTED |= {"join_answer", "invitation_accept", "invitation_cancel"}
# Shown before one logs in: who is invited has no account yet.
OPEN = {"invitation", "note_by_link"}


@pytest.fixture
def world(portal):
    return World()


def names() -> list[str]:
    assert all(isinstance(pattern, URLPattern) for pattern in urlpatterns)
    return [pattern.name for pattern in urlpatterns]


# What follows a decision: these addresses are walked on an accepted request.
AFTER = {
    **dict.fromkeys(("dossier_act", "dossier_communicable", "dossier_given_notes", "dossier_report"), EXAMINING),
    **dict.fromkeys(("dossier_message_file", "dossier_report_file"), EXAMINING),
    **dict.fromkeys(("proposal_act", "proposal_notes", "proposal_report", "proposal_report_section"), OWN),
    **dict.fromkeys(("proposal_message_file", "proposal_report_file", "proposal_page"), OWN),
    "proposal_report_file_removal": OWN,
}


def after(world: World) -> dict[str, tuple]:
    """Return what fills the addresses that follow a decision."""
    proposal = world.at(ProposalStatus.ACCEPTED)
    key, number = proposal.pk, proposal.number
    proposal.page.specific.get_latest_revision().publish()
    message = services.write_message(world.team.moderator, proposal, "Bonjour.", [making.pdf()])
    file = services.join_to_report(world.author, proposal.report, making.pdf())
    FinalReport.objects.update(sent_at=timezone.now())
    act, joined = proposal.acts.first().pk, message.files.get().pk
    return {
        "dossier_act": (number, act),
        "dossier_communicable": (number,),
        "dossier_given_notes": (number,),
        "dossier_report": (number,),
        "dossier_message_file": (number, joined),
        "dossier_report_file": (number, file.pk),
        "proposal_act": (key, act),
        "proposal_notes": (key,),
        "proposal_report": (key,),
        "proposal_report_section": (key, "bilan"),
        "proposal_message_file": (key, joined),
        "proposal_report_file": (key, file.pk),
        "proposal_page": (key,),
        "proposal_report_file_removal": (key, file.pk),
    }


def test_every_address_of_the_space_has_its_rule():
    assert set(names()) == set(ADDRESSES) | set(AFTER)


def test_what_follows_a_decision_opens_to_those_whom_it_is_for_and_to_nobody_else(world, client):
    for name, arguments in after(world).items():
        url = reverse(name, args=arguments)
        found = set()
        for person in EVERYBODY:
            client.force_login(world.people[person])
            # Asked with GET where only POST does something, the door is the same.
            with transaction.atomic():
                answer = client.post(url) if name.endswith("_removal") else client.get(url)
                transaction.set_rollback(True)
            if answer.status_code != 404:
                found.add(person)
        assert found == set(AFTER[name]), name
        client.logout()
        assert "/connexion/" in client.get(url).url or name.endswith("_removal")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_address_answers_to_those_whom_it_is_for_and_to_nobody_else(world, client, name):
    url = reverse(name, args=world.arguments().get(name, ()))
    found = {}
    for person in PEOPLE:
        client.logout()
        if world.people[person]:
            client.force_login(world.people[person])
        # A form without its fields changes nothing; what is asked here is whether the door opens.
        with transaction.atomic():
            answer = client.post(url, {"geste": "rien"}) if name in POSTED - {"join_answer"} else client.get(url)
            transaction.set_rollback(True)
        led = answer.status_code == 302 and "/connexion/" in answer.url
        found[person] = LOGIN if led else HIDDEN if answer.status_code == 404 else SEEN
        if name in POSTED and answer.status_code == 405:
            found[person] = SEEN
    if name == "join_answer":
        # Only its POST tells anything; asked with GET, the door is the same for all.
        for person in EVERYBODY:
            client.force_login(world.people[person])
            asked = JoinRequest.objects.create(user=factories.user(), organisation=world.association)
            answer = client.post(reverse(name, args=[asked.pk]), {"reponse": "refuser"})
            found[person] = HIDDEN if answer.status_code == 404 else SEEN
    expected = {person: SEEN if person in ADDRESSES[name] else HIDDEN for person in PEOPLE} | {
        "visitor": SEEN if name in OPEN else LOGIN
    }
    assert found == expected


# Who may do what, at which place of its way. A service refuses everything else, in words.
DRAFT, TO_CORRECT = ProposalStatus.DRAFT, ProposalStatus.TO_CORRECT
ENDED = (ProposalStatus.ACCEPTED, ProposalStatus.REFUSED, ProposalStatus.CLOSED, ProposalStatus.WITHDRAWN)
PLACES = (DRAFT, *Step, TO_CORRECT, *ENDED)
SENT = PLACES[1:]
WRITERS = ("representative", "contributor")
PAIR = ("caf_coordinator", "local_coordinator")
HOLDERS = {
    Step.ELIGIBILITY: ("moderator",),
    Step.INSTRUCTION: ("moderator",),
    Step.APPROVAL: PAIR,
    Step.COMMITTEE: PAIR,
    Step.DECISION: ("instructor",),
}
CONDUCTING = dict.fromkeys(Step, FOLLOWING) | {Step.DECISION: (*FOLLOWING, "instructor")}
ENDING = {step: who for step, who in HOLDERS.items() if step != Step.DECISION}


def everywhere(places, who) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(places, who)


SERVICES: dict[str, dict[str, tuple[str, ...]]] = {
    "save_draft": everywhere((DRAFT, TO_CORRECT), WRITERS),
    "attach": everywhere((DRAFT, TO_CORRECT), WRITERS),
    "detach": everywhere((DRAFT, TO_CORRECT), WRITERS),
    "discard": {DRAFT: WRITERS},
    "submit": everywhere(PLACES, ("representative",)),  # sent again, it answers what was sent
    "withdraw": everywhere((*Step, TO_CORRECT, ProposalStatus.WITHDRAWN), ("representative",)),
    "renew": everywhere(SENT, WRITERS),
    "resubmit": {TO_CORRECT: ("representative",)},
    "note_seen": everywhere(SENT, EXAMINING),
    "admit": {Step.ELIGIBILITY: ("moderator",)},
    "ask_opinion": {Step.INSTRUCTION: FOLLOWING},
    "call_off_opinion": {Step.INSTRUCTION: FOLLOWING},
    "give_opinion": {Step.INSTRUCTION: ("cooperation_officer",)},
    "conclude_instruction": {Step.INSTRUCTION: ("moderator",)},
    "sign": {Step.APPROVAL: PAIR},
    "record_committee_opinion": {Step.COMMITTEE: PAIR},
    "decide": {Step.DECISION: ("instructor",)},
    "revoke_decision": {ProposalStatus.ACCEPTED: ("instructor",)},
    "record_payment": {ProposalStatus.ACCEPTED: ("instructor",)},
    "request_correction": HOLDERS,
    "refuse": ENDING,
    "close": ENDING,
    "reassign": CONDUCTING,
    # Anyone declares their own interest: the officer of whom one is declared here is among those who may.
    "recuse": everywhere(PLACES, (*PAIR, "administrator", "cooperation_officer")),
    "lift_recusal": everywhere(PLACES, (*PAIR, "administrator")),
    "write_message": everywhere(SENT, (*WRITERS, *EXAMINING)),
    "give_note": {ProposalStatus.ACCEPTED: WRITERS},
    "answer_note": {ProposalStatus.ACCEPTED: FOLLOWING},
    "save_report": {ProposalStatus.ACCEPTED: WRITERS},
    "join_to_report": {ProposalStatus.ACCEPTED: WRITERS},
    "take_from_report": {ProposalStatus.ACCEPTED: WRITERS},
    "send_report": {},  # nothing is filled here: refused to the representative too
    "answer_report": {ProposalStatus.ACCEPTED: (*PAIR, "instructor")},
    "lift_report_block": {ProposalStatus.ACCEPTED: (*PAIR, "instructor")},
    "propose_page_update": {ProposalStatus.ACCEPTED: WRITERS},
}


def act(name: str, actor, proposal: Proposal, world: World):
    """Do one thing as an actor, with what it needs."""
    today, team = timezone.localdate(), world.team
    funder = world.call.funders[0]

    def asked():
        return services.ask_opinion(team.moderator, proposal, team.officer)

    def detached():
        kept = proposal.attachments.create(file="essai.pdf", name="essai.pdf", size=1, sha256="0" * 64)
        return services.detach(actor, kept)

    def report() -> FinalReport:
        found = FinalReport.objects.filter(proposal=proposal).first()
        if found is None:
            raise services.Refused("Rien n’est attendu.")
        return found

    def published():
        proposal.page.specific.get_latest_revision().publish()
        return services.propose_page_update(actor, Proposal.objects.get(pk=proposal.pk), "Un résumé.", "")

    note = {"progress": 10, "done": "Un atelier."}
    return {
        "write_message": lambda: services.write_message(actor, proposal, "Bonjour."),
        "give_note": lambda: services.give_note(actor, proposal, note),
        "answer_note": lambda: services.answer_note(actor, services.give_note(world.author, proposal, note), True),
        "save_report": lambda: services.save_report(actor, report(), "annexe", making.typed(remarks="Non."), 0),
        "join_to_report": lambda: services.join_to_report(actor, report(), making.pdf()),
        "take_from_report": lambda: services.take_from_report(
            actor, services.join_to_report(world.author, report(), making.pdf())
        ),
        "send_report": lambda: services.send_report(actor, report()),
        "answer_report": lambda: services.answer_report(actor, report(), True),
        "lift_report_block": lambda: services.lift_report_block(actor, report(), "Inondation."),
        "propose_page_update": lambda: (
            published() if proposal.page else services.propose_page_update(actor, proposal, "Un résumé.", "")
        ),
        "save_draft": lambda: services.save_draft(actor, proposal, "action", making.typed(title="Autre"), 99, ""),
        "attach": lambda: services.attach(actor, proposal, making.pdf()),
        "detach": detached,
        "renew": lambda: services.renew(actor, proposal, call=world.call),
        "ask_opinion": lambda: services.ask_opinion(actor, proposal, team.officer),
        "call_off_opinion": lambda: services.call_off_opinion(actor, asked()),
        "give_opinion": lambda: (asked(), services.give_opinion(actor, proposal, "favourable")),
        "record_committee_opinion": lambda: services.record_committee_opinion(
            actor, proposal, "favourable", met_on=today
        ),
        "decide": lambda: services.decide(
            actor, proposal, funder, Decimal(1000), act="Délibération", reference="D-1", date=today
        ),
        "revoke_decision": lambda: services.revoke_decision(actor, decision_of(proposal), "Erreur de montant."),
        "record_payment": lambda: services.record_payment(actor, proposal, funder, Decimal(100), today, "M-1"),
        "request_correction": lambda: services.request_correction(actor, proposal, ["action"], "À préciser."),
        "refuse": lambda: services.refuse(actor, proposal, "Hors du champ."),
        "close": lambda: services.close(actor, proposal, "Doublon."),
        "reassign": lambda: services.reassign(actor, proposal, None),
        "recuse": lambda: services.recuse(actor, proposal.association, team.officer),
        "lift_recusal": lambda: services.lift_recusal(actor, world.people["recused"].recusals.get()),
    }.get(name, lambda: getattr(services, name)(actor, proposal))()


def decision_of(proposal: Proposal) -> GrantDecision:
    """Return the decision of a request; where there is none, one that stands for nothing."""
    found = proposal.decisions.first()
    if found is None:
        raise services.Refused("Rien n’est décidé.")
    return found


def test_every_service_on_a_request_has_its_rule():
    about_requests = {"start", *SERVICES}
    others = {
        "Conflict",
        "Refused",
        "accept_invitation",
        "accept_own_invitation",
        "add_document",
        "answer_join_request",
        "ask_to_join",
        "cancel_invitation",
        "change_member",
        "come_back",
        "delegate",
        "end_membership",
        "invite",
        "give_note_by_link",  # its secret is its right
        "leave_everything",
        "register_association",
        "remove_document",
        "save_profile",
        "subscribe",
    }
    assert set(services.__all__) == about_requests | others


@pytest.mark.parametrize("place", PLACES)
def test_a_service_serves_whom_it_is_for_where_it_is_for(world, place):
    key = world.at(place).pk
    found, expected = {}, {}
    for name, rule in SERVICES.items():
        found[name], expected[name] = set(), set(rule.get(place, ()))
        for person in PEOPLE:
            if world.people[person] is None:
                continue
            with transaction.atomic():
                actor = User.objects.get(pk=world.people[person].pk)
                try:
                    act(name, actor, Proposal.objects.get(pk=key), world)
                    found[name].add(person)
                except services.Conflict:
                    found[name].add(person)
                except services.Refused as refusal:
                    assert refusal.reason
                transaction.set_rollback(True)
    assert found == expected


def test_no_screen_of_wagtail_s_shows_requests(world, client):
    from django.urls import get_resolver

    rooms = {"proposals"}
    assert not [model for model in get_snippet_models() if model._meta.app_label in rooms]
    admin = [str(pattern) for pattern in get_resolver().reverse_dict if "snippets_proposals" in str(pattern)]
    assert not admin
    client.force_login(world.people["writer"])
    for address in (f"/admin/pages/usage/{world.call.pk}/", "/admin/reports/site-history/"):
        assert "Cafés des parents" not in client.get(address, follow=True).text
