"""The administration's screens on groups, meetings and decisions, and what they lack."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from pages.base.admin import ToComplete
from pages.base.dates import ApproximateDate
from pages.base.tree import path_above
from pages.conventions.admin import OnePage, ReportIndexView, ReportViewSet, editable
from pages.conventions.models import CommitteePage, ConventionPage, Phase
from pages.groups import readers, rhythm, schedule, services
from pages.groups.models import OPEN_DECISION, Decision, DecisionState, GroupPage, MeetingPage, MinutesPage
from pages.people import audience
from pages.people.admin_views import ReasonGiven, ServiceCreateView, ServiceEditView
from pages.people.models import User

READ_AT_ONCE = 200


def _title_above(path_field: str, steps: int) -> Subquery:
    """Return the title of the page that stands some steps above the one whose path is that field."""
    path = path_above(OuterRef(path_field), steps)
    return Subquery(Page.objects.filter(path=path).values("title")[:1])


def _convention_title(path_field: str = "path") -> Subquery:
    """Return the title of the convention above a page, at whatever depth: its path is three steps below the root's."""
    path = Substr(OuterRef(path_field), 1, CONVENTION_DEPTH * Page.steplen)
    return Subquery(ConventionPage.objects.filter(path=path).values("title")[:1])


# Root, home, list of territories, territory, convention: where the page types allow it, nowhere else.
CONVENTION_DEPTH = 5


