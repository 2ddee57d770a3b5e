"""The administration's screens on actions: their list, progress notes, indicator values, and what they lack."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser

from pages.actions import services
from pages.actions.models import ActionIndicator, ActionMeasure, ActionPage, ActionReferent, ActionStatus, ProgressNote
from pages.actions.models.action import LATE, LATE_LABEL, OPEN
from pages.base.admin import ToComplete
from pages.base.dates import ApproximateDate, past
from pages.base.models import Theme
from pages.conventions.admin import (
    MEASURE_COLUMNS,
    MeasureCreateView,
    MeasureEditView,
    MeasureForm,
    MeasureIndexView,
    MeasureViewSet,
    OnePage,
    ReportIndexView,
    ReportViewSet,
    convention_above,
    editable,
)
from pages.conventions.models import ConventionPage, Side
from pages.conventions.models.convention import RUNNING
from pages.people.admin_views import ServiceCreateView, ServiceEditView

READ_AT_ONCE = 400


def reportable(user):
    """Return the actions on which a user may report: those that they may edit."""
    return ActionPage.objects.filter(pk__in=editable(user).values("pk"))


def with_convention(actions):
    """Annotate the convention's title, rhythm of notes and status: it stands two steps above each action."""
    conventions = convention_above("path", 2)
    return actions.annotate(
        convention_title=Subquery(conventions.values("title")[:1]),
        note_rhythm=Subquery(conventions.values("note_rhythm")[:1]),
        convention_status=Subquery(conventions.values("status")[:1]),
    )


# What actions lack


def to_complete(user) -> list[ToComplete]:
    """Return the actions that a user may edit and that lack an axis, an indicator, a half of the pair or a note.

    One query, whatever the number of actions; at most ``READ_AT_ONCE`` are read.
    """
    today = timezone.localdate()
    in_office = ActionReferent.objects.filter(action=OuterRef("pk"), is_deputy=False).filter(
        Q(start=None) | Q(start__lte=today), Q(end=None) | Q(end__gte=today)
    )
    actions = (
        with_convention(reportable(user).exclude(status=ActionStatus.ABANDONED))
        .with_progress()
        .annotate(
            has_indicator=Exists(ActionIndicator.objects.filter(action=OuterRef("pk"))),
            has_caf=Exists(in_office.filter(side=Side.CAF)),
            has_local=Exists(in_office.filter(side=Side.LOCAL)),
        )
    )
    complete = Q(has_indicator=True, has_caf=True, has_local=True, axis__isnull=False)
    suspect = actions.filter(~complete | Q(status__in=OPEN))
    found = []
    for action in suspect.defer_streamfields().order_by("title")[:READ_AT_ONCE]:
        if missing := tuple(_lacks(action, today)):
            url = reverse("wagtailadmin_pages:edit", args=[action.pk])
            found.append(ToComplete(action.title, action.convention_title or "", url, missing))
    return sorted(found, key=lambda one: (-len(one.missing), one.title))


def _lacks(action, today):
    if action.is_late(today):
        yield gettext("en retard")
    running = action.convention_status in RUNNING
    due = action.note_due(action.note_rhythm or 0, action.last_note_date, running)
    if due and due < today:
        yield gettext("point d’étape attendu depuis le %(date)s") % {"date": ApproximateDate(due)}
    if action.axis_id is None:
        yield gettext("sans axe")
    if not action.has_indicator:
        yield gettext("sans indicateur")
    if action.status in OPEN and not (action.has_caf and action.has_local):
        yield gettext("binôme incomplet")


# The list of actions


class ActionFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        label=_("État"), choices=[(LATE, LATE_LABEL), *ActionStatus.choices], method="keep_status"
    )
    convention = django_filters.ModelChoiceFilter(
        label=_("Convention"), queryset=lambda request: _conventions(request.user), method="keep_convention"
    )
    themes = django_filters.ModelChoiceFilter(label=_("Thème"), queryset=Theme.objects.all())

    class Meta:
        model = ActionPage
        fields = ["status", "convention", "themes"]

    def keep_status(self, actions, name, status):
        late = Q(status__in=OPEN) & past("planned_end", timezone.localdate())
        return actions.filter(late) if status == LATE else actions.filter(status=status).exclude(late)

    def keep_convention(self, actions, name, convention):
        return actions.filter(path__startswith=convention.path)


def _conventions(user):
    return ConventionPage.objects.filter(pk__in=editable(user).values("pk")).order_by("title")


class ActionIndexView(IndexView):
    add_item_label = _("Ajouter une action")

    def get_base_queryset(self):
        return with_convention(super().get_base_queryset().with_progress())


def _percent(value) -> str:
    return "—" if value is None else f"{value}\u00a0%"


