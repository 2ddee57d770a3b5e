from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class AccessibilityLevel(models.TextChoices):
    """What the accessibility statement declares (RGAA 4.1): « non conforme » until an audit has been made."""

    NOT_COMPLIANT = "not_compliant", _("non conforme")
    PARTIALLY = "partially", _("partiellement conforme")
    FULLY = "fully", _("totalement conforme")


@register_setting(icon="cog")
class PortalSettings(BaseSiteSetting):
    """What an administrator writes once for the whole portal."""

    name = models.CharField(_("nom du portail"), max_length=60, default="Portail CTG")
    baseline = models.CharField(
        _("phrase du pied de page"),
        max_length=200,
        default=_("Ce que la Caf, la collectivité et leurs partenaires font ensemble pour les familles."),
    )
    publisher = models.CharField(_("éditeur"), max_length=200, blank=True)
    contact_email = models.EmailField(
        _("adresse du formulaire de contact"), blank=True, help_text=_("Jamais affichée sur le portail.")
    )
    accessibility_level = models.CharField(
        _("niveau d’accessibilité déclaré"),
        max_length=20,
        choices=AccessibilityLevel.choices,
        default=AccessibilityLevel.NOT_COMPLIANT,
        help_text=_("« non conforme » tant qu’aucun audit n’a été fait."),
    )
    accessibility_audit = models.DateField(_("date de l’audit"), null=True, blank=True)
    accessibility_auditor = models.CharField(_("auteur de l’audit"), max_length=150, blank=True)
    accessibility_rate = models.PositiveSmallIntegerField(_("critères respectés (%)"), null=True, blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("baseline"), FieldPanel("publisher"), FieldPanel("contact_email")],
            heading=_("Le portail"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("accessibility_level"),
                FieldPanel("accessibility_audit"),
                FieldPanel("accessibility_auditor"),
                FieldPanel("accessibility_rate"),
            ],
            heading=_("Déclaration d’accessibilité"),
        ),
    ]

    class Meta:
        verbose_name = _("réglages du portail")
