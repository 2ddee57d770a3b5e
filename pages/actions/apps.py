from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionsConfig(AppConfig):
    name = "pages.actions"
    label = "actions"
    verbose_name = _("Actions")

    def ready(self):
        from pages.actions import carriers, sections, services, signals
        from pages.actions.models import ActionIndexPage, ActionPage, ActionPlanPage, PracticeSheetPage
        from pages.base.models import HomePage
        from pages.base.sections import RELATED, Section, register
        from pages.conventions.models import AxisPage, ConventionPage
        from pages.conventions.parts import register_part
        from pages.conventions.starter import register_step
        from pages.people import audience
        from search import kinds
        from search.index import registry

        signals.connect()
        audience.register_tokens(carriers.tokens)
        for model in (ActionIndexPage, ActionPlanPage, ActionPage, PracticeSheetPage):
            registry.register(model)
        register_part(ActionPlanPage, PracticeSheetPage)
        register_step(30, "plan-d-actions", _("Plan d’actions"), services.start_plan)
        kinds.declare("action", _("Action"), _("Actions"), "step")
        kinds.declare("sheet", _("Fiche d’expérience"), _("Fiches d’expérience"), "text")
        folder = "actions/sections"
        register(ConventionPage, Section("axes", _("Axes et actions"), f"{folder}/axes.html", sections.axes, 20))
        register(
            ConventionPage,
            Section("fiches", _("Fiches d’expérience"), f"{folder}/sheets.html", sections.sheets, 65),
        )
        register(ActionPage, RELATED)
        register(PracticeSheetPage, RELATED)
        register(AxisPage, Section("actions", _("Actions"), f"{folder}/axis_actions.html", sections.axis_actions, 20))
        register(HomePage, Section("avance", _("Ce qui avance"), f"{folder}/moving.html", sections.moving, 10))
        register(HomePage, Section("chiffres", _("En chiffres"), f"{folder}/figures.html", sections.figures, 40))
