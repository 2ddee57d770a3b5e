"""The areas of the official code geography, one set per edition, and which edition is in service."""

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

__all__ = ["Area", "AreaKey", "AreaPostalCode", "GeographyEdition"]

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class Prefix(models.Lookup):
    """« Begins with », answered by the index of the column on every database.

    SQLite does not use an index for Django's `startswith`, PostgreSQL does not compare ranges byte by byte: a range for
    the one, LIKE for the other. The prefix is ASCII letters, digits and spaces (`names.fold`), so LIKE needs no escape.
    """

    lookup_name = "prefix"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", [*left_params, *left_params, self.rhs, f"{self.rhs}~"]

    def as_postgresql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*left_params, f"{self.rhs}%"]


class AreaQuerySet(models.QuerySet):
    def current(self):
        """Return the areas of the edition in service, read in the same statement: a swap is seen whole or not."""
        return self.filter(edition=GeographyEdition.in_service())

    def named(self):
        """Add each area's `departement_name`, so that its label needs no further query."""
        departement = Area.objects.filter(
            edition=OuterRef("edition"), kind=Area.Kind.DEPARTEMENT, code=OuterRef("departement_code")
        )
        return self.annotate(departement_name=Subquery(departement.values("name")[:1]))

    def erase(self) -> None:
        """Delete these areas and what hangs on them, in three statements.

        The ordinary `delete()` would load every row to tell the listeners that Wagtail sets on all models; nobody
        listens to reference data.
        """
        areas = list(self.values_list("pk", flat=True))
        for model, field in ((AreaKey, "area__in"), (AreaPostalCode, "area__in"), (Area, "pk__in")):
            model.objects.filter(**{field: areas})._raw_delete(self.db)


def index_code(kind: str, code: str) -> str:
    """Return what the index names an area by: its code, « R75 » for a région, whose codes are départements' too."""
    return f"R{code}" if kind == Area.Kind.REGION else code


class Area(models.Model):
    """A région, a département, an intercommunalité or a commune, as one edition of the code geography knows it.

    Rows are replaced at each edition: refer to an area by its kind and code, never by a foreign key.
    """

    class Kind(models.TextChoices):
        REGION = "region", _("Région")
        DEPARTEMENT = "departement", _("Département")
        EPCI = "epci", _("Intercommunalité")
        COMMUNE = "commune", _("Commune")

    edition = models.PositiveIntegerField(_("édition"))
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=9, help_text=_("Code Insee, ou SIREN d’une intercommunalité."))
    name = models.CharField(_("nom"), max_length=120)
    folded = models.CharField(max_length=160, help_text=_("Nom sans accents ni ponctuation, pour le trouver."))
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    departement_code = models.CharField(_("code du département"), max_length=3, blank=True)
    region_code = models.CharField(_("code de la région"), max_length=3, blank=True)
    epci_code = models.CharField(_("SIREN de l’intercommunalité"), max_length=9, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire du code officiel géographique")
        verbose_name_plural = _("territoires du code officiel géographique")
        # Neither edition nor kind leads an index: they choose little, and SQLite, which keeps no statistics by itself,
        # would walk a whole edition rather than look up the few rows that a key leads to.
        constraints = [models.UniqueConstraint(fields=["code", "kind", "edition"], name="area_unique_code")]
        indexes = [
            models.Index(fields=["siren"], name="area_siren"),
            models.Index(fields=["epci_code", "edition"], name="area_epci"),
            models.Index(fields=["departement_code", "edition"], name="area_departement"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def index_code(self) -> str:
        """Return what the index names it by."""
        return index_code(self.kind, self.code)

    @cached_property
    def departement_name(self) -> str | None:
        """The name of its département; `AreaQuerySet.named` fills it in for a whole list."""
        departements = Area.objects.filter(edition=self.edition, kind=self.Kind.DEPARTEMENT, code=self.departement_code)
        return departements.values_list("name", flat=True).first()

    @property
    def label(self) -> str:
        """The name, and its département when the name alone may mean several: « Mérignac (Gironde) »."""
        if self.kind in (self.Kind.REGION, self.Kind.DEPARTEMENT):
            return self.name
        if not self.departement_name or self.departement_name == self.name:
            return self.name
        return f"{self.name} ({self.departement_name})"

    @property
    def detail(self) -> str:
        """What tells it apart, in one line: « Commune · 33700 · 78 090 habitants »."""
        return " · ".join(part for part in (self.get_kind_display(), self.place_code, self.inhabitants) if part)

    @property
    def place_code(self) -> str:
        """A commune's postal codes (« 33000 et 4 autres »), a département's number, else nothing."""
        if self.kind == self.Kind.DEPARTEMENT:
            return self.code
        codes = self.postal_code_list
        if len(codes) < 2:
            return "".join(codes)
        others = len(codes) - 1
        return ngettext("%(code)s et %(others)d autre", "%(code)s et %(others)d autres", others) % {
            "code": codes[0],
            "others": others,
        }

    @property
    def inhabitants(self) -> str:
        """« 78 090 habitants », or nothing when the population is unknown."""
        if self.population is None:
            return ""
        count = number_format(self.population, use_l10n=True, force_grouping=True)
        return f"{count}{NO_BREAK_SPACE}{ngettext('habitant', 'habitants', self.population)}"

    @property
    def postal_code_list(self) -> list[str]:
        """Its postal codes in order; none but for a commune."""
        return sorted(row.postal_code for row in self.postal_codes.all())


class AreaPostalCode(models.Model):
    """A postal code that leads to a commune; one code may lead to several."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="postal_codes")
    postal_code = models.CharField(_("code postal"), max_length=5, db_index=True)

    class Meta:
        verbose_name = _("code postal")
        verbose_name_plural = _("codes postaux")

    def __str__(self) -> str:
        return self.postal_code


class AreaKey(models.Model):
    """One way to begin typing an area: its name from any of its words on, a postal code, its code.

    Stored so that every search is the same indexed « begins with »; made by `names.keys`.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("clé de recherche")
        verbose_name_plural = _("clés de recherche")
        indexes = [models.Index(fields=["key"], name="area_key_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.key


AreaKey._meta.get_field("key").register_lookup(Prefix)


class GeographyEdition(models.Model):
    """Which edition is in service: one row, changed in one statement when an import is complete."""

    ROW = 1

    number = models.PositiveIntegerField(_("édition en service"), default=0)
    claimed = models.PositiveIntegerField(_("dernière édition commencée"), default=0)
    source = models.CharField(_("source"), max_length=200, blank=True)
    checksum = models.CharField(_("empreinte"), max_length=64, blank=True)
    complete = models.BooleanField(_("France entière"), default=False)
    loaded_at = models.DateTimeField(_("chargée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("édition du code officiel géographique")
        verbose_name_plural = _("éditions du code officiel géographique")

    def __str__(self) -> str:
        return self.source or _g("aucune")

    @classmethod
    def in_service(cls) -> Subquery:
        """Return the number of the edition in service, to be read within the statement that uses it."""
        return Subquery(cls.objects.filter(pk=cls.ROW).values("number"))
