"""The demo's associations and their requests: everything goes through the services, as if people had typed it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.text import slugify

from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage
from pages.people.models import Membership, MembershipRole, Organisation, User
from pages.proposals import services
from pages.proposals.models import AssociationProfile, Proposal
from pages.proposals.proposal_sections import funders_of
from pages.territories.models import TerritoryPage
from portal.demo import examination
from portal.demo.days import Days
from portal.demo.documents import compose
from portal.demo.organisations import ESCALE, PORT, TILLEULS
from portal.demo.shapes import DocumentShape

FIRST, SECOND, TREASURER = "association@demo.test", "association2@demo.test", "tresorerie@demo.test"
MEMBERS = [
    (FIRST, TILLEULS, MembershipRole.REPRESENTATIVE),
    (TREASURER, TILLEULS, MembershipRole.CONTRIBUTOR),
    (SECOND, ESCALE, MembershipRole.REPRESENTATIVE),
    (SECOND, PORT, MembershipRole.REPRESENTATIVE),
]
OPEN_CALL = "le-temps-des-enfants"


@dataclass(frozen=True)
class RequestShape:
    """A request of the demo: whose it is, for what, what is typed in which section, how far it goes."""

    association: str
    author: str
    call: str
    """The call's slug; empty: outside any call, to the convention of ``territory``."""
    territory: str
    sections: dict[str, dict]
    files: list[DocumentShape] = field(default_factory=list)
    ends: Callable | None = None
    """What is done with it at last: sent, sent then withdrawn; None: it stays a draft."""


def load(days: Days, say: Callable[[str], None]) -> dict[str, int]:
    """Load what is missing; return how many of each sort were made."""
    made = {"dossiers d’associations": 0, "propositions": 0}
    for email, name, role in MEMBERS:
        user, organisation = User.objects.get(email=email), Organisation.objects.get(name=name)
        Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": role})
    for email, name in ((FIRST, TILLEULS), (SECOND, ESCALE), (SECOND, PORT)):
        organisation = Organisation.objects.get(name=name)
        if not AssociationProfile.objects.filter(organisation=organisation).exists():
            say(name)
            describe(User.objects.get(email=email), organisation, days)
            made["dossiers d’associations"] += 1
    examination.publish_at_once(CallPage.objects.get(slug=OPEN_CALL))
    for shape in requests(days):
        made["propositions"] += request(shape)
    examination.stand_out()
    return made


def typed(values: dict) -> QueryDict:
    """Return values as a browser posts them; a list of rows is a table of the section."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, list):
            data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = str(len(value)), "0"
            for rank, row in enumerate(value):
                for column, cell in row.items():
                    data[f"{name}-{rank}-{column}"] = str(cell)
        else:
            data[name] = str(value)
    return data


def describe(actor: User, organisation: Organisation, days: Days) -> None:
    """Fill an association's file."""
    person, year = f"{actor.first_name} {actor.last_name}", days.year()
    for section, values in profile(organisation, person, year).items():
        services.save_profile(actor, organisation, section, typed(values), 0)
    for kind in ("republican", "secularism"):
        services.subscribe(actor, organisation, kind, person, "Présidence")
    for kind, title, expires in (
        ("statutes", "Statuts", None),
        ("officers", "Liste des personnes chargées de l’administration", days.day(300)),
        ("bank_statement", "Relevé d’identité bancaire", None),
        ("accounts", f"Comptes annuels {year - 1}", days.day(400)),
    ):
        told = DocumentShape(
            title=f"{title} (fictif)",
            subject=f"{organisation.name} : document écrit pour la démonstration.",
            parts=[("Objet", ["Ce document n’existe que dans la démonstration du portail."])],
        )
        services.add_document(actor, organisation, kind, upload(told), expires)


def upload(told: DocumentShape) -> SimpleUploadedFile:
    name = slugify(told.title.removesuffix("(fictif)"))[:60]
    return SimpleUploadedFile(f"{name}.pdf", ContentFile(compose(told)).read(), "application/pdf")


