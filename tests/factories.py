"""Small real objects for tests: each function saves what it returns, published unless told otherwise."""

import itertools

from wagtail.models import Page, Site

from pages.actions.models import ActionIndexPage, ActionPage, ActionPlanPage
from pages.base.dates import ApproximateDate
from pages.base.models import HomePage, StandardPage
from pages.conventions.models import AxisPage, ConventionIndexPage, ConventionPage, ConventionStatus, Objective
from pages.people.models import LocalRole, Organisation, User
from pages.people.services import refresh_team
from pages.territories.models import TerritoryIndexPage, TerritoryPage

numbers = itertools.count(1)
PASSWORD = "un mot de passe de test"


def when(text: str) -> ApproximateDate:
    return ApproximateDate.parse(text)


def home() -> HomePage:
    """Return the home page, made once with its site and the three lists."""
    if found := HomePage.objects.first():
        return found
    root = Page.get_first_root_node()
    root.get_children().delete()
    root = Page.objects.get(pk=root.pk)
    page = root.add_child(instance=HomePage(title="Accueil", slug="accueil", headline="Près de chez vous"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=page, is_default_site=True)
    for model, title, slug in (
        (TerritoryIndexPage, "Territoires", "territoires"),
        (ConventionIndexPage, "Conventions", "conventions"),
        (ActionIndexPage, "Actions", "actions"),
    ):
        page.add_child(instance=model(title=title, slug=slug, show_in_menus=True))
    return HomePage.objects.get()


def standard_page(parent=None, **fields) -> StandardPage:
    return _child(parent or home(), StandardPage, "Page", fields)


def territory(code: str = "33281", title: str = "Mérignac", **fields) -> TerritoryPage:
    home()
    if found := TerritoryPage.objects.filter(kind="commune", code=code).first():
        return found
    values = {"kind": "commune", "code": code, "slug": f"territoire-{code}", "population": 78090, **fields}
    return _child(TerritoryIndexPage.objects.get(), TerritoryPage, title, values)


def convention(parent: TerritoryPage | None = None, **fields) -> ConventionPage:
    values = {
        "status": ConventionStatus.ONGOING,
        "actual_signature": when("avril 2009"),
        "start": when("avril 2009"),
        "duration": 24,
        **fields,
    }
    return _child(parent or territory(), ConventionPage, "Convention", values)


def axis(parent: ConventionPage | None = None, number: int = 1, **fields) -> AxisPage:
    return _child(parent or convention(), AxisPage, "Axe", {"number": number, **fields})


def objective(of: AxisPage, title: str = "Objectif") -> Objective:
    return Objective.objects.create(axis=of, title=title, sort_order=of.objectives.count())


def plan(parent: ConventionPage | None = None) -> ActionPlanPage:
    parent = parent or convention()
    found = ActionPlanPage.objects.child_of(parent).first()
    return found or _child(parent, ActionPlanPage, "Plan d’actions", {"slug": "plan-d-actions"})


def action(parent: ActionPlanPage | None = None, **fields) -> ActionPage:
    return _child(parent or plan(), ActionPage, "Action", {"status": "ongoing", **fields})


def organisation(name: str = "", **fields) -> Organisation:
    return Organisation.objects.create(
        name=name or f"Association {next(numbers)} (fictif)", **{"kind": "association", **fields}
    )


def user(email: str = "", **fields) -> User:
    return User.objects.create_user(email or f"personne{next(numbers)}@exemple.test", PASSWORD, **fields)


def admin() -> User:
    return User.objects.create_superuser(f"admin{next(numbers)}@exemple.test", PASSWORD)


def holder(role: str, page, who: User | None = None, **fields) -> User:
    """Return someone who holds a role on a page today."""
    who = who or user()
    LocalRole.objects.create(user=who, role=role, page=page, **fields)
    refresh_team(who)
    return User.objects.get(pk=who.pk)


def _child(parent, model, title: str, fields: dict):
    number = next(numbers)
    parent = Page.objects.get(pk=parent.pk)
    instance = model(**{"title": f"{title} {number}" if model is not TerritoryPage else title, **fields})
    instance.slug = fields.get("slug") or f"page-{number}"
    return parent.add_child(instance=instance)
