from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "pages.groups"
    label = "groups"
    verbose_name = _("Groupes et réunions")

    def ready(self):
        from pages.base.sections import Section, register
        from pages.conventions.models import CommitteeIndexPage, CommitteePage, ConventionPage
        from pages.conventions.parts import register_part
        from pages.conventions.starter import register_step
        from pages.groups import sections
        from pages.groups.models import Decision, GroupIndexPage, GroupPage, MeetingPage, MinutesPage
        from pages.groups.starter import build_groups
        from pages.people.models import GROUP_ROLES
        from pages.people.spaces import register_space
        from search import kinds
        from search.index import registry

        register_space(GroupPage, GROUP_ROLES)
        register_part(GroupIndexPage, GroupPage)
        for model in (GroupIndexPage, GroupPage, MeetingPage, MinutesPage, Decision):
            registry.register(model)
        kinds.declare("group", _("Groupe de travail"), _("Groupes de travail"), "people")
        kinds.declare("meeting", _("Réunion"), _("Réunions"), "date")
        kinds.declare("minutes", _("Compte rendu"), _("Comptes rendus"), "file")
        kinds.declare("decision", _("Décision"), _("Décisions"), "agreement")
        register_step(40, "groupes", _("Les groupes de travail habituels"), build_groups)
        folder = "groups/sections"
        register(
            ConventionPage,
            Section("instances", _("Instances et groupes"), f"{folder}/instances.html", sections.instances, 30),
        )
        register(
            CommitteeIndexPage,
            Section("rythme", _("Rythme des réunions"), f"{folder}/health.html", sections.health, 20),
        )
        for section in (
            Section("reunions", _("Réunions"), f"{folder}/meetings.html", sections.meetings, 20),
            Section("decisions", _("Décisions en cours"), f"{folder}/decisions.html", sections.open_decisions, 30),
            Section(
                "groupes", _("Groupes qui lui rendent compte"), f"{folder}/groups.html", sections.answering_groups, 40
            ),
        ):
            register(CommitteePage, section)
