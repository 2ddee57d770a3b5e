from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from pages.people import identifiers
from search.index import Entry, IndexedOnSave


class OrganisationKind(models.TextChoices):
    CAF = "caf", _("Caf")
    CNAF = "cnaf", _("Cnaf")
    MSA = "msa", _("MSA")
    CPAM = "cpam", _("Cpam")
    STATE = "state", _("État")
    COMMUNE = "commune", _("Commune")
    INTERCOMMUNALITY = "intercommunality", _("Intercommunalité")
    DEPARTEMENT = "departement", _("Département")
    CCAS = "ccas", _("CCAS")
    ASSOCIATION = "association", _("Association")
    FOUNDATION = "foundation", _("Fondation")
    OTHER = "other", _("Autre")


class Organisation(IndexedOnSave, ClusterableModel):
    """A legal person that signs, carries, funds or takes part."""

    name = models.CharField(_("nom"), max_length=200, unique=True)
    slug = models.SlugField(_("adresse courte"), max_length=200, unique=True, blank=True, editable=False)
    kind = models.CharField(_("nature"), max_length=20, choices=OrganisationKind.choices)
    siret = models.CharField(
        _("Siret"), max_length=14, blank=True, help_text=_("14 chiffres, espaces admis."), validators=[]
    )
    rna = models.CharField(
        _("numéro RNA"), max_length=10, blank=True, help_text=_("W suivi de 9 caractères ; facultatif.")
    )
    presentation = models.TextField(_("présentation"), blank=True)
    address = models.TextField(_("adresse postale"), blank=True)
    website = models.URLField(_("site internet"), blank=True)
    is_listed = models.BooleanField(
        _("présenté au public"),
        default=True,
        help_text=_(
            "Une association qui s’enregistre elle-même ne l’est pas avant qu’une de ses demandes soit acceptée."
        ),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldPanel("presentation"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("siret"), FieldPanel("rna")])], heading=_("Numéros")),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("website")], heading=_("Coordonnées publiques")),
        FieldPanel("is_listed"),
        InlinePanel("units", heading=_("Directions et unités territoriales"), label=_("Unité")),
    ]

    class Meta:
        verbose_name = _("organisme")
        verbose_name_plural = _("organismes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                condition=~models.Q(siret=""),
                name="people_organisation_siret_once",
                violation_error_message=_("Un organisme porte déjà ce Siret."),
            ),
            models.UniqueConstraint(
                fields=["rna"],
                condition=~models.Q(rna=""),
                name="people_organisation_rna_once",
                violation_error_message=_("Un organisme porte déjà ce numéro RNA."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        errors = {}
        for name, check in {"siret": identifiers.siret, "rna": identifiers.rna}.items():
            try:
                setattr(self, name, check(getattr(self, name)))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """Return an address no other organisation has, made from the name."""
        wanted = slugify(self.name)[:190] or "organisme"
        taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        return next(
            slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
        )

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @classmethod
    def names(cls, slugs: Collection[str]) -> dict[str, str]:
        """Return the names of organisations by their slugs."""
        return dict(cls.objects.filter(slug__in=slugs).values_list("slug", "name"))

    def search_key(self) -> str:
        return f"organisation:{self.pk}"

    def search_entry(self) -> Entry | None:
        if not self.is_listed:
            return None
        units = ", ".join(unit.name for unit in self.units.all())
        return Entry(
            kind="organisation",
            title=self.name,
            summary=self.presentation,
            text=" ".join(filter(None, [self.get_kind_display(), self.siret, self.rna, self.address, units])),
            url=self.get_absolute_url(),
            audience=frozenset({"public"}),
            status=self.kind,
        )


class OrganisationUnit(Orderable):
    """A direction or a territorial unit of an organisation."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(_("nom"), max_length=150)

    panels = [FieldPanel("name")]

    class Meta(Orderable.Meta):
        verbose_name = _("unité")
        verbose_name_plural = _("unités")

    def __str__(self):
        return self.name