def profile(organisation: Organisation, person: str, year: int) -> dict[str, dict]:
    """Return what an association says of itself, by section."""
    bank = "Compte grisolette" if organisation.name == TILLEULS else "Compte courant"
    return {
        "identification": {
            "name": organisation.name,
            "siret": organisation.siret,
            "rna": organisation.rna,
            "address": organisation.address or "4 rue de la Démonstration\n33700 Mérignac",
            "purpose": "Réunir les habitants d’un quartier autour d’activités pour tous les âges.",
            "declared_on": "2004-05-12",
            "phone": "05 00 00 00 00",
            "email": "bureau@association.test",
        },
        "representant": {
            "representative_name": person,
            "representative_function": "Présidence",
            "representative_phone": "05 00 00 00 01",
            "representative_email": "presidence@association.test",
            "contact_name": "Lou Exemple",
            "contact_function": "Coordination",
            "contact_email": "coordination@association.test",
        },
        "administration": {
            "network": "Fédération inventée des lieux de quartier",
            "approvals": [{"kind": "Espace de vie sociale", "granted_by": "Caf", "granted_on": f"{year - 2}-01-01"}],
        },
        "moyens-humains": {
            "members": 180,
            "volunteers": 35,
            "civic_volunteers": 2,
            "employees": 5,
            "full_time_equivalents": "3,5",
        },
        "comptes": {
            "accounts_year": year - 1,
            "accounts_income": "182 400",
            "accounts_expenses": "179 950",
            "accounts_cash": "41 200",
            "accounts_approved_on": f"{year}-04-18",
            "budget_year": year,
            "c60": "32 000",
            "c61": "18 000",
            "c62": "9 000",
            "c64": "126 000",
            "c70": "41 000",
            "c73": "62 000",
            "c74": "76 000",
            "c75": "6 000",
            "c864": "24 000",
            "c870": "24 000",
        },
        "banque": {
            "holder": f"{organisation.name.replace(' (fictif)', '')}, {bank}",
            "bank": "Banque de la démonstration",
            "iban": "FR76 3000 6000 0112 3456 7890 189",
            "bic": "AGRIFRPP",
        },
    }


def request(shape: RequestShape) -> int:
    """Make a request that is missing; return how many were made (0 or 1)."""
    title = shape.sections["action"]["title"]
    organisation = Organisation.objects.get(name=shape.association)
    if Proposal.objects.filter(association=organisation, title=title).exists():
        return 0
    actor = User.objects.get(email=shape.author)
    call = convention = None
    if shape.call:
        call = CallPage.objects.get(slug=shape.call)
    else:
        convention = ConventionPage.objects.get(path__startswith=_territory_path(shape.territory))
    proposal = services.start(actor, organisation, convention, call)
    for section, values in shape.sections.items():
        if section == "budget":
            values = {name: value for name, value in values.items() if name != "asked"} | _asked(proposal, values)
        elif section == "questions":
            values = _answered(proposal, values)
        services.save_draft(actor, proposal, section, typed(values), 0)
    for told in shape.files:
        services.attach(actor, proposal, upload(told), _first_asked(proposal), told.title)
    if shape.ends:
        for asked in proposal.call.asked_documents.all() if proposal.call else ():
            if not proposal.attachments.filter(asked=asked).exists():
                told = DocumentShape(
                    title=f"{asked.label} (fictif)",
                    subject="Pièce écrite pour la démonstration.",
                    parts=[("Objet", ["Rien de réel ici."])],
                )
                services.attach(actor, proposal, upload(told), asked)
        shape.ends(actor, proposal)
    return 1


def _territory_path(code: str) -> str:
    return TerritoryPage.objects.get(code=code).path


def _first_asked(proposal: Proposal):
    return proposal.call.asked_documents.first() if proposal.call else None


def _asked(proposal: Proposal, values: dict) -> dict:
    """Return the amounts asked, by funder: « asked » is shared between the first two."""
    amounts = values["asked"]
    return {f"asked{funder.pk}": amount for funder, amount in zip(funders_of(proposal), amounts, strict=False)}


def _answered(proposal: Proposal, values: dict) -> dict:
    """Return the answers to the call's questions, in their order."""
    questions = proposal.call.questions.all()
    return {f"q{question.pk}": text for question, text in zip(questions, values["texts"], strict=False)}


def send(actor: User, proposal: Proposal) -> None:
    services.submit(actor, proposal)


def send_and_withdraw(actor: User, proposal: Proposal) -> None:
    services.withdraw(actor, services.submit(actor, proposal))


