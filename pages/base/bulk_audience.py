"""« Changer qui peut voir », for several pages at once."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from pages.base import services
from pages.people import audience
from pages.people.models import Level


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        label=_("Qui pourra les voir"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Vaut aussi pour les pages qu’elles contiennent. Un choix n’ouvre jamais ce que la page au-dessus ferme."
        ),
    )


class ChangeAudienceBulkAction(PageBulkAction):
    display_name = _("Changer qui peut voir")
    action_type = "change_audience"
    aria_label = _("Changer qui peut voir les pages choisies")
    template_name = "base/admin/confirm_bulk_audience.html"
    action_priority = 60
    form_class = LevelForm

    def check_perm(self, page):
        return not services.may_change_audience(self.request.user, page.specific)

    def object_context(self, obj):
        context = super().object_context(obj)
        page = context["item"]
        below = page.get_descendants()
        return {
            **context,
            "readers": audience.explain(audience.token_of(page)),
            "below": below.count(),
            "at_once": page.live and page.permissions_for_user(self.request.user).can_publish(),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for refused in context["items_with_no_access"]:
            refused["reason"] = services.may_change_audience(self.request.user, refused["item"].specific)
        return context

    def get_execution_context(self):
        return {**super().get_execution_context(), "level": self.cleaned_form.cleaned_data["level"]}

    @classmethod
    def execute_action(cls, objects, user=None, level=Level.INHERIT, **kwargs):
        """Return how many pages changed at once and how many will when they are published."""
        at_once = sum(services.change_audience(user, page.specific, level) for page in objects)
        return at_once, len(objects) - at_once

    def get_success_message(self, num_parent_objects, num_child_objects):
        changed = ngettext(
            "Le choix vaut dès maintenant pour %(count)d page.",
            "Le choix vaut dès maintenant pour %(count)d pages.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
        waiting = ngettext(
            "Il attend la publication de %(count)d page.",
            "Il attend la publication de %(count)d pages.",
            num_child_objects,
        ) % {"count": num_child_objects}
        return " ".join([changed if num_parent_objects else "", waiting if num_child_objects else ""]).strip() or _now(
            "Rien n’a changé."
        )
