"""Associations and requests for tests, made through the services themselves."""

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone
from stdnum import luhn

from pages.fund import services as ledger
from pages.fund.models import LedgerEntry
from pages.fund.models.calls import CallFunder
from pages.people.models import Membership, MembershipRole, Organisation, Role, User
from pages.proposals import services
from pages.proposals.models import (
    AssociationProfile,
    BankDetails,
    Commitment,
    DocumentKind,
    PermanentDocument,
    ProfileBudgetLine,
    Proposal,
    ProposalStatus,
    Step,
)
from pages.proposals.services import decisions
from tests import documents, factories


def siret() -> str:
    """Return a Siret that passes the checks and that no organisation has."""
    siren = f"{900_000_00 + next(factories.numbers):08d}"
    siren += luhn.calc_check_digit(siren)
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


@functools.cache
def content_of(mark: str) -> bytes:
    """Return the same bytes each time: a PDF bears the instant when it was made."""
    return documents.pdf(mark)


def pdf(name: str = "piece.pdf", mark: str = "") -> SimpleUploadedFile:
    """Return a small real PDF; ``mark`` makes its content unlike the others'."""
    return SimpleUploadedFile(name, content_of(mark or f"Pièce {next(factories.numbers)}"), "application/pdf")


def member(organisation: Organisation, role: str = MembershipRole.REPRESENTATIVE, who: User | None = None) -> User:
    """Return someone who acts for an association."""
    who = who or factories.user()
    Membership.objects.create(user=who, organisation=organisation, role=role)
    return who


def association(**fields) -> Organisation:
    """Return an association whose file is complete."""
    found = factories.organisation(siret=siret(), address="1 rue de l’Essai, 33700 Mérignac", **fields)
    profile = AssociationProfile.objects.create(
        organisation=found,
        purpose="Accueillir les familles.",
        phone="05 00 00 00 00",
        email="association@exemple.test",
        representative_name="Alex Exemple",
        representative_function="Présidence",
        representative_email="presidence@exemple.test",
        members=40,
        volunteers=12,
        employees=2,
        accounts_year=2025,
        accounts_income=Decimal("50000"),
        accounts_expenses=Decimal("48000"),
        budget_year=2026,
    )
    for account in ("60", "70"):
        ProfileBudgetLine.objects.create(profile=profile, account=account, amount=Decimal("50000"))
    BankDetails.objects.create(
        organisation=found, holder=found.name, iban="FR7630006000011234567890189", bic="AGRIFRPP"
    )
    for kind in ("republican", "secularism"):
        Commitment.objects.create(organisation=found, kind=kind, signed_by="Alex Exemple", function="Présidence")
    for kind in (DocumentKind.STATUTES, DocumentKind.OFFICERS, DocumentKind.BANK_STATEMENT):
        document = PermanentDocument(organisation=found, kind=kind, name="essai.pdf", size=1, sha256="0" * 64)
        document.file.save("essai.pdf", ContentFile(b"%PDF"))
    return found


def call(**fields):
    """Return an open call of a fund to which one funder contributed."""
    found = factories.call(**fields)
    if not found.funders:
        CallFunder.objects.create(call=found, organisation=factories.organisation(kind="commune"))
    return type(found).objects.get(pk=found.pk)