def _edit_url(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


# What is to be completed


def to_complete(user) -> list[ToComplete]:
    """Return the committees late by their own rule, the decisions overdue and the meetings without minutes.

    Among what a user may edit; three queries, whatever their number, ``READ_AT_ONCE`` of each at most.
    """
    return [*_late_committees(user), *_overdue_decisions(user), *_unreported_meetings(user)]


def _late_committees(user):
    committees = CommitteePage.objects.filter(pk__in=editable(user).values("pk")).defer_streamfields().order_by("title")
    for one in rhythm.health(committees, audience.reader(user), timezone.localdate()):
        if one.is_late:
            told = gettext("en retard : réunion attendue avant le %(date)s") % {"date": ApproximateDate(one.due)}
            yield ToComplete(one.committee.title, one.committee.convention_title, _edit_url(one.committee.pk), (told,))


def _unreported_meetings(user):
    meetings = MeetingPage.objects.filter(pk__in=editable(user).values("pk"))
    found = schedule.unreported(meetings, timezone.localdate()).annotate(holder_title=_title_above("path", 1))
    for one in found.defer_streamfields().order_by("-date", "pk")[:READ_AT_ONCE]:
        told = gettext("sans compte rendu publié, réunion : %(date)s") % {"date": one.date}
        yield ToComplete(one.title, one.holder_title or "", _edit_url(one.pk), (told,))


def _overdue_decisions(user):
    found = Decision.objects.filter(minutes__in=editable(user).values("pk")).overdue(timezone.localdate())
    for one in found.annotate(holder_title=_title_above("minutes__path", 2)).order_by("due", "pk")[:READ_AT_ONCE]:
        told = gettext("échéance passée : %(date)s") % {"date": ApproximateDate(one.due)}
        yield ToComplete(str(one), one.holder_title or "", reverse("decisions:edit", args=[one.pk]), (told,))


# Filters that the lists share


def _conventions(user) -> QuerySet:
    return ConventionPage.objects.filter(pk__in=editable(user).values("pk")).order_by("title")


def _holders(user) -> QuerySet:
    """Return the committees and groups of which a user may edit the meetings."""
    kinds = Q(pk__in=CommitteePage.objects.values("pk")) | Q(pk__in=GroupPage.objects.values("pk"))
    return Page.objects.filter(kinds, pk__in=editable(user).values("pk")).order_by("title")


class BelowFilter(django_filters.ModelChoiceFilter):
    """Keep what stands below the page chosen; ``field_name`` is the path of what is listed."""

    def filter(self, found, page):
        return found.filter(**{f"{self.field_name}__startswith": page.path}) if page else found


def _below(label, choices, path_field: str = "path") -> BelowFilter:
    return BelowFilter(label=label, field_name=path_field, queryset=lambda request: choices(request.user))


# Groups


class GroupFilterSet(WagtailFilterSet):
    convention = _below(_("Convention"), _conventions)

    class Meta:
        model = GroupPage
        fields = ["convention", "kind"]


class GroupIndexView(IndexView):
    add_item_label = _("Ajouter un groupe")

    def get_base_queryset(self):
        found = super().get_base_queryset()
        reader = audience.reader(self.request.user)
        return schedule.with_meetings(found, reader, timezone.localdate()).annotate(
            convention_title=_convention_title(), committee_title=_committee_title(), token=_token()
        )


def _committee_title() -> Subquery:
    return Subquery(CommitteePage.objects.filter(pk=OuterRef("committee")).values("title")[:1])


def _token() -> Subquery:
    return Subquery(audience.PageAudience.objects.filter(page=OuterRef("pk")).values("token")[:1])


def _date(told: dict | None) -> str:
    return str(ApproximateDate.load(told["date"])) if told else "—"


class GroupListingViewSet(PageListingViewSet):
    name = "groupes"
    url_prefix = "groupes"
    model = GroupPage
    icon = "group"
    menu_label = _("Groupes")
    index_view_class = GroupIndexView
    filterset_class = GroupFilterSet
    ordering = "title"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Groupe"), sort_key="title", classname="title"),
        Column("convention", label=_("Convention"), accessor="convention_title"),
        Column("committee", label=_("Rend compte à"), accessor="committee_title"),
        BooleanColumn("public", label=_("Public"), accessor=lambda group: group.token == audience.PUBLIC),
        Column("next", label=_("Prochaine réunion"), accessor=lambda group: _date(group.next_meeting)),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


# Meetings


class MeetingFilterSet(WagtailFilterSet):
    STATES = {
        "to_come": (_("À venir"), schedule.to_come),
        "held": (_("Tenues"), schedule.held),
        "unreported": (_("Tenues, sans compte rendu publié"), schedule.unreported),
        "cancelled": (_("Annulées"), lambda meetings, today: meetings.filter(cancelled=True)),
    }

    state = django_filters.ChoiceFilter(
        label=_("État"), choices=[(name, label) for name, (label, _keep) in STATES.items()], method="keep_state"
    )
    convention = _below(_("Convention"), _conventions)
    holder = _below(_("Instance ou groupe"), _holders)

    class Meta:
        model = MeetingPage
        fields = ["state", "convention", "holder"]

    def keep_state(self, meetings, name, state):
        _label, keep = self.STATES[state]
        return keep(meetings, timezone.localdate())


class MeetingIndexView(IndexView):
    add_item_label = _("Ajouter une réunion")

    def get_base_queryset(self):
        minutes = schedule.just_below(MinutesPage).values("live")[:1]
        return (
            super()
            .get_base_queryset()
            .annotate(
                holder_title=_title_above("path", 1), convention_title=_convention_title(), reported=Subquery(minutes)
            )
        )


def _reported(meeting) -> str:
    told = {True: gettext("publié"), False: gettext("brouillon")}
    return told.get(meeting.reported, "—")


class MeetingListingViewSet(PageListingViewSet):
    name = "reunions"
    url_prefix = "reunions"
    model = MeetingPage
    icon = "date"
    menu_label = _("Réunions")
    index_view_class = MeetingIndexView
    filterset_class = MeetingFilterSet
    ordering = "-date"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Réunion"), sort_key="title", classname="title"),
        Column("date", label=_("Date"), accessor="date", sort_key="date"),
        Column("holder", label=_("Instance ou groupe"), accessor="holder_title"),
        Column("convention", label=_("Convention"), accessor="convention_title"),
        Column("state", label=_("État"), accessor=lambda meeting: meeting.status[1]),
        Column("minutes", label=_("Compte rendu"), accessor=_reported),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]

    def get_urlpatterns(self):
        write = WriteMinutesView.as_view(header_icon="doc-full")
        return [*super().get_urlpatterns(), path("<int:pk>/compte-rendu/", write, name="minutes")]


