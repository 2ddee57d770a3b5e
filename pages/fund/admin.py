"""The administration's screens on the fund: funds, calls, projects, the ledger, and what they lack."""

from decimal import Decimal
from urllib.parse import urlencode
from uuid import uuid4

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy

from pages.base.admin import ToComplete
from pages.base.templatetags.portal import euros
from pages.base.tree import path_above
from pages.conventions.admin import ReportViewSet, convention_above, editable
from pages.conventions.models import ConventionPage
from pages.fund import services
from pages.fund.admin_calls import InquiryViewSet, InviteView
from pages.fund.models import (
    AskedDocument,
    CallInquiry,
    CallPage,
    Criterion,
    EntryKind,
    FundedProjectPage,
    FundPage,
    LedgerEntry,
    ProjectStatus,
    amounts,
)
from pages.fund.views import harmless
from pages.people.admin_views import LinkedIndexView, ReasonGiven, ServiceCreateView
from pages.people.models import PAIR_ROLES, TEAM_ROLES, Organisation, Role, User
from pages.people.models.organisations import OrganisationKind

READ_AT_ONCE = 400
# What each kind adds to a balance: a payment hands over what was already committed.
ADDED = {EntryKind.CONTRIBUTION: 1, EntryKind.COMMITMENT: -1}


# What one may read and write


def _funds_where(user, roles) -> QuerySet[FundPage]:
    """Return the funds of the conventions where a user holds one of these roles today."""
    if not user.is_active or user.is_anonymous:
        return FundPage.objects.none()
    places = user.local_roles.today().filter(role__in=roles).values_list("page__path", flat=True)
    below = Q(pk__in=[])
    for place in places:
        below |= Q(path__startswith=place)
    return FundPage.objects.filter(below)


def readable_funds(user) -> QuerySet[FundPage]:
    """Return the funds whose ledger a user reads here: those of their conventions, all for the administrator."""
    return FundPage.objects.all() if user.is_superuser else _funds_where(user, TEAM_ROLES)


def writable_funds(user) -> QuerySet[FundPage]:
    """Return the funds where a user may write for one funder at least (see ``services.may_write``)."""
    return _funds_where(user, (*PAIR_ROLES, Role.FUND_INSTRUCTOR))


def funders(user) -> QuerySet[Organisation]:
    """Return the organisations for which a user may write: an instructor's own, else those that may fund."""
    held = user.local_roles.today()
    own = Q(pk__in=held.filter(role=Role.FUND_INSTRUCTOR).values("organisation"))
    if held.filter(role__in=PAIR_ROLES).exists():
        known = LedgerEntry.objects.filter(fund__in=writable_funds(user).values("pk")).values("funder")
        own |= ~Q(kind=OrganisationKind.ASSOCIATION) | Q(pk__in=known)
    return Organisation.objects.filter(own).order_by("name")


class LedgerPermissionPolicy(BasePermissionPolicy):
    """Whoever works on a convention reads its ledger; its pair and instructors write; nobody changes or deletes."""

    def user_has_permission(self, user, action) -> bool:
        if action == "view":
            return readable_funds(user).exists()
        return action == "add" and writable_funds(user).exists()

    def user_has_permission_for_instance(self, user, action, instance) -> bool:
        return action == "view" and readable_funds(user).filter(pk=instance.fund_id).exists()

    def instances_user_has_any_permission_for(self, user, actions):
        return LedgerEntry.objects.filter(fund__in=readable_funds(user).values("pk"))

    def users_with_any_permission(self, actions):
        roles = TEAM_ROLES if "view" in actions else (*PAIR_ROLES, Role.FUND_INSTRUCTOR)
        return User.objects.filter(is_active=True, local_roles__role__in=roles).distinct()


# Funds, calls, projects


