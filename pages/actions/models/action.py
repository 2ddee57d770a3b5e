from datetime import date

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet

from pages.actions.forms import ActionPageForm
from pages.base.dates import ApproximateDateField, past
from pages.base.models import HomePage, PortalPage
from pages.conventions.models import AxisPage, ConventionPage, Indicator, Measure, Objective, Side


class ActionKind(models.TextChoices):
    DIAGNOSIS = "diagnosis", _("Diagnostic")
    COORDINATION = "coordination", _("Coordination")
    SUPPORT = "support", _("Accompagnement de projet")
    PARTICIPATION = "participation", _("Participation des habitants")


class ActionStatus(models.TextChoices):
    """What editors choose; « En retard » is not chosen, it follows from the dates."""

    PLANNED = "planned", _("Prévue")
    ONGOING = "ongoing", _("En cours")
    SUSPENDED = "suspended", _("Suspendue")
    DONE = "done", _("Réalisée")
    ABANDONED = "abandoned", _("Abandonnée")


LATE = "late"
LATE_LABEL = _("En retard")
OPEN = (ActionStatus.PLANNED, ActionStatus.ONGOING)


class ActionQuerySet(PageQuerySet):
    def with_progress(self) -> "ActionQuerySet":
        """Annotate ``progress`` (0 to 100, None before the first note): the last note's, 100 once done."""
        from pages.actions.models.notes import ProgressNote

        notes = ProgressNote.objects.filter(action=OuterRef("pk")).order_by("-date", "-pk")
        return self.annotate(
            last_note_date=Subquery(notes.values("date")[:1]),
            progress=Case(
                When(status=ActionStatus.DONE, then=100),
                default=Subquery(notes.values("progress")[:1]),
                output_field=models.PositiveSmallIntegerField(),
            ),
        )

    def late(self, today: date | None = None) -> "ActionQuerySet":
        """Keep the open actions whose planned end is wholly past."""
        return self.filter(status__in=OPEN).filter(past("planned_end", today or timezone.localdate()))

    def on_time(self, today: date | None = None) -> "ActionQuerySet":
        """Keep those that are not late."""
        return self.exclude(Q(status__in=OPEN) & past("planned_end", today or timezone.localdate()))

    def of_convention(self, convention: ConventionPage) -> "ActionQuerySet":
        return self.descendant_of(convention)

    def for_cards(self) -> "ActionQuerySet":
        """Bring what a card shows: the progress, the axis, the territory's name, in one query."""
        return self.with_progress().select_related("axis")


class ActionIndexPage(PortalPage):
    """All the actions of the portal, with the filters of ``pages.actions.listing``."""

    template = "actions/action_list.html"
    max_count = 1
    parent_page_types = [HomePage]
    subpage_types = []

    class Meta:
        verbose_name = _("liste des actions")
        verbose_name_plural = _("listes des actions")

    def get_context(self, request, *args, **kwargs):
        from pages.actions.listing import listing

        return {**super().get_context(request, *args, **kwargs), **listing(request, ActionPage.objects.all())}


ActionIndexPage.edit_handler = ActionIndexPage.tabs()


class ActionPlanPage(PortalPage):
    """The action plan of one convention: the same list, for its actions, which it contains."""

    search_kind = "page"
    template = "actions/action_list.html"
    parent_page_types = [ConventionPage]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("plan d’actions")
        verbose_name_plural = _("plans d’actions")

    @property
    def convention(self) -> ConventionPage:
        return self.get_parent().specific

    def search_details(self) -> dict:
        return self.convention.territory_details()

    def get_context(self, request, *args, **kwargs):
        from pages.actions import presentation
        from pages.actions.listing import listing

        actions, convention = ActionPage.objects.child_of(self), self.convention
        context = {**super().get_context(request, *args, **kwargs), **listing(request, actions, convention)}
        whole = not context["chips"] and context["page_obj"].number == 1
        context["over_time"] = presentation.over_time(actions, convention, request) if whole else None
        return context


ActionPlanPage.edit_handler = ActionPlanPage.tabs()


