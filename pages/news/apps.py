from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "pages.news"
    label = "news"
    verbose_name = _("Actualités et agenda")

    def ready(self):
        from pages.actions.models import ActionPage
        from pages.base.models import HomePage
        from pages.base.sections import Section, register
        from pages.conventions.models import CommitteePage, ConventionPage
        from pages.fund.models import FundedProjectPage
        from pages.groups.models import GroupPage, MeetingPage
        from pages.news import sections
        from pages.news.models import EventPage, NewsIndexPage, NewsPage
        from pages.territories.models import TerritoryPage
        from search import kinds
        from search.index import registry

        for model in (NewsIndexPage, NewsPage, EventPage):
            registry.register(model)
        kinds.declare("news", _("Actualité"), _("Actualités"), "text")
        kinds.declare("event", _("Événement"), _("Événements"), "date")
        coming, news, tools = (f"news/sections/{name}.html" for name in ("coming", "news", "tools"))
        register(HomePage, Section("a-venir", _("À venir"), coming, sections.coming, 20))
        register(HomePage, Section("actualites", _("Actualités"), news, sections.news, 30))
        register(TerritoryPage, Section("a-venir", _("À venir"), coming, sections.coming, 20))
        register(ConventionPage, Section("actualites", _("Actualités"), news, sections.news_of_convention, 70))
        # The page of an axis has no query left.
        for model in (ActionPage, FundedProjectPage):
            template = "groups/sections/decisions.html"
            register(model, Section("decisions", _("Décisions"), template, sections.decisions_about, 60))
        for model, build in (
            (MeetingPage, sections.add_meeting),
            (EventPage, sections.add_event),
            (GroupPage, sections.follow_group),
            (CommitteePage, sections.follow_committee),
            (ConventionPage, sections.follow_convention),
            (TerritoryPage, sections.follow_territory),
        ):
            register(model, Section("outils-agenda", _("Dans votre agenda"), tools, build, 90, "tools"))
