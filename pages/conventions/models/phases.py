from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDateField
from pages.conventions.models.convention import ConventionPage


class PhaseKind(models.TextChoices):
    EXCHANGES = "exchanges", _("Premiers échanges")
    DIAGNOSIS = "diagnosis", _("Diagnostic partagé")
    DRAWING_UP = "drawing_up", _("Élaboration du plan d’actions")
    FOLLOW_UP = "follow_up", _("Suivi et évaluation")


class Phase(Orderable):
    """A stage of the approach, with what was planned and what happened."""

    convention = ParentalKey(ConventionPage, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("phase"), max_length=12, choices=PhaseKind.choices)
    label = models.CharField(
        _("intitulé"), max_length=150, blank=True, help_text=_("Facultatif : remplace le nom de la phase.")
    )
    planned_start = ApproximateDateField(_("début prévu"))
    planned_end = ApproximateDateField(_("fin prévue"))
    actual_start = ApproximateDateField(_("début"))
    actual_end = ApproximateDateField(_("fin"))

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("label")]),
        FieldRowPanel([FieldPanel("planned_start"), FieldPanel("planned_end")]),
        FieldRowPanel([FieldPanel("actual_start"), FieldPanel("actual_end")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")

    def __str__(self):
        return self.label or self.get_kind_display()

    def clean(self):
        super().clean()
        for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
            begun, ended = getattr(self, start), getattr(self, end)
            if begun and ended and ended.last_day < begun.first_day:
                raise ValidationError({end: _("La fin précède le début.")})
