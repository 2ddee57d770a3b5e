from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.actions.models.action import ActionPage


class ProgressNote(models.Model):
    """Where an action stands on a day (point d'étape); written by a service, never edited by a page's draft."""

    action = models.ForeignKey(ActionPage, models.CASCADE, verbose_name=_("action"), related_name="notes")
    date = models.DateField(_("date"))
    progress = models.PositiveSmallIntegerField(
        _("avancement (%)"), validators=[MaxValueValidator(100, _("L’avancement va de 0 à 100 %%."))]
    )
    done = models.TextField(_("ce qui a été fait"))
    difficulties = models.TextField(_("difficultés rencontrées"), blank=True)
    correction = models.TextField(_("action corrective"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("auteur"), null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    class Meta:
        verbose_name = _("point d’étape")
        verbose_name_plural = _("points d’étape")
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["action", "-date", "-id"], name="actions_note_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "date"],
                name="actions_note_once_a_day",
                violation_error_message=_("Un point d’étape existe déjà à cette date."),
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="actions_note_progress"),
        ]

    def __str__(self):
        return f"{self.date:%d/%m/%Y} : {self.progress} %"
