"""What the administration keeps of the search: the expressions that say the same."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import Synonyms


class SynonymsViewSet(ModelViewSet):
    """The expressions that say the same, which the portal's administrator keeps; read at each search."""

    name = "synonymes"
    model = Synonyms
    menu_label = _("Synonymes de recherche")
    icon = "search"
    menu_order = 60
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["expressions"]
    search_fields = ["expressions"]
    search_backend_name = None
    list_per_page = 100
    panels = [FieldPanel("expressions")]


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [SynonymsViewSet()]
