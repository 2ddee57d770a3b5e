from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERSION = "0.1.0"


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portail")

    def ready(self):
        from portal import generation

        generation.connect()
