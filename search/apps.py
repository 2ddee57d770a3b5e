from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Recherche")

    def ready(self):
        from search import synonyms
        from search.engines.database import prepare_tables

        post_migrate.connect(prepare_tables, sender=self)
        post_migrate.connect(synonyms.load_at_first, sender=self)