class KnownNumber:
    """Refuse a number too big for the database as one that is not offered; to be mixed with a choice of objects."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": value}) from error


class PageField(KnownNumber, forms.ModelChoiceField):
    pass


class ProjectChooser(AdminPageChooser):
    """The chooser, which shows again what was typed: nothing, for a number too big for the database."""

    def get_instance(self, value):
        try:
            return super().get_instance(value)
        except OverflowError:
            return None


class PageFilterField(KnownNumber, django_filters.fields.ModelChoiceField):
    pass


class PageFilter(django_filters.ModelChoiceFilter):
    field_class = PageFilterField


def _convention_title(path: str, steps: int) -> Subquery:
    """Return the title of the convention that stands some steps above a page."""
    return Subquery(convention_above(path, steps).values("title")[:1])


class UnderConvention(WagtailFilterSet):
    """What narrows pages that stand under a convention."""

    convention = PageFilter(
        label=_("Convention"), queryset=lambda request: _conventions(request.user), method="keep_convention"
    )

    def keep_convention(self, pages, name, convention):
        return pages.filter(path__startswith=convention.path)


def _conventions(user):
    return ConventionPage.objects.filter(pk__in=editable(user).values("pk")).order_by("title")


def with_money(pages: QuerySet, lookup: str) -> QuerySet:
    """Annotate pages with the sums of the entries that name them (None without any)."""
    rows = LedgerEntry.objects.filter(**{lookup: OuterRef("pk")}).sums(lookup)
    return pages.annotate(**{name: Subquery(rows.values(name)) for name in ("contributed", "committed", "paid")})


def _money(name: str):
    return lambda page: euros(amounts(vars(page))[name])


class FundIndexView(IndexView):
    add_item_label = _("Ajouter un fonds")

    def get_base_queryset(self):
        funds = with_money(super().get_base_queryset(), "fund")
        return funds.annotate(convention_title=_convention_title("path", 1))


class FundFilterSet(UnderConvention):
    class Meta:
        model = FundPage
        fields = ["convention"]


class FundListingViewSet(PageListingViewSet):
    name = "fonds"
    url_prefix = "fonds"
    model = FundPage
    icon = "decimal"
    menu_label = _("Fonds")
    index_view_class = FundIndexView
    filterset_class = FundFilterSet
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Fonds"), sort_key="title", classname="title"),
        Column("convention", label=_("Convention"), accessor="convention_title"),
        Column("contributed", label=_("Apporté"), accessor=_money("contributed")),
        Column("committed", label=_("Engagé"), accessor=_money("committed")),
        Column("left", label=_("Reste"), accessor=_money("left")),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


OPEN, TO_COME, PAST = "open", "to_come", "past"
CALL_STATES = [(OPEN, _("Ouvert")), (TO_COME, _("À venir")), (PAST, _("Clos"))]


class CallFilterSet(UnderConvention):
    state = django_filters.ChoiceFilter(label=_("État"), choices=CALL_STATES, method="keep_state")

    class Meta:
        model = CallPage
        fields = ["state", "convention"]

    def keep_state(self, calls, name, state):
        now = timezone.now()
        conditions = {
            OPEN: Q(opens_at__lte=now, closes_at__gt=now),
            TO_COME: Q(opens_at__gt=now),
            PAST: Q(closes_at__lte=now),
        }
        return calls.filter(conditions[state])


class CallIndexView(IndexView):
    add_item_label = _("Ajouter un appel")


class CallListingViewSet(PageListingViewSet):
    name = "appels"
    url_prefix = "appels"
    model = CallPage
    icon = "mail"
    menu_label = _("Appels à propositions")
    index_view_class = CallIndexView
    filterset_class = CallFilterSet
    ordering = "-closes_at"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Appel"), sort_key="title", classname="title"),
        Column("state", label=_("État"), accessor="status_label"),
        Column("opens_at", label=_("Ouverture"), accessor="opens_at", sort_key="opens_at"),
        Column("closes_at", label=_("Clôture"), accessor="closes_at", sort_key="closes_at"),
        Column(
            "amount",
            label=_("Montant"),
            classname="portal-money",
            accessor=lambda call: euros(call.amount),
            sort_key="amount",
        ),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/invitations/", InviteView.as_view(), name="invite")]


class ProjectFilterSet(UnderConvention):
    status = django_filters.ChoiceFilter(label=_("État"), choices=ProjectStatus.choices)
    call = PageFilter(
        label=_("Appel"),
        queryset=lambda request: CallPage.objects.filter(pk__in=editable(request.user).values("pk")).order_by("title"),
    )

    class Meta:
        model = FundedProjectPage
        fields = ["status", "call", "convention"]


class ProjectIndexView(IndexView):
    add_item_label = _("Ajouter un projet")

    def get_base_queryset(self):
        projects = with_money(super().get_base_queryset(), "project")
        return projects.select_related("beneficiary").annotate(convention_title=_convention_title("path", 2))


class ProjectListingViewSet(PageListingViewSet):
    name = "projets-soutenus"
    url_prefix = "projets-soutenus"
    model = FundedProjectPage
    icon = "pick"
    menu_label = _("Projets soutenus")
    index_view_class = ProjectIndexView
    filterset_class = ProjectFilterSet
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Projet"), sort_key="title", classname="title"),
        Column("beneficiary", label=_("Bénéficiaire"), accessor="beneficiary.name", sort_key="beneficiary__name"),
        Column("convention", label=_("Convention"), accessor="convention_title"),
        Column("status", label=_("État"), accessor="get_status_display", sort_key="status"),
        Column("committed", label=_("Engagé"), accessor=_money("committed")),
        Column("paid", label=_("Versé"), accessor=_money("paid")),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


# The ledger


class EntryForm(forms.ModelForm):
    """One entry, sent once whatever the number of clicks; only what the actor may write is offered."""

    fund = PageField(label=_("Fonds"), queryset=FundPage.objects.none())
    project = PageField(
        label=_("Projet"),
        queryset=FundedProjectPage.objects.none(),
        required=False,
        help_text=_("Le projet engagé ou payé ; rien pour une contribution."),
        widget=ProjectChooser(target_models=[FundedProjectPage]),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = LedgerEntry
        fields = ["kind", "fund", "funder", "project", "amount", "date", "reference"]
        localized_fields = ["amount"]
        widgets = {"date": AdminDateInput}

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in services.WRITTEN]
        funds = writable_funds(actor)
        self.fields["fund"].queryset = funds.annotate(convention_title=_convention_title("path", 1)).order_by("title")
        self.fields["fund"].label_from_instance = lambda fund: f"{fund.title}, {fund.convention_title}"
        self.fields["funder"].queryset = funders(actor)
        below = Q(pk__in=[])
        for place in funds.values_list("path", flat=True):
            below |= Q(path__startswith=place)
        self.fields["project"].queryset = FundedProjectPage.objects.filter(below)
        for name in ("fund", "funder"):
            self._choose_the_only_one(name)

    def _choose_the_only_one(self, name: str) -> None:
        choices = list(self.fields[name].queryset[:2])
        if len(choices) == 1:
            self.initial.setdefault(name, choices[0].pk)

    def clean(self):
        cleaned = super().clean()
        self.instance.submission = cleaned.get("submission") or self.instance.submission
        return cleaned


def _years() -> list[tuple[int, int]]:
    found = LedgerEntry.objects.order_by("-date__year").values_list("date__year", flat=True).distinct()
    return [(year, year) for year in found]


class EntryFilterSet(WagtailFilterSet):
    fund = PageFilter(label=_("Fonds"), queryset=lambda request: readable_funds(request.user).order_by("title"))
    kind = django_filters.ChoiceFilter(label=_("Nature"), choices=EntryKind.choices)
    funder = django_filters.ModelChoiceFilter(
        label=_("Financeur"), queryset=lambda request: _funders_read_by(request.user)
    )
    project = django_filters.CharFilter(label=_("Projet"), field_name="project__title", lookup_expr="icontains")
    year = django_filters.ChoiceFilter(label=_("Année"), choices=_years, field_name="date", lookup_expr="year")

    class Meta:
        model = LedgerEntry
        fields = ["fund", "kind", "funder", "project", "year"]


def _funders_read_by(user):
    read = LedgerEntry.objects.filter(fund__in=readable_funds(user).values("pk"))
    return Organisation.objects.filter(pk__in=read.values("funder")).order_by("name")


def note_balances(entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """Give each entry ``balance_after``: its fund's balance once it was written, in euros; one query for all."""
    shown = {entry.pk for entry in entries}
    balances: dict[int, Decimal] = dict.fromkeys((entry.fund_id for entry in entries), Decimal(0))
    ledger = LedgerEntry.objects.filter(fund__in=list(balances)).order_by("pk")
    after = {}
    for pk, fund, kind, cancelled, amount in ledger.values_list("pk", "fund", "kind", "reverses__kind", "amount"):
        weight = ADDED.get(cancelled or kind, 0)
        balances[fund] += amount * (-weight if cancelled else weight)
        if pk in shown:
            after[pk] = balances[fund]
    for entry in entries:
        entry.balance_after = after[entry.pk]
    return entries