class WriteMinutesView(ReasonGiven, WagtailAdminTemplateMixin, TemplateView):
    """Tell who will read the minutes of a meeting, then make their draft and open it."""

    index_url_name = "reunions:index"
    page_title = _("Rédiger le compte rendu")
    template_name = "groups/admin/write_minutes.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        meetings = MeetingPage.objects.filter(pk__in=editable(request.user).values("pk"))
        self.meeting = get_object_or_404(meetings, pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        if written := services.minutes_of(self.meeting):
            return redirect(_edit_url(written.pk))
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            minutes = services.write_minutes(request.user, self.meeting)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(_edit_url(self.meeting.pk))
        messages.success(request, gettext("Le compte rendu est en brouillon : il reste à l’écrire et à le publier."))
        return redirect(_edit_url(minutes.pk))

    def get_breadcrumbs_items(self):
        above = [
            {"url": reverse(self.index_url_name), "label": gettext("Réunions")},
            {"url": _edit_url(self.meeting.pk), "label": self.meeting.title},
        ]
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        expected = len(list(services.expected(self.meeting)))
        return super().get_context_data(
            meeting=self.meeting,
            expected=expected,
            back_url=_edit_url(self.meeting.pk),
            **readers.of_minutes(self.meeting),
        )


# Decisions


class OneMinutes(OnePage):
    page_model = MinutesPage
    parameter = "compte-rendu"


class DecisionForm(forms.ModelForm):
    """A decision; its owner is named by the address of their account: nobody is shown a list of everyone's."""

    owner = forms.EmailField(
        label=_("Adresse du compte de la personne"), required=False, help_text=_("Facultatif, jamais publié.")
    )

    class Meta:
        model = Decision
        fields = ["minutes", "text", "owner_function", "owner_organisation", "owner", "due", "state", "about", "phase"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "due": AdminDateInput,
            "minutes": AdminPageChooser(target_models=[MinutesPage]),
            "about": AdminPageChooser(),
        }

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        written = MinutesPage.objects.filter(pk__in=editable(actor).values("pk"))
        self.fields["minutes"].queryset = written
        minutes = self.instance.minutes if self.instance.pk else self.initial.get("minutes")
        self.initial["owner"] = self.instance.owner.email if self.instance.owner else ""
        phases = Phase.objects.select_related("convention").order_by("convention__title", "sort_order")
        if minutes:
            self.fields["phase"].queryset = phases.filter(convention__in=ConventionPage.objects.ancestor_of(minutes))
        else:
            self.fields["phase"].queryset = phases.filter(convention__in=_conventions(actor))
            self.fields["phase"].label_from_instance = lambda phase: f"{phase.convention.title}, {phase}"
        if self.instance.pk:
            # A decision stays in the minutes of the meeting that took it.
            del self.fields["minutes"]

    def clean_owner(self) -> User | None:
        email = self.cleaned_data["owner"]
        owner = User.objects.filter(email__iexact=email).first() if email else None
        if email and not owner:
            # The same answer as for someone who may not read: nobody learns here who has an account.
            raise ValidationError(services.NOT_A_READER)
        return owner


class DecisionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("État"),
        choices=[("open", _("À faire ou en cours")), ("overdue", _("En retard")), *DecisionState.choices],
        method="keep_state",
    )
    convention = _below(_("Convention"), _conventions, "minutes__path")
    holder = _below(_("Instance ou groupe"), _holders, "minutes__path")

    class Meta:
        model = Decision
        fields = ["state", "convention", "holder"]

    def keep_state(self, decisions, name, state):
        if state == "overdue":
            return decisions.overdue(timezone.localdate())
        return decisions.filter(state__in=OPEN_DECISION if state == "open" else [state])


class DecisionIndexView(OneMinutes, ReportIndexView):
    first_column = {"name": "text", "label": _("Décision"), "accessor": str}
    page_title = _("Décisions")
    add_item_label = _("Noter une décision")
    default_ordering = ("due", "pk")

    def get_base_queryset(self):
        found = super().get_base_queryset().select_related("owner_organisation")
        return found.annotate(holder_title=_title_above("minutes__path", 2), meeting=_title_above("minutes__path", 1))

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        url = reverse("decisions:state", args=[instance.pk])
        return [*buttons, MenuItem(gettext("Dire où elle en est"), url=url, icon_name="resubmit", priority=20)]


