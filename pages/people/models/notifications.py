from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """When a person is told of something."""

    AT_ONCE = "at_once", _("Tout de suite")
    DAILY = "daily", _("Une fois par jour")
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


class Notice(models.Model):
    """Something a person was told: read in the portal, and mailed at once, with the day's others, or not at all."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("nature"), max_length=60)
    text = models.CharField(_("texte"), max_length=300)
    path = models.CharField(_("adresse"), max_length=300)
    """A path of the portal: never another host."""
    told_at = models.DateTimeField(_("le"), default=timezone.now)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)
    in_digest = models.BooleanField(default=False)
    """Whether it waits for the day's mail, or was in it."""
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-told_at"], name="people_notices_of"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="people_notices_unread"),
            models.Index(
                fields=["user"], condition=models.Q(in_digest=True, mailed_at=None), name="people_notices_to_mail"
            ),
        ]

    def __str__(self):
        return self.text
