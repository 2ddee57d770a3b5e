"""Small real objects for tests: each function saves what it returns, published unless told otherwise."""

import datetime as dt
import itertools

from allauth.account.models import EmailAddress
from django.utils import timezone
from wagtail.models import Page, Site

from pages.actions.models import ActionIndexPage, ActionPage, ActionPlanPage
from pages.base.dates import ApproximateDate
from pages.base.models import HomePage, StandardPage, Theme
from pages.conventions.models import (
    AxisPage,
    CommitteeIndexPage,
    CommitteePage,
    ConventionIndexPage,
    ConventionPage,
    ConventionStatus,
    DiagnosisPage,
    EvaluationIndexPage,
    EvaluationPage,
    Finding,
    Objective,
)
from pages.fund.models import CallIndexPage, CallPage, FundedProjectPage, FundIndexPage, FundPage
from pages.groups.models import Decision, GroupIndexPage, GroupPage, MeetingPage, MinutesPage
from pages.news.models import EventPage, NewsIndexPage, NewsPage
from pages.people.models import LocalRole, Organisation, User
from pages.people.services import refresh_team
from pages.territories.models import TerritoryIndexPage, TerritoryPage

numbers = itertools.count(1)
PASSWORD = "un mot de passe de test"


def when(text: str) -> ApproximateDate:
    return ApproximateDate.parse(text)


def home() -> HomePage:
    """Return the home page, made with its site and the lists before the first test."""
    if found := HomePage.objects.first():
        return found
    root = _bare_root()
    page = root.add_child(instance=HomePage(title="Accueil", slug="accueil", headline="Près de chez vous"))
    Site.objects.create(hostname="localhost", port=80, root_page=page, is_default_site=True)
    for model, title, slug in (
        (TerritoryIndexPage, "Territoires", "territoires"),
        (ConventionIndexPage, "Conventions", "conventions"),
        (ActionIndexPage, "Actions", "actions"),
        (FundIndexPage, "Fonds", "fonds"),
        (CallIndexPage, "Appels à propositions", "appels"),
        (NewsIndexPage, "Actualités", "actualites"),
    ):
        page.add_child(instance=model(title=title, slug=slug, show_in_menus=True))
    return HomePage.objects.get()


def welcome() -> Page:
    """Put back the tree that a new installation has: one page, to be replaced."""
    page = _bare_root().add_child(instance=Page(title="Bienvenue", slug="home"))
    Site.objects.create(hostname="localhost", port=80, root_page=page, is_default_site=True)
    return page


def _bare_root() -> Page:
    root = Page.get_first_root_node()
    root.get_children().delete()
    Site.objects.all().delete()
    return Page.objects.get(pk=root.pk)


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


def theme(name: str = "Parentalité", slug: str = "parentalite") -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def diagnosis(parent: ConventionPage | None = None, **fields) -> DiagnosisPage:
    return _only(parent or convention(), DiagnosisPage, "Diagnostic partagé", {"slug": "diagnostic", **fields})


def finding(of: DiagnosisPage, title: str = "Constat", objectives=(), **fields) -> Finding:
    found = Finding(diagnosis=of, title=title, theme=fields.pop("theme", None) or theme(), **fields)
    found.sort_order = of.findings.count()
    found.objectives = list(objectives)
    found.save()
    return found


def committees(parent: ConventionPage | None = None) -> CommitteeIndexPage:
    return _only(parent or convention(), CommitteeIndexPage, "Instances", {"slug": "instances"})


def committee(parent: ConventionPage | None = None, **fields) -> CommitteePage:
    return _child(committees(parent), CommitteePage, "Comité", {"kind": "steering", **fields})


def evaluation(parent: ConventionPage | None = None, **fields) -> EvaluationPage:
    index = _only(parent or convention(), EvaluationIndexPage, "Évaluation", {"slug": "evaluation"})
    return _child(index, EvaluationPage, "Évaluation", fields)


def groups(parent: ConventionPage | None = None) -> GroupIndexPage:
    return _only(parent or convention(), GroupIndexPage, "Groupes de travail", {"slug": "groupes"})


def group(parent: ConventionPage | None = None, **fields) -> GroupPage:
    return _child(groups(parent), GroupPage, "Groupe", fields)


def meeting(parent=None, days: int = 7, **fields) -> MeetingPage:
    """Return a meeting that many days from today, at no known hour unless one is given."""
    day = ApproximateDate(timezone.localdate() + dt.timedelta(days=days))
    return _child(parent or committee(), MeetingPage, "Réunion", {"date": day, **fields})


def minutes(of: MeetingPage | None = None, **fields) -> MinutesPage:
    return _child(of or meeting(days=-7), MinutesPage, "Compte rendu", {"slug": "compte-rendu", **fields})


def decision(of: MinutesPage | None = None, **fields) -> Decision:
    return Decision.objects.create(minutes=of or minutes(), **{"text": "Une décision", **fields})


def fund(parent: ConventionPage | None = None, **fields) -> FundPage:
    return _only(parent or convention(), FundPage, "Fonds d’innovation sociale", {"slug": "fonds", **fields})


def call(parent=None, **fields) -> CallPage:
    """Return a call open since yesterday and for ten days, unless told otherwise."""
    now = timezone.now()
    instants = {"opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=10)}
    return _child(parent or fund(), CallPage, "Appel", {**instants, **fields})


def project(parent: FundPage | None = None, **fields) -> FundedProjectPage:
    fields = {"beneficiary": fields.get("beneficiary") or organisation(), **fields}
    return _child(parent or fund(), FundedProjectPage, "Projet", fields)


def news(parent=None, **fields) -> NewsPage:
    home()
    return _child(parent or NewsIndexPage.objects.get(), NewsPage, "Actualité", fields)


def event(parent=None, **fields) -> EventPage:
    """Return an event in a week, unless told otherwise."""
    home()
    starts = {"starts_at": timezone.now() + dt.timedelta(days=7)}
    return _child(parent or NewsIndexPage.objects.get(), EventPage, "Événement", {**starts, **fields})


def organisation(name: str = "", **fields) -> Organisation:
    return Organisation.objects.create(
        name=name or f"Association {next(numbers)} (fictif)", **{"kind": "association", **fields}
    )


def user(email: str = "", **fields) -> User:
    return User.objects.create_user(email or f"personne{next(numbers)}@exemple.test", PASSWORD, **fields)


def member(email: str = "", **fields) -> User:
    """Return someone who confirmed their address, and logs in."""
    who = user(email, **fields)
    EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
    return who


def admin() -> User:
    return User.objects.create_superuser(f"admin{next(numbers)}@exemple.test", PASSWORD)


def holder(role: str, page, who: User | None = None, **fields) -> User:
    """Return someone who holds a role on a page today."""
    who = who or user()
    LocalRole.objects.create(user=who, role=role, page=page, **fields)
    refresh_team(who)
    return User.objects.get(pk=who.pk)


def _only(parent, model, title: str, fields: dict):
    """Return the one page of a type under another, made at the first need."""
    return model.objects.child_of(Page.objects.get(pk=parent.pk)).first() or _child(parent, model, title, fields)


def _child(parent, model, title: str, fields: dict):
    number = next(numbers)
    parent = Page.objects.get(pk=parent.pk)
    instance = model(**{"title": f"{title} {number}" if model is not TerritoryPage else title, **fields})
    instance.slug = fields.get("slug") or f"page-{number}"
    return parent.add_child(instance=instance)
