"""Who acts for an association in the portal, and how one comes to."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MembershipRole(models.TextChoices):
    """Each may do what the next may, and more."""

    REPRESENTATIVE = "representative", _("Représentant")
    CONTRIBUTOR = "contributor", _("Contributeur")
    READER = "reader", _("Lecteur")


class MembershipQuerySet(models.QuerySet):
    def standing(self) -> "MembershipQuerySet":
        """Keep those that have not ended."""
        return self.filter(ended_at=None)


class Membership(models.Model):
    """A person's role in one association; it is ended, never deleted, so that what was signed keeps its author."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("personne"), related_name="memberships"
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("association"), related_name="memberships"
    )
    role = models.CharField(_("rôle"), max_length=20, choices=MembershipRole.choices)
    since = models.DateTimeField(_("depuis le"), default=timezone.now)
    ended_at = models.DateTimeField(_("terminé le"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membre d’une association")
        verbose_name_plural = _("membres des associations")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(ended_at=None), name="people_membership_once"
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()} – {self.user}"


class Invitation(models.Model):
    """A link by which a person joins an association; only a digest of its secret is kept."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    LASTS = timedelta(days=14)

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=20, choices=MembershipRole.choices)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    used_at = models.DateTimeField(_("utilisée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-expires_at"]

    def __str__(self):
        return self.email

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def open(cls, organisation, email: str, role: str, invited_by) -> tuple["Invitation", str]:
        """Return a new invitation and the secret of its link, which is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        invitation = cls.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            digest=cls.digest_of(secret),
            invited_by=invited_by,
            expires_at=timezone.now() + cls.LASTS,
        )
        return invitation, secret

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()


class JoinRequest(models.Model):
    """Someone asks to act for an association that the portal knows already; its people, or a moderator, answer."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="join_requests")
    message = models.TextField(_("message"), blank=True, max_length=1000)
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    decided_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    accepted = models.BooleanField(_("acceptée"), default=False)

    class Meta:
        verbose_name = _("demande d’accès à une association")
        verbose_name_plural = _("demandes d’accès aux associations")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(decided_at=None), name="people_join_request_once"
            )
        ]

    def __str__(self):
        return f"{self.user} → {self.organisation}"
