from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """When a person is told of something."""

    AT_ONCE = "at_once", _("Tout de suite")
    NEVER = "never", _("Jamais")


class NotificationPreference(models.Model):
    """What a person chose for a kind of notification; without a row they are told at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("personne"), related_name="notification_preferences"
    )
    kind = models.CharField(_("nature"), max_length=60)
    delivery = models.CharField(_("envoi"), max_length=10, choices=Delivery.choices, default=Delivery.AT_ONCE)

    class Meta:
        verbose_name = _("préférence de notification")
        verbose_name_plural = _("préférences de notification")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="people_notification_once")]

    def __str__(self):
        return f"{self.kind} – {self.get_delivery_display()}"
