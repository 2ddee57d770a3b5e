"""« Convention from a template »: one action prepares a convention and its usual sub-pages, all as drafts.

Each room adds what it creates under a new convention, from its ``apps.py``::

    register_step(order: int, slug: str, label: str, build: Callable[[User, ConventionPage], None])

``slug`` names the step in the form and in ``values["parts"]``; ``label`` is what the form's checkbox says (French);
``build(actor, convention)`` creates the pages with ``add_draft(actor, parent, page)`` and gives roles with
``announce(actor, page, role, function, organisation)``. It runs in the transaction of ``start_convention``: what it
raises undoes everything. The convention that the new one follows, if any, is ``previous(convention)``; the two parties
are ``parties(convention)``. Registering the same slug again replaces the step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from pages.conventions.models import (
    College,
    CommitteeIndexPage,
    CommitteeKind,
    CommitteePage,
    ConventionField,
    ConventionPage,
    DiagnosisPage,
    EvaluationIndexPage,
    PerimeterPlace,
    RelatedContract,
    Seat,
    Side,
    Signatory,
)
from pages.people import services as people
from pages.people.models import LocalRole, Organisation, Role, User
from pages.people.models.organisations import OrganisationKind
from pages.territories.models import TerritoryPage

Build = Callable[[User, ConventionPage], None]


@dataclass(frozen=True)
class Step:
    slug: str
    label: str
    build: Build
    order: int


_steps: dict[str, Step] = {}


def register_step(order: int, slug: str, label: str, build: Build) -> None:
    """Add what a room creates under a new convention; steps are run by their order."""
    _steps[slug] = Step(slug, label, build, order)


def steps() -> list[Step]:
    """Return the steps in the order in which they run and are shown."""
    return sorted(_steps.values(), key=lambda step: (step.order, step.slug))


# What a step may call


def add_draft(actor: User, parent: Page, page: Page) -> Page:
    """Create a page as a draft that ``actor`` owns, with its first revision and its line in the log."""
    page.live, page.has_unpublished_changes, page.owner = False, True, actor
    parent.add_child(instance=page)
    revision = page.save_revision(user=actor, log_action=False)
    log(instance=page, action="wagtail.create", user=actor, revision=revision, content_changed=True)
    return page


def announce(actor: User, page: Page, role: str, function: str, organisation: Organisation | None = None) -> None:
    """Announce a function that nobody holds yet, when ``actor`` may give that role there; else it stays to be given."""
    if not people.may_give(actor, role, page):
        people.save_role(actor, LocalRole(page=page, role=role, function=function, organisation=organisation))


def previous(convention: ConventionPage) -> ConventionPage | None:
    """Return the convention that this one follows, None when it is the first."""
    tied = convention.contracts.filter(relation=RelatedContract.Relation.BEFORE, page__isnull=False)
    contract = tied.select_related("page").first()
    return contract.page if contract else None


def parties(convention: ConventionPage) -> dict[str, Organisation | None]:
    """Return who signs on each side (see ``Side``), None for a side that is not known yet."""
    signing = [one.organisation for one in convention.signatories.select_related("organisation")]
    return {side: next((one for one in signing if side_of(one) == side), None) for side in Side}


# The service


def may_start(actor: User, territory: TerritoryPage, renews: ConventionPage | None = None) -> str:
    """Return why an actor may not start a convention there, the empty string when they may.

    They must be allowed to add pages to the territory and, for the next convention, to edit the one it follows.
    """
    if not territory.permissions_for_user(actor).can_add_subpage():
        return _("Seul l’administrateur du portail ouvre une convention sur ce territoire.")
    if renews is None:
        return ""
    held = renews.permissions_for_user(actor)
    if not held.can_edit() or held.page_locked():
        return _("Vous ne pouvez pas modifier la convention précédente.")
    return ""


@transaction.atomic
def start_convention(
    actor: User, territory: TerritoryPage, values: dict, renews: ConventionPage | None = None
) -> ConventionPage:
    """Prepare a convention and its usual pages, all drafts, in one transaction, and log it.

    ``values``: ``title``; ``start`` (ApproximateDate, optional); ``duration`` (months, optional); ``parts`` (slugs of
    the steps to run, all of them when absent); ``caf`` and ``local`` (the organisations that sign, optional; those of
    ``renews`` by default). ``renews`` is the convention that it follows: its signatories, fields, perimeter and seats
    are taken over, and each of the two names the other.

    Raises PermissionDenied, or ValidationError when a value is wrong, the title is taken on this territory, or the
    convention already has one that follows it.
    """
    territory = TerritoryPage.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if reason := may_start(actor, territory, renews):
        raise PermissionDenied(reason)
    title = values["title"].strip()
    _refuse_a_second_one(territory, title, renews)
    convention = ConventionPage(title=title, start=values.get("start"), audience=_kept_audience(renews))
    if values.get("duration") is not None:
        convention.duration = values["duration"]
    _fill(convention, values, renews)
    add_draft(actor, territory, convention)
    if renews:
        _tie(actor, renews, convention)
    _announce_functions(actor, convention, renews)
    wanted = values.get("parts")
    run = [step for step in steps() if wanted is None or step.slug in wanted]
    for step in run:
        step.build(actor, convention)
    log(
        instance=convention,
        action="conventions.start",
        user=actor,
        data={"parts": [step.slug for step in run], "renews": renews.title if renews else ""},
    )
    return ConventionPage.objects.get(pk=convention.pk)


def _kept_audience(renews: ConventionPage | None) -> str:
    return renews.audience if renews else ConventionPage._meta.get_field("audience").default


def _refuse_a_second_one(territory, title: str, renews) -> None:
    """Refuse what a double click, or a colleague at the same moment, has already created."""
    if ConventionPage.objects.child_of(territory).filter(title__iexact=title).exists():
        raise ValidationError({"title": _("Ce territoire a déjà une convention de cet intitulé.")})
    if renews is None:
        return
    if not renews.is_child_of(territory):
        raise ValidationError({"renews": _("La convention précédente est celle d’un autre territoire.")})
    if renews.contracts.filter(relation=RelatedContract.Relation.AFTER, page__isnull=False).exists():
        raise ValidationError({"renews": _("La convention suivante est déjà préparée.")})


def _fill(convention: ConventionPage, values: dict, renews: ConventionPage | None) -> None:
    """Give the convention, not saved yet, its signatories and what it takes over from the one before."""
    convention.signatories = list(_signatories(values, renews))
    if renews is None:
        return
    convention.fields = [_copy(ConventionField, one, "side", "name", "detail") for one in renews.fields.all()]
    convention.perimeter = [_copy(PerimeterPlace, one, "code", "name") for one in renews.perimeter.all()]
    convention.contracts = [
        RelatedContract(
            relation=RelatedContract.Relation.BEFORE, title=renews.title, page=renews, date=renews.actual_signature
        )
    ]


def _copy(model, source, *names: str):
    return model(sort_order=source.sort_order, **{name: getattr(source, name) for name in names})


def _signatories(values: dict, renews: ConventionPage | None) -> Iterable[Signatory]:
    """Return who signed the convention before, save a party that another one now replaces on its side."""
    known = list(renews.signatories.select_related("organisation")) if renews else []
    signing = {one.organisation_id for one in known}
    given = ((values.get("local"), _("maire, présidente ou président")), (values.get("caf"), _("direction")))
    new = [(party, function) for party, function in given if party and party.pk not in signing]
    replaced = {side_of(party) for party, _function in new}
    kept = [(one.organisation, one.function) for one in known if side_of(one.organisation) not in replaced]
    for rank, (organisation, function) in enumerate([*kept, *new]):
        yield Signatory(organisation=organisation, function=function, sort_order=rank)


def side_of(organisation: Organisation) -> Side:
    return Side.CAF if organisation.kind == OrganisationKind.CAF else Side.LOCAL


def _tie(actor: User, renews: ConventionPage, convention: ConventionPage) -> None:
    """Name the new convention on the one it follows: at once and in its latest draft, so that none undoes the other.

    The public is not told before the new one is published (see ``presentation.contracts``).
    """
    pending = renews.has_unpublished_changes
    tie = RelatedContract.objects.create(
        convention=renews,
        relation=RelatedContract.Relation.AFTER,
        title=convention.title,
        page=convention,
        sort_order=renews.contracts.count(),
    )
    if renews.latest_revision_id:
        latest = renews.get_latest_revision_as_object()
        latest.contracts.add(tie)
        latest.save_revision(user=actor, changed=pending)
    log(instance=renews, action="conventions.next", user=actor, data={"title": convention.title})


def _announce_functions(actor: User, convention: ConventionPage, renews: ConventionPage | None) -> None:
    """Announce the pair and the cooperation officer by function: those of the convention before, else the usual."""
    signing = parties(convention)
    usual = {
        Role.CAF_COORDINATOR: (_("conseil territorial de la Caf"), signing[Side.CAF]),
        Role.LOCAL_COORDINATOR: (_("coordination de la convention"), signing[Side.LOCAL]),
        Role.COOPERATION_OFFICER: (_("coopération CTG"), signing[Side.LOCAL]),
    }
    held = renews.pair() if renews else {}
    for role, (function, organisation) in usual.items():
        before = next((one for one in held.get(role, []) if not one.is_deputy), None)
        if before:
            function, organisation = before.public_name, before.organisation
        announce(actor, convention, role, function, organisation)


# What this room creates

USUAL_SEATS = {
    CommitteeKind.STEERING: (
        (College.ELECTED, _("maire, présidente ou président"), Side.LOCAL),
        (College.ELECTED, _("adjointe ou adjoint à l’action sociale"), Side.LOCAL),
        (College.ELECTED, _("adjointe ou adjoint à la petite enfance et à la vie scolaire"), Side.LOCAL),
        (College.SERVICES, _("direction générale des services"), Side.LOCAL),
        (College.CAF, _("administratrice ou administrateur"), Side.CAF),
        (College.CAF, _("direction"), Side.CAF),
    ),
    CommitteeKind.OPERATIONAL: (
        (College.SERVICES, _("coordination de la convention"), Side.LOCAL),
        (College.SERVICES, _("direction de l’action sociale"), Side.LOCAL),
        (College.CAF, _("conseil territorial"), Side.CAF),
        (College.CAF, _("responsable d’unité territoriale"), Side.CAF),
    ),
    CommitteeKind.THEMATIC: (
        (College.SERVICES, _("coordination de la convention"), Side.LOCAL),
        (College.CAF, _("conseil territorial"), Side.CAF),
        (College.RESIDENTS, _("habitante ou habitant"), None),
    ),
}


def build_diagnosis(actor: User, convention: ConventionPage) -> None:
    add_draft(actor, convention, DiagnosisPage(title=_("Diagnostic partagé"), slug="diagnostic"))


def build_committees(actor: User, convention: ConventionPage) -> None:
    """Create the committees of the convention before with their seats, else the three usual ones."""
    index = add_draft(actor, convention, CommitteeIndexPage(title=_("Instances"), slug="instances"))
    before = previous(convention)
    known = CommitteePage.objects.live().descendant_of(before).order_by("path") if before else ()
    made = [_taken_over(one) for one in known] or [_usual(kind, parties(convention)) for kind in CommitteeKind]
    for committee in made:
        add_draft(actor, index, committee)


def _taken_over(known: CommitteePage) -> CommitteePage:
    """Return a committee like a known one: seats by function, without the persons; its rule begins when one says so."""
    kept = ("title", "slug", "summary", "kind", "mandate", "audience")
    committee = CommitteePage(**{name: getattr(known, name) for name in kept})
    committee.seats = [_copy(Seat, seat, "college", "function", "organisation") for seat in known.seats.all()]
    return committee


def _usual(kind: CommitteeKind, signing: dict) -> CommitteePage:
    """Return a usual committee; a seat whose organisation is not known is left to be written."""
    committee = CommitteePage(title=kind.label, kind=kind)
    known = [(college, function, signing.get(side)) for college, function, side in USUAL_SEATS[kind]]
    committee.seats = [
        Seat(college=college, function=function, organisation=organisation, sort_order=rank)
        for rank, (college, function, organisation) in enumerate(known)
        if organisation or college == College.RESIDENTS
    ]
    return committee


def build_evaluation(actor: User, convention: ConventionPage) -> None:
    add_draft(actor, convention, EvaluationIndexPage(title=_("Évaluation"), slug="evaluation"))
