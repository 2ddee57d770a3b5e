from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Whom an editor shows a page to; each is narrower than the one before."""

    INHERIT = "inherit", _("Comme la page qui la contient")
    MEMBERS = "members", _("Les membres : ceux du groupe, sinon de la convention")
    STAFF = "staff", _("L’équipe : celle du groupe, sinon de la convention")


class PageAudience(models.Model):
    """What a page's own choice (``level``) and its ancestors' come to (``token``).

    A page without a row is seen by nobody: what is forgotten stays closed.
    """

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="effective_audience")
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.INHERIT)
    token = models.CharField(max_length=60, db_index=True)

    class Meta:
        verbose_name = _("public d’une page")
        verbose_name_plural = _("publics des pages")

    def __str__(self):
        return self.token