def _state(entry: LedgerEntry) -> str:
    if entry.kind == EntryKind.CANCELLATION:
        of = entry.reverses
        return gettext("annule : %(entry)s") % {"entry": of}
    if back := getattr(entry, "reversed_by", None):
        return gettext("annulée le %(date)s") % {"date": f"{back.date:%d/%m/%Y}"}
    return ""


class EntryIndexView(LinkedIndexView):
    """The ledger in the order it was written, the last entry first."""

    first_column = {"name": "entry", "label": _("Écriture"), "accessor": str, "width": "25%", "sort_key": "date"}
    page_title = _("Écritures des fonds")
    add_item_label = _("Écrire dans un fonds")
    default_ordering = "-pk"
    list_export = [
        "pk", "date", "get_kind_display", "fund.title", "convention_title", "funder.name", "project_title",
        "signed", "balance_after", "reference", "reverses_id", "reason",
    ]  # fmt: skip
    export_headings = {
        "pk": _("Numéro"),
        "date": _("Date"),
        "get_kind_display": _("Nature"),
        "fund.title": _("Fonds"),
        "convention_title": _("Convention"),
        "funder.name": _("Financeur"),
        "project_title": _("Projet"),
        "signed": _("Montant"),
        "balance_after": _("Solde après"),
        "reference": _("Acte"),
        "reverses_id": _("Annule l’écriture"),
        "reason": _("Motif"),
    }

    def get_base_queryset(self):
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["view"])
        found = found.select_related("fund", "funder", "project", "reverses", "reversed_by")
        return found.annotate(convention_title=_convention_title("fund__path", 1), project_title=F("project__title"))

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        note_balances(context["object_list"])
        return context

    def get_edit_url(self, instance):
        return None

    def get_list_more_buttons(self, instance):
        if instance.kind == EntryKind.CANCELLATION or getattr(instance, "reversed_by", None):
            return []
        if instance.fund_id not in self.writable:
            return []
        url = reverse("ecritures:reverse", args=[instance.pk])
        return [MenuItem(gettext("Annuler cette écriture"), url=url, icon_name="undo", priority=40)]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.writable = set(writable_funds(request.user).values_list("pk", flat=True))

    def to_row_dict(self, item):
        row = super().to_row_dict(item)
        return {name: _harmless(value) for name, value in row.items()}


