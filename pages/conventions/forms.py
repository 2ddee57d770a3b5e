"""The editors of a diagnosis and of an evaluation: each row chooses among the convention's own objectives."""

from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import InlinePanel

CHOOSE = ("", _("Choisir…"))


class KeyChoiceField(forms.ModelChoiceField):
    """A choice among rows; a number that no row can have is a wrong choice, not an error of the database."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        key = str(getattr(value, "pk", value))
        if not (key.isdecimal() and len(key) < 10):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key})
        return super().to_python(value)


class ChoicesFormSet(BaseChildFormSet):
    """Rows whose fields offer what the page's form says: one list read once, however many rows there are.

    ``offered``: for each field, its queryset, which says what is accepted, and its choices, which name it.
    """

    offered: dict[str, tuple] = {}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, (queryset, choices) in self.offered.items():
            field = form.fields[name]
            field.queryset = queryset
            field.choices = choices if field.widget.allow_multiple_selected else [CHOOSE, *choices]


class ChoicesPanel(InlinePanel):
    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = ChoicesFormSet
        return options


class ConventionPartForm(WagtailAdminPageForm):
    """The editor of a page that stands ``steps`` below its convention."""

    steps = 1

    @cached_property
    def convention_path(self) -> str:
        above = self.parent_page
        return above.path[: len(above.path) - above.steplen * (self.steps - 1)] if above else ""

    @cached_property
    def objectives(self):
        """Return the objectives of the convention, in the order of their numbers."""
        from pages.conventions.models import ConventionPage, Objective

        depth = len(self.convention_path) // ConventionPage.steplen + 1
        within = Objective.objects.filter(axis__path__startswith=self.convention_path, axis__depth=depth)
        found = within if self.convention_path else Objective.objects.none()
        return found.annotate(axis_title=F("axis__title")).order_by("axis__number", "axis__path", "sort_order")

    def objective_choices(self) -> list:
        """Return the objectives under their axis, each with its number."""
        axes: dict[tuple, list] = {}
        for one in self.objectives:
            axes.setdefault((one.axis_number, one.axis_title), []).append((one.pk, f"{one.number} {one.title}"))
        return [(f"{number}. {title}", choices) for (number, title), choices in axes.items()]


class DiagnosisPageForm(ConventionPartForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "findings" in self.formsets:
            self.formsets["findings"].offered = {"objectives": (self.objectives, self.objective_choices())}


class EvaluationPageForm(ConventionPartForm):
    steps = 2

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "outcomes" in self.formsets:
            self.formsets["outcomes"].offered = {
                "objective": (self.objectives, self.objective_choices()),
                "indicator": (self.indicators, self.indicator_choices()),
            }

    @cached_property
    def indicators(self):
        from pages.conventions.models import ObjectiveIndicator

        return ObjectiveIndicator.objects.filter(objective__in=self.objectives.values("pk"))

    def indicator_choices(self) -> list:
        """Return the indicators under their objective."""
        objectives = {one.pk: [] for one in self.objectives}
        for one in self.indicators.order_by("sort_order"):
            objectives[one.objective_id].append((one.pk, f"{one.label} ({one.unit})" if one.unit else one.label))
        named = {one.pk: f"{one.number} {one.title}" for one in self.objectives}
        return [(named[pk], choices) for pk, choices in objectives.items() if choices]
