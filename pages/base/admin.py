"""The administration's common screens: themes, what is to be completed, the menu's order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet

from pages.base.models import Theme


class ThemeViewSet(ModelViewSet):
    """The vocabulary of themes, which the administrator keeps; editors only choose in it."""

    name = "themes"
    model = Theme
    icon = "tag"
    menu_order = 50
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "slug", "description"]
    ordering = ["name"]
    list_per_page = 100


class ClosedPrivacyView(View):
    """Wagtail's own page privacy, closed: the page's audience is the one rule, which lists and search follow."""

    def dispatch(self, request, *args, **kwargs):
        raise PermissionDenied


# What is to be completed


@dataclass(frozen=True)
class ToComplete:
    """A page that lacks something: where to write it, what is missing (in words), a number to sort by."""

    title: str
    context: str
    url: str
    missing: tuple[str, ...]


Source = Callable[[object], Iterable[ToComplete]]
_sources: list[tuple[int, str, Source]] = []
SHOWN = 12


def register_to_complete(heading: str, source: Source, order: int = 50) -> None:
    """Add a list to the home panel; ``source(user)`` gives what the user may edit and should complete."""
    kept = [known for known in _sources if known[2] is not source]
    _sources[:] = sorted([*kept, (order, heading, source)], key=lambda known: known[0])


class ToCompletePanel(Component):
    """« À compléter » : what lacks something, among what the reader may edit."""

    name = "to_complete"
    template_name = "base/admin/to_complete.html"
    order = 50

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        lists = []
        for _order, heading, source in _sources:
            found = list(source(self.user))
            if found:
                lists.append({"heading": heading, "found": found[:SHOWN], "more": max(0, len(found) - SHOWN)})
        return {"lists": lists}


# The answers are with the forms.
HIDDEN_FROM_MENU = frozenset({"help", "snippets", "forms"})
# In the order of what editors do; the rooms that fill 110 to 150 say so themselves.
ORDER = {
    "explorer": 100,
    "organisations": 171,
    "structures": 172,
    "roles": 175,
    "images": 300,
    "documents": 310,
    "reports": 400,
    "settings": 500,
}
LABELS = {"settings": _("Réglages"), "explorer": _("Pages"), "reports": _("Rapports")}


def settle_menu(items: list) -> list:
    """Return the main menu in the order of what editors do, without what only speaks of Wagtail."""
    kept = [item for item in items if item.name not in HIDDEN_FROM_MENU]
    for item in kept:
        item.order = ORDER.get(item.name, item.order)
        item.label = LABELS.get(item.name, item.label)
    return kept
