"""What the administration shows of territories."""

from wagtail import hooks

from pages.territories.admin import StructureChooserViewSet, StructureViewSet


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [StructureViewSet(), StructureChooserViewSet("equipement-choix")]


@hooks.register("register_team_permissions")
def team_permissions():
    return ["territories.add_structure", "territories.change_structure"]
