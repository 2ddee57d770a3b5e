from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConventionsConfig(AppConfig):
    name = "pages.conventions"
    label = "conventions"
    verbose_name = _("Conventions")

    def ready(self):
        from pages.base.models import HomePage
        from pages.base.sections import Section, register
        from pages.conventions import sections, starter
        from pages.conventions.models import (
            AxisPage,
            CommitteeIndexPage,
            CommitteePage,
            ConventionIndexPage,
            ConventionPage,
            DiagnosisPage,
            EvaluationIndexPage,
            EvaluationPage,
        )
        from pages.conventions.parts import register_part
        from pages.people.models import CONVENTION_ROLES
        from pages.people.spaces import register_space
        from pages.territories.models import TerritoryIndexPage, TerritoryPage
        from search import kinds
        from search.index import registry

        register_space(ConventionPage, CONVENTION_ROLES)
        register_part(DiagnosisPage, CommitteeIndexPage, CommitteePage, EvaluationIndexPage, EvaluationPage)
        for model in (
            ConventionIndexPage,
            ConventionPage,
            AxisPage,
            DiagnosisPage,
            CommitteeIndexPage,
            CommitteePage,
            EvaluationIndexPage,
            EvaluationPage,
        ):
            registry.register(model)
        starter.register_step(10, "diagnostic", _("Le diagnostic partagé"), starter.build_diagnosis)
        committees = _("Les instances et leurs sièges habituels, par fonction")
        starter.register_step(30, "instances", committees, starter.build_committees)
        starter.register_step(60, "evaluation", _("L’évaluation"), starter.build_evaluation)
        kinds.declare("convention", _("Convention"), _("Conventions"), "agreement")
        kinds.declare("axis", _("Axe stratégique"), _("Axes stratégiques"), "agreement")
        kinds.declare("diagnosis", _("Diagnostic partagé"), _("Diagnostics partagés"), "text")
        kinds.declare("committee", _("Instance"), _("Instances"), "people")
        kinds.declare("evaluation", _("Évaluation"), _("Évaluations"), "text")
        finder = Section("trouver", _("Votre commune"), "conventions/sections/finder.html", sections.finder, 0, "hero")
        register(HomePage, finder)
        register(TerritoryIndexPage, finder)
        what = _("Diagnostic partagé")
        register(
            ConventionPage, Section("diagnostic", what, "conventions/sections/diagnosis.html", sections.diagnosis, 10)
        )
        what = _("Évaluation")
        register(
            ConventionPage, Section("evaluation", what, "conventions/sections/evaluation.html", sections.evaluation, 60)
        )
        register(
            TerritoryPage,
            Section("conventions", _("Conventions"), "conventions/sections/conventions.html", sections.conventions, 10),
        )