def typed(**values) -> QueryDict:
    """Return what a browser posts."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[name] = str(value)
    return data


def rows(prefix: str, *lines: dict, kept: int = 0) -> dict:
    """Return the fields of a table of a section."""
    found = {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": kept}
    for rank, line in enumerate(lines):
        found |= {f"{prefix}-{rank}-{name}": value for name, value in line.items()}
    return found


def answers(proposal: Proposal) -> dict[str, QueryDict]:
    """Return what completes each section of a request."""
    start = timezone.localdate() + dt.timedelta(days=60)
    funder = proposal.call.funders[0] if proposal.call else None
    told = {
        "demande": {"form": "cash", "recurrence": "first", "purpose": "project", "period": "yearly"},
        "action": {
            "title": "Cafés des parents",
            "summary": "Un café chaque semaine.",
            "needs": "Les parents sont isolés.",
            "objectives": "Rompre l’isolement.",
            "description": "Un café, le mardi.",
        },
        "public-et-territoire": {
            "beneficiaries": "Parents",
            "people_expected": 30,
            "territory": "Centre-ville",
            "start": start.isoformat(),
            "end": (start + dt.timedelta(days=200)).isoformat(),
            "human_means": "Deux salariés",
        },
        "evaluation": {
            "evaluation": "Un questionnaire.",
            **rows("targets", {"label": "Parents accueillis", "value": "30", "unit": "personnes"}),
        },
        "budget": {
            "c60": "1 200,00",
            "c64": "3 800",
            "c70": "500",
            **({f"asked{funder.pk}": "4 500"} if funder else {}),
            **rows("others"),
        },
        "attestations": {
            "attests_regularity": "on",
            "attests_accuracy": "on",
            "aid_total": "0",
            "signatory_name": "Alex Exemple",
            "signatory_function": "Présidence",
        },
    }
    return {section: typed(**values) for section, values in told.items()}


def complete(actor: User, proposal: Proposal) -> Proposal:
    """Fill every section of a request as its author would; return it as it is then."""
    for section, data in answers(proposal).items():
        saved = services.save_draft(actor, proposal, section, data, proposal.version_of(section))
        assert saved.is_whole, (section, saved.form.errors)
    return Proposal.objects.get(pk=proposal.pk)


def draft(actor: User | None = None, **fields) -> Proposal:
    """Return a draft that nobody has written in yet, for an open call."""
    organisation = fields.pop("association", None) or association()
    actor = actor or member(organisation)
    return services.start(actor, organisation, call=fields.pop("call", None) or call())


def ready(actor: User | None = None, **fields) -> Proposal:
    """Return a request that lacks nothing and is not sent."""
    organisation = fields.pop("association", None) or association()
    actor = actor or member(organisation)
    return complete(actor, draft(actor, association=organisation, **fields))


def sent(actor: User | None = None, **fields) -> Proposal:
    """Return a request that was sent."""
    organisation = fields.pop("association", None) or association()
    actor = actor or member(organisation)
    return services.submit(actor, ready(actor, association=organisation, **fields))


# The circuit


@dataclass
class Team:
    """Who examines a request: one person for each role, an instructor for each funder asked."""

    moderator: User
    caf: User
    local: User
    officer: User
    instructors: dict[int, User]

    @property
    def instructor(self) -> User:
        """Return the instructor of the only funder."""
        return next(iter(self.instructors.values()))


def team(proposal: Proposal) -> Team:
    """Return the people who examine a request, each with one role on its convention."""
    page = proposal.convention

    def holder(role: str, **fields) -> User:
        return factories.holder(role, page, **fields)

    return Team(
        moderator=holder(Role.MODERATOR),
        caf=holder(Role.CAF_COORDINATOR),
        local=holder(Role.LOCAL_COORDINATOR),
        officer=holder(Role.COOPERATION_OFFICER),
        instructors={
            line.funder_id: holder(Role.FUND_INSTRUCTOR, organisation=line.funder)
            for line in proposal.funding_requests.all()
        },
    )


def funded(proposal: Proposal, amount: Decimal | int = 100_000) -> None:
    """Bring money to the fund of a request's call, from each funder asked."""
    fund = decisions.fund_of(proposal)
    giver = factories.holder(Role.CAF_COORDINATOR, proposal.convention)
    for line in proposal.funding_requests.all():
        entry = LedgerEntry(
            fund=fund, kind="contribution", amount=Decimal(amount), date=timezone.localdate(), funder=line.funder
        )
        ledger.write_entry(giver, entry)
    giver.local_roles.all().delete()


def at(step: str, proposal: Proposal | None = None, people: Team | None = None) -> tuple[Proposal, Team]:
    """Return a request brought to a step, and those who examine it."""
    proposal = proposal or sent()
    people = people or team(proposal)
    gestures = {
        Step.ELIGIBILITY: lambda: services.admit(people.moderator, proposal),
        Step.INSTRUCTION: lambda: services.conclude_instruction(people.moderator, proposal),
        Step.APPROVAL: lambda: (services.sign(people.caf, proposal), services.sign(people.local, proposal)),
        Step.COMMITTEE: lambda: services.record_committee_opinion(
            people.caf, proposal, "favourable", met_on=timezone.localdate()
        ),
    }
    while proposal.step != step:
        gestures[proposal.step]()
        proposal = Proposal.objects.get(pk=proposal.pk)
    return proposal, people


def decided(proposal: Proposal, people: Team, amount: Decimal | None, funder: Organisation | None = None, **fields):
    """Return the decision of a funder, the first asked unless told otherwise."""
    funder = funder or proposal.funding_requests.first().funder
    values = {
        "act": "Délibération",
        "reference": f"D-{next(factories.numbers)}",
        "date": timezone.localdate(),
        "reasons": "" if amount else "Hors du champ du fonds.",
        **fields,
    }
    return services.decide(people.instructors[funder.pk], proposal, funder, amount, **values)


def accepted(amount: int = 3000) -> tuple[Proposal, Team]:
    """Return a request that its only funder granted, from a fund that has the money."""
    proposal = sent()
    funded(proposal)
    proposal, people = at(Step.DECISION, proposal)
    decided(proposal, people, Decimal(amount))
    return Proposal.objects.get(pk=proposal.pk), people


def brought_to(status: str) -> Proposal:
    """Return a request that the services brought to a status."""
    if status == ProposalStatus.DRAFT:
        return draft()
    if status == ProposalStatus.ACCEPTED:
        return accepted()[0]
    proposal = sent()
    people = team(proposal)
    {
        ProposalStatus.SUBMITTED: lambda: None,
        ProposalStatus.UNDER_REVIEW: lambda: services.admit(people.moderator, proposal),
        ProposalStatus.TO_CORRECT: lambda: services.request_correction(
            people.moderator, proposal, ["action"], "Précisez les jours."
        ),
        ProposalStatus.REFUSED: lambda: services.refuse(people.moderator, proposal, "Hors du territoire."),
        ProposalStatus.CLOSED: lambda: services.close(people.moderator, proposal, "Doublon."),
        ProposalStatus.WITHDRAWN: lambda: services.withdraw(proposal.created_by, proposal),
    }[status]()
    return Proposal.objects.get(pk=proposal.pk)