class ActionPage(PortalPage):
    """What partners do together for one objective: who, with whom, with what means, how far, with what results."""

    axis = models.ForeignKey(
        AxisPage, models.SET_NULL, verbose_name=_("axe"), null=True, blank=True, related_name="actions"
    )
    objective = models.ForeignKey(
        Objective, models.SET_NULL, verbose_name=_("objectif"), null=True, blank=True, related_name="actions"
    )
    kind = models.CharField(_("nature"), max_length=20, choices=ActionKind.choices, default=ActionKind.SUPPORT)
    status = models.CharField(_("état"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.PLANNED)
    planned_start = ApproximateDateField(_("début prévu"))
    planned_end = ApproximateDateField(_("fin prévue"))
    actual_start = ApproximateDateField(_("début"))
    actual_end = ApproximateDateField(_("fin"))
    people_reached = models.PositiveIntegerField(_("personnes touchées"), null=True, blank=True)
    means = models.TextField(_("moyens humains et matériels"), blank=True)
    lead = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("porteur"),
        null=True,
        blank=True,
        related_name="led_actions",
    )
    structures = ParentalManyToManyField("territories.Structure", verbose_name=_("équipements"), blank=True)

    objects = PageManager.from_queryset(ActionQuerySet)()

    served_with = (*PortalPage.served_with, "lead", "objective", "axis__effective_audience")

    base_form_class = ActionPageForm
    search_kind = "action"
    template = "actions/action_page.html"
    parent_page_types = [ActionPlanPage]
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("target"), FieldRowPanel([FieldPanel("kind"), FieldPanel("status")])],
            heading=_("Dans la convention"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("planned_start"), FieldPanel("planned_end")]),
                FieldRowPanel([FieldPanel("actual_start"), FieldPanel("actual_end")]),
            ],
            heading=_("Dates"),
        ),
        FieldPanel("body"),
    ]
    partner_panels = [
        InlinePanel("referents", heading=_("Binôme"), label=_("Référent")),
        FieldPanel("lead"),
        InlinePanel("partners", heading=_("Partenaires"), label=_("Partenaire")),
        FieldPanel("structures", widget=forms.CheckboxSelectMultiple),
    ]
    means_panels = [
        FieldPanel("means"),
        FieldPanel("people_reached"),
        InlinePanel("financing", heading=_("Plan de financement"), label=_("Ligne")),
        InlinePanel("indicators", heading=_("Indicateurs"), label=_("Indicateur")),
    ]

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [models.Index(fields=["status"], name="actions_status")]

    def clean(self):
        super().clean()
        errors = {}
        for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
            begun, ended = getattr(self, start), getattr(self, end)
            if begun and ended and ended.last_day < begun.first_day:
                errors[end] = _("La fin précède le début.")
        today = timezone.localdate()
        if self.actual_end and self.actual_end.first_day > today:
            errors["actual_end"] = _("Cette date est à venir : écrivez-la dans « fin prévue ».")
        if self.status == ActionStatus.PLANNED and self.actual_start and self.actual_start.last_day < today:
            errors["status"] = _("L’action a commencé : elle n’est plus « Prévue ».")
        if self.status == ActionStatus.DONE and not self.actual_end:
            errors["actual_end"] = _("Une action réalisée a une date de fin.")
        if self.objective and self.objective.axis_id != self.axis_id:
            errors["objective"] = _("Cet objectif est celui d’un autre axe.")
        if errors:
            raise ValidationError(errors)

    @property
    def convention(self) -> ConventionPage:
        return ConventionPage.objects.get(path=self.path[: -2 * self.steplen])

    def parts(self) -> Q:
        """Return which pages are the practice sheets drawn from the action."""
        return Q(path__startswith=self.path, depth=self.depth + 1, content_type__model="practicesheetpage")

    def get_context(self, request, *args, **kwargs):
        from pages.actions import presentation

        context = {**super().get_context(request, *args, **kwargs), **presentation.action(self, request)}
        return {**context, "contents": presentation.contents(self, context)}

    def is_late(self, today: date | None = None) -> bool:
        """Say whether the planned end is wholly past while the action is still open."""
        end = self.planned_end
        return bool(self.status in OPEN and end and end.is_past(today or timezone.localdate()))

    @property
    def shown_status(self) -> str:
        """Return the status that the public reads: ``late`` when the dates say so."""
        return LATE if self.is_late() else self.status

    @property
    def shown_status_label(self) -> str:
        return LATE_LABEL if self.is_late() else self.get_status_display()

    @property
    def status_kind(self) -> str:
        """Return how the status is drawn (see components/status.html)."""
        return "going" if self.shown_status == ActionStatus.ONGOING else self.shown_status

    def note_due(self, rhythm: int, last: date | None, running: bool) -> date | None:
        """Return the day by which the next progress note is expected, None when none is.

        ``rhythm`` is the convention's, in months; it counts from the last note, else from the beginning.
        """
        if not running or self.status != ActionStatus.ONGOING:
            return None
        begun = self.actual_start or self.planned_start
        since = last or (begun.last_day if begun else None)
        return since + relativedelta(months=rhythm) if since else None

    def missing_halves(self) -> list[str]:
        """Return the sides of the pair that have no referent in office today."""
        today = timezone.localdate()
        present = {one.side for one in self.referents.all() if one.in_office(today) and not one.is_deputy}
        return [side.label for side in Side if side not in present]

    def search_details(self) -> dict:
        organisations = [self.lead, *(partner.organisation for partner in self.partners.all())]
        begun = self.actual_start or self.planned_start
        return {
            **self.convention.territory_details(),
            "status": self.status,
            "year": begun.year if begun else None,
            "date": begun.first_day if begun else None,
            "organisations": tuple(dict.fromkeys(one.slug for one in organisations if one)),
            "structures": tuple(structure.slug for structure in self.structures.all()),
        }

    def search_text(self) -> str:
        details = [self.get_kind_display(), self.means, self.axis.title if self.axis else ""]
        details += [indicator.label for indicator in self.indicators.all()]
        details += [structure.name for structure in self.structures.all()]
        details += [partner.organisation.name for partner in self.partners.all()]
        details += [self.lead.name] if self.lead else []
        details += [f"{note.done} {note.difficulties} {note.correction}" for note in self.notes.all()]
        return " ".join([super().search_text(), *details])