class ActionListingViewSet(PageListingViewSet):
    name = "actions"
    url_prefix = "actions"
    model = ActionPage
    icon = "tasks"
    menu_label = _("Actions")
    menu_order = 120
    add_to_admin_menu = True
    index_view_class = ActionIndexView
    filterset_class = ActionFilterSet
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Action"), sort_key="title", classname="title"),
        Column("convention", label=_("Convention"), accessor="convention_title"),
        Column("status", label=_("État"), accessor="shown_status_label", sort_key="status"),
        Column("progress", label=_("Avancement"), accessor=lambda action: _percent(action.progress)),
        Column("last_note", label=_("Dernier point d’étape"), accessor="last_note_date"),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]


# Progress notes and indicator values


class OneAction(OnePage):
    page_model = ActionPage
    parameter = "action"


class NoteForm(forms.ModelForm):
    class Meta:
        model = ProgressNote
        fields = ["action", "date", "progress", "done", "difficulties", "correction"]
        widgets = {
            "date": AdminDateInput,
            "progress": forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric"}),
            "done": forms.Textarea(attrs={"rows": 5}),
            "difficulties": forms.Textarea(attrs={"rows": 3}),
            "correction": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = reportable(actor)
        self.fields["action"].widget = AdminPageChooser(target_models=[ActionPage])


class NoteFilterSet(WagtailFilterSet):
    convention = django_filters.ModelChoiceFilter(
        label=_("Convention"), queryset=lambda request: _conventions(request.user), method="keep_convention"
    )
    late = django_filters.BooleanFilter(label=_("Action en retard"), method="keep_late")

    class Meta:
        model = ProgressNote
        fields = ["convention", "late"]

    def keep_convention(self, notes, name, convention):
        return notes.filter(action__path__startswith=convention.path)

    def keep_late(self, notes, name, value):
        late = ActionPage.objects.late().values("pk")
        return notes.filter(action__in=late) if value else notes.exclude(action__in=late)


class NoteIndexView(OneAction, ReportIndexView):
    first_column = {"name": "action", "label": _("Action"), "accessor": "action.title", "sort_key": "action__title"}
    page_title = _("Points d’étape")
    add_item_label = _("Ajouter un point d’étape")
    default_ordering = ("-date", "-pk")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("action")


class NoteCreateView(OneAction, ServiceCreateView):
    service = services.save_note
    page_title = _("Ajouter un point d’étape")
    success_message = _("Point d’étape enregistré : il est public avec l’action.")
    error_message = _("Le point d’étape n’est pas enregistré : voyez les champs signalés.")

    def get_initial(self):
        return {"action": self.asked_page, "date": timezone.localdate()}

    def get_success_url(self):
        return self.back_to(self.object.action)


class NoteEditView(OneAction, ServiceEditView):
    service = services.save_note
    page_title = _("Corriger un point d’étape")
    success_message = _("Point d’étape corrigé.")
    error_message = _("Le point d’étape n’est pas enregistré : voyez les champs signalés.")

    def get_queryset(self):
        return ProgressNote.objects.filter(action__in=reportable(self.request.user)).select_related("action")

    def get_success_url(self):
        return self.back_to(self.object.action)


class NoteViewSet(ReportViewSet):
    name = "points-d-etape"
    model = ProgressNote
    icon = "calendar-check"
    menu_label = _("Points d’étape")
    menu_order = 130
    add_to_admin_menu = True
    form_class = NoteForm
    index_view_class = NoteIndexView
    add_view_class = NoteCreateView
    edit_view_class = NoteEditView
    filterset_class = NoteFilterSet
    list_display = [
        Column("date", label=_("Date"), accessor="date", sort_key="date"),
        Column("progress", label=_("Avancement"), accessor=lambda note: _percent(note.progress), sort_key="progress"),
        Column("author", label=_("Auteur"), accessor="author"),
        BooleanColumn("late", label=_("Action en retard"), accessor=lambda note: note.action.is_late()),
    ]


class ActionMeasureForm(MeasureForm):
    page_lookup = "action"

    class Meta(MeasureForm.Meta):
        model = ActionMeasure

    def arrange(self, indicators):
        return indicators.select_related("action").order_by("action__title", "sort_order")

    def name_owner(self, indicator):
        return indicator.action.title


class ActionMeasureIndexView(OneAction, MeasureIndexView):
    pass


class ActionMeasureCreateView(OneAction, MeasureCreateView):
    service = services.record_measure


class ActionMeasureEditView(OneAction, MeasureEditView):
    service = services.record_measure


class ActionMeasureViewSet(MeasureViewSet):
    name = "valeurs"
    model = ActionMeasure
    form_class = ActionMeasureForm
    index_view_class = ActionMeasureIndexView
    add_view_class = ActionMeasureCreateView
    edit_view_class = ActionMeasureEditView
    list_display = [Column("action", label=_("Action"), accessor="indicator.action.title"), *MEASURE_COLUMNS]
