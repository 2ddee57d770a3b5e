"""Who may open which address of the associations' space, and who may do what to a request in which state.

Both tables are walked whole: an address or a service that has no line here fails the test.
"""

import itertools

import pytest
from django.db import transaction
from django.urls import URLPattern, reverse
from wagtail.snippets.models import get_snippet_models

from pages.people.models import Invitation, JoinRequest, MembershipRole, Role
from pages.proposals import services
from pages.proposals.models import DocumentKind, PermanentDocument, Proposal, ProposalStatus
from pages.proposals.urls import urlpatterns
from tests import factories
from tests.proposals import making

pytestmark = pytest.mark.django_db

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
            "administrator": factories.admin(),
        }

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
    "join_answer": ("representative", *FOLLOWING, "elsewhere", "administrator"),
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
    "dossiers": STAFF,
    "join_requests": STAFF,
    "dossier": EXAMINING,
    # The file is a draft's, never sent: it is nobody's but the association's, whoever examines the other request.
    "dossier_attachment": (),
    "dossier_document": EXAMINING,
}
POSTED = {"association_join", "association_member", "association_document_removal", "proposal_attachment_removal"}
POSTED |= {"join_answer", "invitation_accept", "invitation_cancel"}
# Shown before one logs in: who is invited has no account yet.
OPEN = {"invitation"}


@pytest.fixture
def world(portal):
    return World()


def names() -> list[str]:
    assert all(isinstance(pattern, URLPattern) for pattern in urlpatterns)
    return [pattern.name for pattern in urlpatterns]


def test_every_address_of_the_space_has_its_rule():
    assert set(names()) == set(ADDRESSES)


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


# Who may do what, in which state. A service refuses everything else, in words.
WRITERS = ("representative", "contributor")
WRITABLE = (ProposalStatus.DRAFT, ProposalStatus.TO_CORRECT)
SERVICES = {
    "save_draft": (WRITERS, WRITABLE),
    "attach": (WRITERS, WRITABLE),
    "detach": (WRITERS, WRITABLE),
    "discard": (WRITERS, (ProposalStatus.DRAFT,)),
    "submit": (("representative",), None),  # sent again, it answers what was sent
    "withdraw": (
        ("representative",),
        (
            ProposalStatus.SUBMITTED,
            ProposalStatus.TO_CORRECT,
            ProposalStatus.UNDER_REVIEW,
            ProposalStatus.WITHDRAWN,
        ),
    ),
    "renew": (WRITERS, tuple(status for status in ProposalStatus if status != ProposalStatus.DRAFT)),
}


def act(name: str, actor, proposal: Proposal, call):
    if name == "save_draft":
        return services.save_draft(actor, proposal, "action", making.typed(title="Autre titre"), 99, "")
    if name == "attach":
        return services.attach(actor, proposal, making.pdf())
    if name == "detach":
        return services.detach(actor, proposal.attachments.first())
    if name == "renew":
        return services.renew(actor, proposal, call=call)
    return getattr(services, name)(actor, proposal)


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
        "end_membership",
        "invite",
        "leave_everything",
        "register_association",
        "remove_document",
        "save_profile",
        "subscribe",
    }
    assert set(services.__all__) == about_requests | others


@pytest.mark.parametrize(("name", "status"), list(itertools.product(SERVICES, ProposalStatus)))
def test_a_service_serves_whom_it_is_for_in_the_states_it_is_for(world, name, status):
    who, when = SERVICES[name]
    found = set()
    for person in PEOPLE:
        if world.people[person] is None:
            continue
        with transaction.atomic():
            proposal = world.draft if status == ProposalStatus.DRAFT else world.sent
            Proposal.objects.filter(pk=proposal.pk).update(status=status)
            proposal = Proposal.objects.get(pk=proposal.pk)
            if name == "detach" and not proposal.attachments.exists():
                proposal.attachments.create(file="essai.pdf", name="essai.pdf", size=1, sha256="0" * 64)
            try:
                act(name, world.people[person], proposal, world.call)
                found.add(person)
            except services.Conflict:
                found.add(person)
            except services.Refused as refusal:
                assert refusal.reason
            transaction.set_rollback(True)
    assert found == (set(who) if when is None or status in when else set())


def test_no_screen_of_wagtail_s_shows_requests(world, client):
    from django.urls import get_resolver

    rooms = {"proposals"}
    assert not [model for model in get_snippet_models() if model._meta.app_label in rooms]
    admin = [str(pattern) for pattern in get_resolver().reverse_dict if "snippets_proposals" in str(pattern)]
    assert not admin
    client.force_login(world.people["writer"])
    for address in (f"/admin/pages/usage/{world.call.pk}/", "/admin/reports/site-history/"):
        assert "Cafés des parents" not in client.get(address, follow=True).text
