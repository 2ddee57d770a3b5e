"""Turning the demo's data into a portal: what exists is left as it is, what is missing is made."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision, Site

from pages.actions.models import (
    ActionIndexPage,
    ActionIndicator,
    ActionMeasure,
    ActionPage,
    ActionPartner,
    ActionPlanPage,
    ActionReferent,
    FinancingLine,
    ProgressNote,
)
from pages.actions.services import record_measure, save_note
from pages.base.models import HomePage, PortalPage, PortalSettings, StandardPage, Theme
from pages.conventions.models import (
    AxisPage,
    ConventionField,
    ConventionIndexPage,
    ConventionPage,
    Objective,
    ObjectiveIndicator,
    ObjectiveMeasure,
    Phase,
    Post,
    RelatedContract,
    Side,
    Signatory,
)
from pages.conventions.services import record_measure as record_objective_measure
from pages.fund.models import CallIndexPage, FundIndexPage
from pages.news.models import NewsIndexPage
from pages.people.models import LocalRole, Organisation, User
from pages.people.models.organisations import OrganisationUnit
from pages.people.services import save_role
from pages.territories.geography import lookup
from pages.territories.models import Structure, TerritoryIndexPage, TerritoryPage
from portal.demo import accounts, gennevilliers, merignac, organisations, proposals, standard_pages, themes
from portal.demo.composition import body, classify, indicator, ranked
from portal.demo.days import Days
from portal.demo.life import LifeBuilder
from portal.demo.shapes import ActionShape, AxisShape, ConventionShape, IndicatorShape, RoleShape
from portal.demo.typography import typeset

WELCOME = {"slug": "home", "depth": 2, "content_type__app_label": "wagtailcore", "content_type__model": "page"}


def other_content() -> bool:
    """Say whether the portal holds pages that neither Wagtail's first migration nor the demo made."""
    if User.objects.filter(email=accounts.ADMINISTRATOR).exists():
        return False
    return Page.objects.filter(depth__gt=1).exclude(**WELCOME).exists()