ActionPage.edit_handler = ActionPage.tabs(
    (ActionPage.content_panels, _("L’essentiel")),
    (ActionPage.partner_panels, _("Partenaires")),
    (ActionPage.means_panels, _("Moyens et mesures")),
)


class ActionReferent(Orderable):
    """Who, on each side, answers for an action: a function, a person when there is one."""

    action = ParentalKey(ActionPage, on_delete=models.CASCADE, related_name="referents")
    side = models.CharField(_("partie"), max_length=10, choices=Side.choices)
    function = models.CharField(_("fonction"), max_length=150, help_text=_("Aucun nom n’est publié."))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), null=True, blank=True, related_name="+"
    )
    is_deputy = models.BooleanField(_("suppléance"), default=False)
    start = models.DateField(_("à partir du"), null=True, blank=True)
    end = models.DateField(_("jusqu’au"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("side"), FieldPanel("function")]),
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("is_deputy")]),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("référent")
        verbose_name_plural = _("référents")

    def clean(self):
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("La fin précède le début.")})

    def in_office(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class ActionPartner(Orderable):
    action = ParentalKey(ActionPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), related_name="partnerships"
    )
    part = models.CharField(_("ce qu’il apporte"), max_length=200, blank=True)

    panels = [FieldRowPanel([FieldPanel("organisation"), FieldPanel("part")])]

    class Meta(Orderable.Meta):
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")


class FinancingLine(Orderable):
    """What one funder planned and paid for one year, in euros."""

    action = ParentalKey(ActionPage, on_delete=models.CASCADE, related_name="financing")
    year = models.PositiveSmallIntegerField(_("année"), validators=[MinValueValidator(1990)])
    funder = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("financeur"), related_name="financings"
    )
    planned = models.DecimalField(
        _("prévu (€)"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0, _("Un montant n’est pas négatif."))],
    )
    actual = models.DecimalField(
        _("réalisé (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("Un montant n’est pas négatif."))],
    )

    panels = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("funder")]),
        FieldRowPanel([FieldPanel("planned"), FieldPanel("actual")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("ligne de financement")
        verbose_name_plural = _("lignes de financement")


class ActionIndicator(Indicator):
    action = ParentalKey(ActionPage, on_delete=models.CASCADE, related_name="indicators")


class ActionMeasure(Measure):
    indicator = models.ForeignKey(ActionIndicator, models.CASCADE, related_name="measures")
