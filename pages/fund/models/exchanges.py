"""What passes between the staff of a call and the associations: invitations, questions and answers.

They are no part of the page: neither of its drafts nor of its copies.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from pages.fund.models.calls import CallPage

LONGEST_INQUIRY = 2000
LONGEST_REPLY = 5000


class CallInvitation(models.Model):
    """Someone told of a call by mail, once."""

    call = models.ForeignKey(CallPage, models.CASCADE, verbose_name=_("appel"), related_name="invitations")
    organisation = models.ForeignKey(
        "people.Organisation",
        models.SET_NULL,
        verbose_name=_("association"),
        null=True,
        blank=True,
        related_name="call_invitations",
    )
    email = models.EmailField(_("adresse électronique"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("invitée par"), null=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("envoyée le"), default=timezone.now)

    class Meta:
        verbose_name = _("invitation à un appel")
        verbose_name_plural = _("invitations à un appel")
        ordering = ["-sent_at", "email"]
        constraints = [models.UniqueConstraint("call", Lower("email"), name="fund_call_invited_once")]

    def __str__(self):
        return self.email


class InquiryQuerySet(models.QuerySet):
    def told(self) -> "InquiryQuerySet":
        """Keep what the public reads, in the order of the answers."""
        return self.filter(published=True).exclude(answered_at=None).order_by("answered_at", "pk")

    def waiting(self) -> "InquiryQuerySet":
        return self.filter(answered_at=None)


class CallInquiry(models.Model):
    """A question about a call and its answer: published to all, so that all know the same. Never with who asked."""

    call = models.ForeignKey(CallPage, models.CASCADE, verbose_name=_("appel"), related_name="inquiries")
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("posée par"), null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("question"), max_length=LONGEST_INQUIRY)
    asked_at = models.DateTimeField(_("posée le"), default=timezone.now)
    answer = models.TextField(_("réponse"), max_length=LONGEST_REPLY, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("répondue par"),
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    published = models.BooleanField(_("publiée"), default=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question sur un appel")
        verbose_name_plural = _("questions sur un appel")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["call", "answered_at"], name="fund_inquiry_answered")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published=False) | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="fund_inquiry_published_answered",
                violation_error_message=_("Une question se publie avec sa réponse."),
            )
        ]

    def __str__(self):
        return Truncator(" ".join(self.text.splitlines())).chars(120)

    @property
    def status_label(self):
        if self.answered_at is None:
            return _("Sans réponse")
        return _("Publiée") if self.published else _("Répondue, non publiée")