class Builder:
    """One loading, on one day. Each part is a short transaction: interrupted, the next loading goes on from there."""

    def __init__(self, today: date, say: Callable[[str], None] = lambda line: None):
        self.days = Days(today)
        self.say = say
        self.made: Counter[str] = Counter()

    def load(self) -> Counter:
        """Load everything that is missing; return how many objects of each sort were made."""
        with transaction.atomic():
            self.made["comptes"] += accounts.load()
            self.admin = User.objects.get(email=accounts.ADMINISTRATOR)
        with transaction.atomic():
            self.load_themes()
            self.load_organisations()
        with transaction.atomic():
            home = self.load_home()
        self.load_standard_pages(home)
        for convention in (gennevilliers.convention(self.days), merignac.convention(self.days)):
            self.load_convention(typeset(convention))
        self.load_portal_news()
        self.made.update(proposals.load(self.days, self.say))
        return +self.made

    # What pages refer to

    def load_themes(self) -> None:
        for slug, name, description in typeset(themes.THEMES):
            _theme, made = Theme.objects.get_or_create(slug=slug, defaults={"name": name, "description": description})
            self.made["thèmes"] += made

    def load_organisations(self) -> None:
        for name, kind, values in typeset(organisations.ORGANISATIONS):
            if Organisation.objects.filter(name=name).exists():
                continue
            values = dict(values)
            units = values.pop("units", [])
            organisation = Organisation(name=name, kind=kind, **values)
            organisation.full_clean(exclude=["slug"])
            organisation.units = [OrganisationUnit(name=unit, sort_order=rank) for rank, unit in enumerate(units)]
            organisation.save()
            self.made["organismes"] += 1

    def load_structures(self, territory: TerritoryPage) -> None:
        for code, name, kind, values in typeset(organisations.structures(self.days)):
            known = Structure.objects.filter(territory=territory, name=name)
            if code != territory.code or known.exists():
                continue
            values = {**values, "manager": self.organisation(values["manager"])}
            structure = Structure(territory=territory, name=name, kind=kind, **values)
            structure.full_clean()
            structure.save()
            self.made["équipements"] += 1

    @staticmethod
    def organisation(name: str) -> Organisation:
        return Organisation.objects.get(name=name)

    # Pages

    def page(self, parent: Page, page: PortalPage, author: User, live: bool = True) -> tuple[PortalPage, bool]:
        """Put a page under another and publish it, unless one is there at that address.

        Return the page as the database holds it, and whether it was made.
        """
        model = type(page)
        known = model.objects.child_of(parent).filter(slug=page.slug).first()
        if known:
            return known, False
        now = timezone.now() if live else None
        page.live, page.has_unpublished_changes, page.owner = live, not live, author
        page.first_published_at = page.last_published_at = now
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        self.keep_first_revision(page, author)
        self.made["pages"] += 1
        return model.objects.get(pk=page.pk), True

    @staticmethod
    def keep_first_revision(page: PortalPage, author: User) -> None:
        """Write the history of a page just made, in one go: publishing by steps saves and indexes each page thrice."""
        revision = Revision.objects.create(
            content_object=page,
            base_content_type=page.get_base_content_type(),
            user=author,
            content=page.serializable_data(),
            object_str=str(page),
        )
        Page.objects.filter(pk=page.pk).update(
            latest_revision=revision,
            latest_revision_created_at=revision.created_at,
            live_revision=revision if page.live else None,
        )
        for action in ("wagtail.create", "wagtail.publish")[: 1 + page.live]:
            log(instance=page, action=action, user=author, revision=revision, content_changed=True)

    def only_page(self, parent: Page, page: PortalPage) -> PortalPage:
        """Do so for a page of which the portal has one at most, wherever it is."""
        return type(page).objects.first() or self.page(parent, page, self.admin)[0]

    def load_home(self) -> HomePage:
        root = Page.get_first_root_node()
        home = self.only_page(root, HomePage(**typeset(standard_pages.HOME)))
        address = urlsplit(settings.BASE_URL)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None or site.root_page.specific_class is not HomePage:
            site = site or Site(is_default_site=True)
            site.root_page = Page.objects.get(pk=home.pk)
            site.hostname = address.hostname
            site.port = address.port or (443 if address.scheme == "https" else 80)
            site.site_name = settings.WAGTAIL_SITE_NAME
            site.save()
        Page.objects.filter(**WELCOME, numchild=0).exclude(pk=home.pk).delete()
        values = typeset(standard_pages.SETTINGS)
        PortalSettings.objects.get_or_create(site=site, defaults=values)
        return HomePage.objects.get(pk=home.pk)

    def load_standard_pages(self, home: HomePage) -> None:
        with transaction.atomic():
            models_of = (
                TerritoryIndexPage,
                ConventionIndexPage,
                ActionIndexPage,
                FundIndexPage,
                CallIndexPage,
                NewsIndexPage,
            )
            for model, values in zip(models_of, typeset(standard_pages.INDEXES), strict=True):
                self.only_page(home, model(show_in_menus=True, **values))
        for values in typeset(standard_pages.PAGES):
            with transaction.atomic():
                self.page(home, StandardPage(**{**values, "body": body(values["body"])}), self.admin)

    def load_portal_news(self) -> None:
        life = LifeBuilder(self, NewsIndexPage.objects.get(), self.admin)
        for shape in typeset(standard_pages.news(self.days)):
            with transaction.atomic():
                life.news(shape)
        for shape in typeset(standard_pages.events(self.days)):
            with transaction.atomic():
                life.event(shape)

    # A convention and all below it

    def load_convention(self, shape: ConventionShape) -> None:
        with transaction.atomic():
            territory = self.territory(shape)
            self.load_structures(territory)
            convention = self.convention(territory, shape)
            self.load_roles(convention, shape)
        # Read after the roles, since an account remembers what it was allowed.
        writers = [User.objects.get(email=email) for email in shape.writers]
        axes = {}
        for axis in shape.axes:
            with transaction.atomic():
                axes[axis.number] = self.axis(convention, axis)
        with transaction.atomic():
            plan = ActionPlanPage(title=typeset("Plan d’actions"), slug="plan-d-actions", summary=shape.plan_summary)
            plan, _made = self.page(convention, plan, self.admin)
        for rank, action in enumerate(shape.actions):
            with transaction.atomic():
                first = rank % len(writers)
                self.action(plan, axes, shape, action, writers[first:] + writers[:first])
            self.say(action.title)
        LifeBuilder(self, convention, writers[0]).load(shape.life, axes)

    def territory(self, shape: ConventionShape) -> TerritoryPage:
        kind, code = shape.territory
        known = TerritoryPage.objects.filter(kind=kind, code=code).first()
        if known:
            return known
        territory = TerritoryPage(summary=shape.territory_summary, body=body(shape.territory_body))
        territory.describe(lookup.get(kind, code))
        return self.page(TerritoryIndexPage.objects.get(), territory, self.admin)[0]

    def convention(self, territory: TerritoryPage, shape: ConventionShape) -> ConventionPage:
        page = ConventionPage(
            title=shape.title, slug=shape.slug, summary=shape.summary, body=body(shape.body), **shape.facts
        )
        page.signatories = ranked(
            Signatory(organisation=self.organisation(name), function=function) for name, function in shape.signatories
        )
        page.fields = ranked(
            ConventionField(side=side, name=name, detail=detail) for side, name, detail in shape.fields
        )
        page.posts = ranked(Post(**{**post, "employer": self.organisation(post["employer"])}) for post in shape.posts)
        page.contracts = ranked(RelatedContract(**contract) for contract in shape.contracts)
        page.phases = ranked(
            Phase(
                kind=phase.kind,
                label=phase.label,
                planned_start=phase.planned[0],
                planned_end=phase.planned[1],
                actual_start=phase.actual[0],
                actual_end=phase.actual[1],
            )
            for phase in shape.phases
        )
        classify(page, shape.themes, shape.tags)
        return self.page(territory, page, self.admin)[0]

    def load_roles(self, convention: ConventionPage, shape: ConventionShape) -> None:
        held = LocalRole.objects.filter(page=convention)
        for role in shape.roles:
            user = User.objects.filter(email=role.account).first()
            if not held.filter(role=role.role, function=role.function, user=user).exists():
                self.give(convention, role)

    def give(self, page: Page, shape: RoleShape) -> None:
        """Give a role on a page, to an account or to a function that nobody fills yet."""
        role = LocalRole(
            page=Page.objects.get(pk=page.pk),
            user=User.objects.filter(email=shape.account).first(),
            role=shape.role,
            function=shape.function,
            organisation=self.organisation(shape.organisation) if shape.organisation else None,
            is_deputy=shape.is_deputy,
        )
        save_role(self.admin, role)
        self.made["rôles"] += 1

    def axis(self, convention: ConventionPage, shape: AxisShape) -> AxisPage:
        page = AxisPage(
            number=shape.number,
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            source=shape.source,
            body=body(shape.body),
        )
        for objective in shape.objectives:
            row = Objective(title=objective.title, text=objective.text)
            row.indicators = ranked(indicator(ObjectiveIndicator, one) for one in objective.indicators)
            page.objectives.add(row)
        ranked(page.objectives.all())
        classify(page, shape.themes, [])
        page, made = self.page(convention, page, self.admin)
        if made:
            for objective, described in zip(page.objectives.order_by("sort_order"), shape.objectives, strict=True):
                self.measure_objective(objective, described.indicators)
        return page

    def measure_objective(self, objective: Objective, shapes: list[IndicatorShape]) -> None:
        for row, shape in zip(objective.indicators.order_by("sort_order"), shapes, strict=True):
            for value in shape.measures:
                measure = ObjectiveMeasure(
                    indicator=row, date=value.date, value=Decimal(str(value.value)), comment=value.comment
                )
                record_objective_measure(self.admin, measure)
                self.made["valeurs d’indicateur"] += 1

    def action(
        self,
        plan: ActionPlanPage,
        axes: dict[int, AxisPage],
        shape: ConventionShape,
        action: ActionShape,
        writers: list[User],
    ) -> None:
        """Make an action, then what is reported on it, by the two halves of the pair in turn."""
        number, _dot, rank = action.target.partition(".")
        axis = axes.get(int(number)) if number else None
        objective = axis.objectives.get(sort_order=int(rank) - 1) if axis and rank else None
        page = ActionPage(
            slug=action.slug,
            title=action.title,
            summary=action.summary,
            body=body(action.body),
            axis=axis,
            objective=objective,
            kind=action.kind,
            status=action.status,
            planned_start=action.planned[0],
            planned_end=action.planned[1],
            actual_start=action.actual[0],
            actual_end=action.actual[1],
            people_reached=action.people,
            means=action.means,
            lead=self.organisation(action.lead),
            audience=action.audience,
        )
        page.referents = ranked(
            ActionReferent(side=side, function=function, organisation=self.organisation(name))
            for side, function, name in zip(Side, action.pair, (shape.caf, shape.local), strict=True)
            if function
        )
        page.partners = ranked(
            ActionPartner(organisation=self.organisation(name), part=part) for name, part in action.partners
        )
        page.financing = ranked(
            FinancingLine(year=year, funder=self.organisation(name), planned=planned, actual=actual)
            for year, name, planned, actual in action.financing
        )
        page.indicators = ranked(indicator(ActionIndicator, one) for one in action.indicators)
        page.structures = Structure.objects.filter(name__in=action.structures)
        classify(page, action.themes, action.tags)
        page, made = self.page(plan, page, writers[0], action.live)
        if made and action.live:
            self.report(page, action, writers)

    def report(self, page: ActionPage, action: ActionShape, writers: list[User]) -> None:
        for rank, note in enumerate(action.notes):
            row = ProgressNote(
                action=page,
                date=note.date,
                progress=note.progress,
                done=note.done,
                difficulties=note.difficulties,
                correction=note.correction,
            )
            save_note(writers[rank % len(writers)], row)
            self.made["points d’étape"] += 1
        for row, shape in zip(page.indicators.order_by("sort_order"), action.indicators, strict=True):
            for rank, value in enumerate(shape.measures):
                measure = ActionMeasure(
                    indicator=row, date=value.date, value=Decimal(str(value.value)), comment=value.comment
                )
                record_measure(writers[rank % len(writers)], measure)
                self.made["valeurs d’indicateur"] += 1