def requests(days: Days) -> list[RequestShape]:
    """Return the demo's requests, from the least to the most advanced."""
    return [
        RequestShape(TILLEULS, TREASURER, OPEN_CALL, "33281", {"action": {"title": "Le samedi des grands-parents"}}),
        RequestShape(
            TILLEULS,
            FIRST,
            OPEN_CALL,
            "33281",
            {
                "demande": ORDINARY,
                "action": {
                    "title": "La cabane du mercredi",
                    "summary": "Une cabane mobile va d’un pied d’immeuble à l’autre, le mercredi.",
                    "needs": "Le mercredi, rien n’est ouvert de ce côté de la rocade. Note de travail : trompillane.",
                },
                "budget": {"c60": "1 400", "c64": "3 100", "c70": "300", "asked": ["2 000"], "others": []},
            },
        ),
        RequestShape(ESCALE, SECOND, OPEN_CALL, "33281", whole(days, "Petits matins", questions=True)),
        RequestShape(
            TILLEULS,
            FIRST,
            OPEN_CALL,
            "33281",
            whole(days, "Les goûters voyageurs", questions=True),
            [ESTIMATE],
            send,
        ),
        *(
            RequestShape(
                ESCALE, SECOND, OPEN_CALL, "33281", whole(days, title, questions=True), [], examination.to(end)
            )
            for title, end in examination.WAYS.items()
        ),
        RequestShape(PORT, SECOND, "", "92036", whole(days, "Un été sur la berge"), [], send),
        RequestShape(PORT, SECOND, "", "92036", whole(days, "Le cinéma des escaliers"), [], send_and_withdraw),
    ]


ORDINARY = {"form": "cash", "recurrence": "first", "purpose": "project", "period": "yearly"}
ESTIMATE = DocumentShape(
    title="Devis du triporteur (fictif)",
    subject="Devis inventé pour la démonstration.",
    parts=[
        (
            "Ce qui est proposé",
            {
                "columns": ["Poste", "Montant"],
                "rows": [["Triporteur d’occasion", "1 150 €"], ["Référence du devis", "clapoutine"]],
            },
        )
    ],
)


def whole(days: Days, title: str, questions: bool = False) -> dict[str, dict]:
    """Return a request that lacks nothing."""
    start = days.day(75)
    sections = {
        "demande": ORDINARY,
        "action": {
            "title": title,
            "summary": f"« {title} » : une action inventée pour la démonstration, avec des enfants et leurs familles.",
            "needs": "Des familles du quartier disent ne pas se connaître et ne savoir où aller avec leurs enfants.",
            "objectives": "Que les enfants choisissent ce qu’ils font, que les parents se rencontrent.",
            "description": "Deux rendez-vous par semaine, préparés avec les enfants, dans un lieu qui change.",
        },
        "public-et-territoire": {
            "beneficiaries": "Enfants de trois à douze ans et leurs parents.",
            "people_expected": 60,
            "territory": "Deux quartiers de la commune.",
            "start": start.isoformat(),
            "end": (start + timedelta(days=240)).isoformat(),
            "human_means": "Une animatrice à mi-temps, six bénévoles.",
            "material_means": "Un local prêté, du petit matériel.",
            "partners": "L’école, la bibliothèque.",
        },
        "evaluation": {
            "evaluation": "Un carnet tenu avec les enfants, une réunion de bilan avec les parents.",
            "targets": [
                {
                    "label": "Enfants présents au moins trois fois",
                    "value": "40",
                    "unit": "enfants",
                    "method": "Feuille",
                },
                {"label": "Parents engagés", "value": "12", "unit": "parents", "method": "Réunion de bilan"},
            ],
        },
        "budget": {
            "c60": "1 800",
            "c62": "700",
            "c64": "6 500",
            "c70": "1 000",
            "asked": ["4 000", "3 000"],
            "others": [{"funder": "Fondation inventée", "amount": "1 000", "granted": "on"}],
            "c864": "2 000",
            "c870": "2 000",
        },
        "attestations": {
            "attests_regularity": "on",
            "attests_accuracy": "on",
            "aid_total": "12 000",
            "signatory_name": "Camille Exemple",
            "signatory_function": "Présidence",
        },
    }
    if questions:
        sections["questions"] = {
            "texts": ["Ils votent le programme à main levée, chaque mois.", "Rien d’organisé ; une dizaine d’enfants."]
        }
    return sections
