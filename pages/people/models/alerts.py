"""Searches that someone follows by mail, with or without an account."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SearchAlert(models.Model):
    """A search whose new results are mailed to an address, once whoever reads it has confirmed.

    ``parameters``: those of the search's address; ``told_at``: up to when its results are known to the receiver.
    ``user``: whose eyes it looks with; without one, those of anyone.
    """

    email = models.EmailField(_("adresse électronique"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="search_alerts"
    )
    parameters = models.CharField(_("recherche"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("alerte de recherche")
        verbose_name_plural = _("alertes de recherche")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["email", "parameters"], name="people_alert_once")]

    def __str__(self):
        return self.parameters