def _harmless(value):
    return harmless(value) if isinstance(value, str) else value


class EntryCreateView(ServiceCreateView):
    service = services.write_entry
    page_title = _("Écrire dans un fonds")
    success_message = _("Écriture enregistrée : %(object)s.")
    error_message = _("L’écriture n’est pas enregistrée : voyez les champs signalés.")

    def get_edit_url(self):
        return None

    def get_success_buttons(self):
        return []

    def get_initial(self):
        """Take what a button of a page asks for; anything else in the address is ignored."""
        asked = {name: self.request.GET.get(name, "") for name in ("kind", "fund", "project")}
        initial = {"date": timezone.localdate()}
        if asked["kind"] in services.WRITTEN:
            initial["kind"] = asked["kind"]
        for name in ("fund", "project"):
            if asked[name].isdecimal() and len(asked[name]) < 10:
                initial[name] = int(asked[name])
        return initial


class ReversalForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Publié avec les écritures du fonds : n’y nommez personne."),
    )
    date = forms.DateField(label=_("Date"), widget=AdminDateInput)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReverseView(ReasonGiven, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Ask why, then cancel an entry by another one; both stay in the ledger."""

    model = LedgerEntry
    # Whoever reads the ledger is told by the service why they may not write in it.
    permission_required = "view"
    index_url_name = ""
    form_class = ReversalForm
    page_title = _("Annuler une écriture")
    template_name = "fund/admin/reverse_entry.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        entries = LedgerEntry.objects.filter(fund__in=readable_funds(request.user).values("pk"))
        self.entry = get_object_or_404(entries.select_related("fund", "funder", "project"), pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        if reason := services.may_write(request.user, self.entry.fund, self.entry.funder):
            raise PermissionDenied(reason)
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        return {"date": timezone.localdate()}

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            services.reverse_entry(self.request.user, self.entry, said["reason"], said["date"], said["submission"])
        except ValidationError as error:
            for name, errors in error.update_error_dict({}).items():
                form.add_error(name if name in form.fields else None, errors)
            messages.validation_error(self.request, gettext("L’écriture n’est pas annulée."), form)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Écriture annulée : %(entry)s.") % {"entry": self.entry})
        return redirect(reverse(self.index_url_name))

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=self.entry, index_url=reverse(self.index_url_name), **kwargs)


class EntryViewSet(ReportViewSet):
    """The ledger: written and cancelled by ``pages.fund.services``, never changed, never deleted."""

    name = "ecritures"
    model = LedgerEntry
    icon = "list-ol"
    menu_label = _("Écritures")
    form_class = EntryForm
    index_view_class = EntryIndexView
    add_view_class = EntryCreateView
    filterset_class = EntryFilterSet
    export_filename = "ecritures"
    list_display = [
        Column("fund", label=_("Fonds de"), accessor="convention_title"),
        Column("funder", label=_("Financeur"), accessor="funder.name"),
        Column("project", label=_("Projet"), accessor="project.title"),
        Column("amount", label=_("Montant"), classname="portal-money", accessor=lambda entry: euros(entry.signed)),
        Column(
            "balance",
            label=_("Solde après"),
            classname="portal-money",
            accessor=lambda entry: euros(entry.balance_after),
        ),
        Column("reference", label=_("Acte"), accessor="reference"),
        Column("state", label=_("Annulation"), accessor=_state),
    ]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"edit_url_name": None, **kwargs})

    def get_urlpatterns(self):
        back = ReverseView.as_view(
            index_url_name=self.get_url_name("index"), header_icon=self.icon, permission_policy=self.permission_policy
        )
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("nouveau/", self.add_view, name="add"),
            path("<int:pk>/annuler/", back, name="reverse"),
        ]


class FundGroup(ViewSetGroup):
    menu_label = _("Fonds")
    menu_name = "funds"
    menu_icon = "decimal"
    menu_order = 140
    items = (FundListingViewSet, CallListingViewSet, InquiryViewSet, ProjectListingViewSet, EntryViewSet)


def entry_buttons(page: Page, user):
    """Yield what leads from a fund or a project to its entries, and to a new one for whoever may write."""
    model = page.specific_class or type(page)
    if model not in (FundPage, FundedProjectPage):
        return
    fund_path = page.path if model is FundPage else page.path[: -page.steplen]
    writable = writable_funds(user).filter(path=fund_path).first()
    kinds = [EntryKind.CONTRIBUTION] if model is FundPage else [EntryKind.COMMITMENT, EntryKind.PAYMENT]
    for kind in kinds if writable else ():
        asked = {"kind": kind.value, "fund": writable.pk} | ({"project": page.pk} if model is not FundPage else {})
        yield Button(
            gettext("Écrire : %(kind)s") % {"kind": kind.label.lower()},
            url=f"{reverse('ecritures:add')}?{urlencode(asked)}",
            icon_name="decimal",
            priority=5,
        )
    if readable := readable_funds(user).filter(path=fund_path).first():
        asked = {"fund": readable.pk} | ({"project": page.title} if model is not FundPage else {})
        url = f"{reverse('ecritures:index')}?{urlencode(asked)}"
        yield Button(gettext("Voir les écritures"), url=url, icon_name="list-ol", priority=6)


# What the tree may not do to a ledger


def refusal_to_delete(pages) -> str:
    """Return why pages may not be deleted, the empty string when no entry names one of them or what is below."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(fund__path__startswith=page.path) | Q(project__path__startswith=page.path)
    if not LedgerEntry.objects.filter(below).exists():
        return ""
    return gettext(
        "Suppression refusée : des écritures d’un fonds nomment cette page ou une page qu’elle contient, et une "
        "écriture se garde. Dépubliez plutôt la page."
    )


def refusal_to_move(pages, destination: Page) -> str:
    """Return why pages may not go under another one: entries name them, and were written for where they stand."""
    moved = [page for page in pages if page.path[: -page.steplen] != destination.path]
    named = LedgerEntry.objects.filter(Q(fund__in=[one.pk for one in moved]) | Q(project__in=[one.pk for one in moved]))
    if not named.exists():
        return ""
    return gettext("Déplacement refusé : des écritures du fonds nomment cette page, là où elle est.")


def refuse(request: HttpRequest, reason: str, page: Page):
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", page.pk)


# What is to be completed


def to_complete(user) -> list[ToComplete]:
    """Return the funds, calls and projects that a user may edit and that lack something."""
    return sorted(
        [*_incomplete_funds(user), *_incomplete_calls(user), *_incomplete_projects(user)],
        key=lambda one: (-len(one.missing), one.title),
    )


def _found(page, missing) -> ToComplete:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return ToComplete(page.title, page.convention_title or "", url, tuple(missing))


def _editable(model: type[Page], user, steps: int) -> QuerySet:
    found = model.objects.filter(pk__in=editable(user).values("pk")).defer_streamfields().order_by("title")
    return found.annotate(convention_title=_convention_title("path", steps))


def _incomplete_funds(user):
    brought = LedgerEntry.objects.standing().filter(fund=OuterRef("pk"), kind=EntryKind.CONTRIBUTION)
    funds = _editable(FundPage, user, 1).annotate(has_money=Exists(brought))
    for fund in funds.filter(Q(has_money=False) | Q(eligibility=""))[:READ_AT_ONCE]:
        lacks = (fund.has_money, gettext("sans contribution")), (fund.eligibility, gettext("sans critère de soutien"))
        yield _found(fund, [words for present, words in lacks if not present])


def _incomplete_calls(user):
    """A call stands under a fund or directly under a convention."""
    calls = _editable(CallPage, user, 2).filter(closes_at__gt=timezone.now())
    above = ConventionPage.objects.filter(path=path_above(OuterRef("path"), 1))
    calls = calls.annotate(near_title=Subquery(above.values("title")[:1]))
    calls = calls.annotate(
        has_documents=Exists(AskedDocument.objects.filter(call=OuterRef("pk"))),
        has_criteria=Exists(Criterion.objects.filter(call=OuterRef("pk"))),
        has_waiting=Exists(CallInquiry.objects.waiting().filter(call=OuterRef("pk"))),
    )
    lacking = Q(has_documents=False) | Q(has_criteria=False) | Q(amount=None) | Q(has_waiting=True)
    for call in calls.filter(lacking)[:READ_AT_ONCE]:
        call.convention_title = call.near_title or call.convention_title
        lacks = (
            (call.has_documents, gettext("sans pièces demandées")),
            (call.has_criteria, gettext("sans critères d’examen")),
            (call.amount, gettext("sans montant")),
            (not call.has_waiting, gettext("question sans réponse")),
        )
        yield _found(call, [words for present, words in lacks if not present])


def _incomplete_projects(user):
    granted = LedgerEntry.objects.standing().filter(project=OuterRef("pk"), kind=EntryKind.COMMITMENT)
    projects = _editable(FundedProjectPage, user, 2).exclude(status=ProjectStatus.ABANDONED)
    projects = projects.annotate(has_grant=Exists(granted))
    unreported = Q(status=ProjectStatus.DONE) & (Q(results="") | Q(final_report=None))
    for project in projects.filter(Q(has_grant=False) | unreported)[:READ_AT_ONCE]:
        done = project.status == ProjectStatus.DONE
        lacks = [(project.has_grant, gettext("sans engagement"))]
        if done:
            lacks += [
                (project.results, gettext("sans résultats")),
                (project.final_report_id, gettext("sans bilan final")),
            ]
        yield _found(project, [words for present, words in lacks if not present])
