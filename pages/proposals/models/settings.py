from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="form")
class ProposalSettings(BaseGenericSetting):
    """What an administrator decides once for every request; the texts of the receipt are the law's (see domain)."""

    grace_minutes = models.PositiveSmallIntegerField(
        _("délai pour finir d’envoyer (minutes)"),
        default=30,
        validators=[MaxValueValidator(1440)],
        help_text=_("Après la clôture d’un appel, pour les brouillons commencés avant elle."),
    )
    largest_file = models.PositiveSmallIntegerField(
        _("taille d’une pièce jointe (Mo)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    most_files = models.PositiveSmallIntegerField(
        _("pièces jointes par proposition"), default=30, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    silence_months = models.PositiveSmallIntegerField(
        _("silence qui vaut refus (mois)"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_("Code des relations entre le public et l’administration, articles L.231-4 et R.112-5."),
    )
    service = models.TextField(
        _("service chargé du dossier"),
        blank=True,
        help_text=_("Nom, adresse, téléphone, courriel : ils figurent sur l’accusé de réception."),
    )
    receipt_notice = models.TextField(
        _("voies de recours"),
        default=_(
            "Vous pouvez contester une décision de refus, expresse ou née du silence, dans les deux mois : par un "
            "recours gracieux auprès de l’autorité qui a décidé, ou par un recours devant le tribunal administratif."
        ),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("rappel avant la clôture (jours)"),
        default=3,
        help_text=_("Aux personnes dont le brouillon n’est pas envoyé ; 0 : aucun rappel."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("grace_minutes"),
                FieldPanel("reminder_days"),
                FieldPanel("largest_file"),
                FieldPanel("most_files"),
            ],
            heading=_("Dépôt"),
        ),
        MultiFieldPanel(
            [FieldPanel("service"), FieldPanel("silence_months"), FieldPanel("receipt_notice")],
            heading=_("Accusé de réception"),
        ),
    ]

    class Meta:
        verbose_name = _("réglages des propositions")
