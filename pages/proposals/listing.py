"""The lists of requests: what the staff follow or examine and what narrows it, all in the address; a page of a list."""

from dataclasses import dataclass, field

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Left, Length
from django.http import QueryDict
from django.utils.translation import gettext as _

from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage
from pages.people.models import User
from pages.proposals import access
from pages.proposals.models import Proposal, ProposalStatus, Step
from pages.proposals.models.proposals import ProposalQuerySet
from pages.territories.models import TerritoryPage

LIST, TODO = "list", "todo"
SENT = [choice for choice in ProposalStatus.choices if choice[0] != ProposalStatus.DRAFT]


def conventions_of(user: User) -> QuerySet[ConventionPage]:
    """Return the conventions of which a person follows or examines requests; every one for the administrator."""
    if user.is_superuser:
        return ConventionPage.objects.all()
    followed_there = [one.page_id for one in access.followed_by(user)]
    asked = user.opinions.asked().values("proposal__convention")
    return ConventionPage.objects.filter(Q(pk__in=followed_there) | Q(pk__in=asked))


def followed(user: User) -> ProposalQuerySet:
    """Return the requests sent that a person follows or examines, those of their own associations apart."""
    return Proposal.objects.visible(user).exclude(number=None).exclude(association__in=access.barred_from(user))


def page_of(found: ProposalQuerySet, number: str | None, size: int) -> Page:
    """Return a page of requests, with what a list shows of each, which is read for the rows of the page alone."""
    page = Paginator(found, size).get_page(number)
    page.object_list = page.object_list.listed()
    return page


@dataclass
class Filters:
    """The choices made in an address; an unknown value filters nothing."""

    typed: QueryDict
    user: User
    of: str = LIST
    chosen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        rows = self._choices()
        self.conventions = [(row["pk"], row["path"]) for row in rows if row["sort"] == "convention"]
        self.territories = {row["code"]: row["path"] for row in rows if row["sort"] == "territory"}
        states = {"etat": (_("État"), SENT)} if self.of == LIST else {"etape": (_("Étape"), Step.choices)}
        self.choices = {
            "territoire": (
                _("Territoire"),
                [(row["code"], row["title"]) for row in rows if row["sort"] == "territory"],
            ),
            **states,
            "appel": (_("Appel"), [(str(row["pk"]), row["title"]) for row in rows if row["sort"] == "call"]),
        }
        for name, (_label, choices) in self.choices.items():
            value = self.typed.get(name, "")
            if value in dict(choices):
                self.chosen[name] = value

    def _choices(self) -> list[dict]:
        """Return, in one query, the conventions that a person serves, their territories and their calls, by title."""
        served = conventions_of(self.user)
        above = served.annotate(above=Left("path", Length("path") - ConventionPage.steplen)).values("above")
        around = served.filter(path=Left(OuterRef("path"), Length("path")))
        columns = ("sort", "pk", "path", "title", "code")
        none = Value("", output_field=CharField())

        def rows(sort: str, found: QuerySet, code=none) -> QuerySet:
            named = found.order_by().annotate(sort=Value(sort, output_field=CharField()), known_as=code)
            return named.values_list("sort", "pk", "path", "title", "known_as")

        union = rows("convention", served).union(
            rows("territory", TerritoryPage.objects.filter(path__in=above), F("code")),
            rows("call", CallPage.objects.filter(Exists(around))),
            all=True,
        )
        return [dict(zip(columns, row, strict=True)) for row in union.order_by("title")]

    def apply(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        """Return what the choices keep, the latest first."""
        if code := self.chosen.get("territoire"):
            parent = self.territories[code]
            kept = [pk for pk, path in self.conventions if path[: -ConventionPage.steplen] == parent]
            proposals = proposals.filter(convention__in=kept)
        if status := self.chosen.get("etat"):
            proposals = proposals.filter(status=status)
        if step := self.chosen.get("etape"):
            proposals = proposals.filter(step=step)
        if call := self.chosen.get("appel"):
            proposals = proposals.filter(call=int(call))
        return proposals.order_by("-submitted_at", "-pk")

    def form(self) -> forms.Form:
        """Return the form that narrows the list."""
        fields = {
            name: forms.ChoiceField(label=label, choices=[("", _("Tous")), *choices], required=False)
            for name, (label, choices) in self.choices.items()
        }
        for one in fields.values():
            one.widget.attrs["class"] = "field__input"
        return type("FilterForm", (forms.Form,), fields)(initial=self.chosen, auto_id="filtre-%s")

    def chips(self) -> list[dict]:
        """Return one removable chip per choice made."""
        found = []
        for name, value in self.chosen.items():
            others = "&".join(f"{other}={kept}" for other, kept in self.chosen.items() if other != name)
            label, choices = self.choices[name]
            found.append({"label": f"{label} : {dict(choices)[value]}", "url": f"?{others}"})
        return found
