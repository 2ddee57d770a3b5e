"""The staff's list of requests: what a person follows or examines, and what narrows it, all in the address."""

from dataclasses import dataclass, field

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage
from pages.people.models import REQUEST_ROLES, Role, User
from pages.proposals import access
from pages.proposals.models import Proposal, ProposalStatus, Step
from pages.proposals.models.proposals import ProposalQuerySet
from pages.territories.models import TerritoryPage

LIST, TODO = "list", "todo"
SENT = [choice for choice in ProposalStatus.choices if choice[0] != ProposalStatus.DRAFT]


def conventions_of(user: User):
    """Return the conventions of which a person follows or examines requests; every one for the administrator."""
    if user.is_superuser:
        return ConventionPage.objects.all()
    followed_there = user.local_roles.today().filter(role__in=[*REQUEST_ROLES, Role.FUND_INSTRUCTOR]).values("page")
    asked = user.opinions.asked().values("proposal__convention")
    return ConventionPage.objects.filter(Q(pk__in=followed_there) | Q(pk__in=asked))


def followed(user: User) -> ProposalQuerySet:
    """Return the requests sent that a person follows or examines, those of their own associations apart."""
    return Proposal.objects.visible(user).exclude(number=None).exclude(association__in=access.barred_from(user))


@dataclass
class Filters:
    """The choices made in an address; an unknown value filters nothing."""

    typed: QueryDict
    user: User
    of: str = LIST
    chosen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.conventions = list(conventions_of(self.user).only("pk", "path", "title", "depth").order_by("title"))
        paths = [one.path[: -one.steplen] for one in self.conventions]
        found = TerritoryPage.objects.filter(path__in=paths).order_by("title")
        self.territories = list(found.values_list("code", "title", "path"))
        places = tuple(one.path for one in self.conventions)
        calls = [
            (str(call.pk), call.title)
            for call in CallPage.objects.only("pk", "path", "title").order_by("-closes_at")
            if call.path.startswith(places)
        ]
        self.choices = {
            "territoire": (_("Territoire"), [(code, title) for code, title, _path in self.territories]),
            **({"etat": (_("État"), SENT)} if self.of == LIST else {"etape": (_("Étape"), Step.choices)}),
            "appel": (_("Appel"), calls),
        }
        for name, (_label, choices) in self.choices.items():
            value = self.typed.get(name, "")
            if value in dict(choices):
                self.chosen[name] = value

    def apply(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        """Return what the choices keep, the latest first."""
        if code := self.chosen.get("territoire"):
            parents = {path for known, _title, path in self.territories if known == code}
            kept = [one.pk for one in self.conventions if one.path[: -one.steplen] in parents]
            proposals = proposals.filter(convention__in=kept)
        if status := self.chosen.get("etat"):
            proposals = proposals.filter(status=status)
        if step := self.chosen.get("etape"):
            proposals = proposals.filter(step=step)
        if call := self.chosen.get("appel"):
            proposals = proposals.filter(call=int(call))
        return proposals.select_related("association", "convention", "call").order_by("-submitted_at", "-pk")

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
