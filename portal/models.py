"""The portal's own record: when each regular job last ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BeatJob(models.Model):
    """A regular job of the worker (see beat.py).

    ``last_run`` is when it was last begun; while ``lease_until`` is to come, one worker is on it and no other starts.
    """

    name = models.CharField(_("nom"), max_length=100, unique=True)
    last_run = models.DateTimeField(_("dernier départ"), null=True, blank=True)
    lease_until = models.DateTimeField(_("réservé jusqu’à"), null=True, blank=True)
    last_error = models.CharField(_("dernière erreur"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("travail régulier")
        verbose_name_plural = _("travaux réguliers")

    def __str__(self):
        return self.name