class DecisionCreateView(OneMinutes, ServiceCreateView):
    service = services.save_decision
    page_title = _("Noter une décision")
    success_message = _("Décision notée : elle se lit avec le compte rendu.")
    error_message = _("La décision n’est pas enregistrée : voyez les champs signalés.")

    def get_initial(self):
        return {"minutes": self.asked_page} if self.asked_page else {}

    def get_success_url(self):
        return self.back_to(self.object.minutes)


class KnownDecision(OneMinutes):
    """A screen on one of the decisions that the actor may write."""

    def get_queryset(self):
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return found.select_related("minutes")

    def get_success_url(self):
        return self.back_to(self.object.minutes)


class DecisionEditView(KnownDecision, ServiceEditView):
    service = services.save_decision
    page_title = _("Corriger une décision")
    success_message = _("Décision corrigée.")
    error_message = _("La décision n’est pas enregistrée : voyez les champs signalés.")


class DecisionStateForm(forms.ModelForm):
    class Meta:
        model = Decision
        fields = ["state"]
        widgets = {"state": forms.RadioSelect}

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, **kwargs)


class DecisionStateView(KnownDecision, ServiceEditView):
    page_title = _("Dire où en est une décision")
    success_message = _("État de la décision enregistré.")
    error_message = _("L’état n’est pas enregistré.")

    @cached_property
    def edit_url_name(self):
        return "decisions:state"

    def save_instance(self):
        return services.set_decision_state(self.request.user, self.object, self.form.cleaned_data["state"])

    def get_page_subtitle(self):
        return str(self.object)


class DecisionViewSet(ReportViewSet):
    name = "decisions"
    model = Decision
    icon = "check"
    menu_label = _("Décisions")
    form_class = DecisionForm
    index_view_class = DecisionIndexView
    add_view_class = DecisionCreateView
    edit_view_class = DecisionEditView
    filterset_class = DecisionFilterSet
    list_display = [
        Column("charged", label=_("Qui s’en charge"), accessor="charged"),
        Column("due", label=_("Échéance"), accessor="due", sort_key="due"),
        Column("state", label=_("État"), accessor=lambda decision: decision.status[1], sort_key="state"),
        Column("holder", label=_("Instance ou groupe"), accessor="holder_title"),
        Column("meeting", label=_("Réunion"), accessor="meeting"),
    ]

    @cached_property
    def state_view(self):
        kwargs = {**self.get_edit_view_kwargs(), "form_class": DecisionStateForm}
        return self.construct_view(DecisionStateView, **kwargs)

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/etat/", self.state_view, name="state")]


class MeetingsViewSetGroup(ViewSetGroup):
    items = (GroupListingViewSet, MeetingListingViewSet, DecisionViewSet)
    menu_label = _("Instances et réunions")
    menu_name = "instances-et-reunions"
    menu_icon = "group"
    menu_order = 130


# From a meeting's page, from its minutes


def buttons(page, user, in_list: bool = False):
    """Yield what leads from a meeting or its minutes to writing them up and to their decisions.

    In a list, whose rows must not cost a query each, a meeting leads to a screen that knows whether it has minutes.
    """
    kind = page.specific_class or type(page)
    if issubclass(kind, MeetingPage) and not services.may_write(user, page):
        if in_list:
            yield Button(_("Compte rendu"), url=_write_url(page), icon_name="doc-full", priority=5)
        else:
            yield from _meeting_buttons(page)
    elif issubclass(kind, MinutesPage) and not services.may_write(user, page):
        yield from _decision_buttons(page)


def _meeting_buttons(page):
    written = services.minutes_of(page)
    label = _("Ouvrir le compte rendu") if written else _("Rédiger le compte rendu")
    url = _edit_url(written.pk) if written else _write_url(page)
    yield Button(label, url=url, icon_name="doc-full", priority=5)
    if written:
        yield from _decision_buttons(written)


def _write_url(meeting) -> str:
    return reverse("reunions:minutes", args=[meeting.pk])


def _decision_buttons(minutes):
    for label, name, icon in (
        (_("Noter une décision"), "decisions:add", "check"),
        (_("Voir les décisions"), "decisions:index", "list-ul"),
    ):
        yield Button(label, url=OneMinutes.about(reverse(name), minutes), icon_name=icon, priority=6)
