"""The administration's screens on actions: lists of actions, notes, values and sheets, and what actions lack."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from pages.actions import services
from pages.actions.models import (
    ActionIndicator,
    ActionMeasure,
    ActionPage,
    ActionReferent,
    ActionStatus,
    PracticeSheetPage,
    ProgressNote,
)
from pages.actions.models.action import LATE, LATE_LABEL, OPEN
from pages.base.admin import ToComplete
from pages.base.dates import ApproximateDate, past
from pages.base.models import Theme
from pages.base.tree import path_above
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


def with_source(sheets):
    """Annotate ``source_path``, the path of the action or the convention that each sheet tells of: its parent's."""
    return sheets.annotate(source_path=path_above("path", 1))


# What actions lack


def to_complete(user) -> list[ToComplete]:
    """Return the actions that a user may edit and that lack an axis, an indicator, a half of the pair, a note, a sheet.

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
            has_sheet=Exists(with_source(PracticeSheetPage.objects.all()).filter(source_path=OuterRef("path"))),
        )
    )
    complete = Q(has_indicator=True, has_caf=True, has_local=True, axis__isnull=False)
    untold = Q(status=ActionStatus.DONE, has_sheet=False)
    suspect = actions.filter(~complete | untold | Q(status__in=OPEN))
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
    if action.status == ActionStatus.DONE and not action.has_sheet:
        yield gettext("réalisée, sans fiche d’expérience")


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
    menu_label = _("Toutes les actions")
    menu_order = 10
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
    menu_order = 20
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
    menu_label = _("Valeurs d’indicateur")
    menu_order = 30
    form_class = ActionMeasureForm
    index_view_class = ActionMeasureIndexView
    add_view_class = ActionMeasureCreateView
    edit_view_class = ActionMeasureEditView
    list_display = [Column("action", label=_("Action"), accessor="indicator.action.title"), *MEASURE_COLUMNS]


# Practice sheets


def draft_button(page, user):
    """Yield what leads from an action or a convention to the draft of its sheet, to whoever may write it."""
    if not issubclass(page.specific_class or type(page), ActionPage | ConventionPage):
        return
    source = page.specific_deferred
    if not services.may_draft(user, source):
        url = f"{reverse('fiches:draft')}?page={page.pk}"
        yield Button(_("Rédiger une fiche"), url=url, icon_name="doc-full-inverse", priority=6)


class SheetFilterSet(WagtailFilterSet):
    live = django_filters.BooleanFilter(label=_("Publiée"))
    convention = django_filters.ModelChoiceFilter(
        label=_("Convention"), queryset=lambda request: _conventions(request.user), method="keep_convention"
    )
    themes = django_filters.ModelChoiceFilter(label=_("Thème"), queryset=Theme.objects.all())

    class Meta:
        model = PracticeSheetPage
        fields = ["live", "convention", "themes"]

    def keep_convention(self, sheets, name, convention):
        return sheets.filter(path__startswith=convention.path)


class SheetIndexView(IndexView):
    """The sheets; one is begun from an action or a convention, not from here."""

    def get_base_queryset(self):
        above = Page.objects.filter(path=OuterRef("source_path")).values("title")[:1]
        return with_source(super().get_base_queryset()).annotate(source_title=Subquery(above))

    def get_add_url(self):
        return None


class SheetDraftView(WagtailAdminTemplateMixin, TemplateView):
    """Say what the draft will hold, then write it and open it."""

    page_title = _("Rédiger une fiche d’expérience")
    header_icon = "doc-full-inverse"
    template_name = "actions/admin/draft_sheet.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("page", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        found = Page.objects.filter(pk=number, pk__in=editable(request.user).values("pk")).first()
        self.source = found.specific if found else None

    def dispatch(self, request, *args, **kwargs):
        if self.source is None or services.may_draft(request.user, self.source):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            sheet = services.draft_sheet(request.user, self.source)
        except (PermissionDenied, ValidationError) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return redirect("wagtailadmin_explore", self.source.pk)
        messages.success(request, gettext("Le brouillon de la fiche est prêt : relisez, complétez, puis proposez-la."))
        return redirect("wagtailadmin_pages:edit", sheet.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(source=self.source, **kwargs)


class SheetListingViewSet(PageListingViewSet):
    name = "fiches"
    url_prefix = "fiches"
    model = PracticeSheetPage
    icon = "doc-full-inverse"
    menu_label = _("Fiches d’expérience")
    menu_order = 40
    index_view_class = SheetIndexView
    filterset_class = SheetFilterSet
    ordering = "title"
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Fiche"), sort_key="title", classname="title"),
        Column("source", label=_("Action ou convention"), accessor="source_title"),
        Column("kinds", label=_("Types"), accessor=lambda sheet: ", ".join(sheet.kind_labels)),
        PageStatusColumn("live", label=_("Parution"), sort_key="live", width="12%"),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("nouvelle/", SheetDraftView.as_view(), name="draft")]


class ActionsGroup(ViewSetGroup):
    """What editors do about actions, in one entry of the menu: any of its lists is two clicks away."""

    menu_label = _("Actions")
    menu_icon = "tasks"
    menu_order = 120
    items = (ActionListingViewSet, NoteViewSet, ActionMeasureViewSet, SheetListingViewSet)
