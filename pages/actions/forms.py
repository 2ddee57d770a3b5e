"""The action's editor: one choice places it in the convention."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from pages.conventions.models import AxisPage
from pages.territories.models import Structure, TerritoryPage


class ActionPageForm(WagtailAdminPageForm):
    """Offer the axes and objectives of the action's own convention in one list, each under its number."""

    target = forms.ChoiceField(label=_("Axe ou objectif"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plan = self.parent_page
        axes = AxisPage.objects.sibling_of(plan, inclusive=False).order_by("number") if plan else []
        self.targets: dict[str, tuple] = {"": (None, None)}
        choices = [("", _("Choisir…"))]
        for axis in axes:
            self.targets[f"axis-{axis.pk}"] = axis, None
            choices.append((f"axis-{axis.pk}", f"{axis.number}. {axis.title}"))
            for objective in axis.objectives.all():
                self.targets[f"objective-{objective.pk}"] = axis, objective
                choices.append((f"objective-{objective.pk}", f"— {objective.number} {objective.title}"))
        self.fields["target"].choices = choices
        self.initial["target"] = self.current_target()
        if plan:
            territories = TerritoryPage.objects.ancestor_of(plan)
            self.fields["structures"].queryset = Structure.objects.filter(territory__in=territories)

    def current_target(self) -> str:
        if self.instance.objective_id:
            return f"objective-{self.instance.objective_id}"
        return f"axis-{self.instance.axis_id}" if self.instance.axis_id else ""

    def _post_clean(self):
        target = self.cleaned_data.get("target", self.current_target())
        self.instance.axis, self.instance.objective = self.targets.get(target, (None, None))
        super()._post_clean()
