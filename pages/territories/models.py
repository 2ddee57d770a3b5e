"""Territories that have a page here, keyed by their official code; the whole geography is in ``geography``."""

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index as wagtail_index

from pages.base.dates import ApproximateDateField
from pages.base.models import HomePage, PortalPage
from pages.base.templatetags.portal import number
from pages.people import audience
from pages.territories.forms import TerritoryPageForm
from pages.territories.geography import lookup
from pages.territories.geography.models import Area, AreaKey, AreaPostalCode, GeographyEdition, index_code
from search.index import Entry, Findable, IndexedOnSave

__all__ = ["Area", "AreaKey", "AreaPostalCode", "GeographyEdition", "Structure", "TerritoryIndexPage", "TerritoryPage"]


class TerritoryIndexPage(PortalPage):
    """All the territories that have a page, and the finder."""

    template = "territories/territory_index_page.html"
    max_count = 1
    parent_page_types = [HomePage]

    class Meta:
        verbose_name = _("liste des territoires")
        verbose_name_plural = _("listes des territoires")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        territories = TerritoryPage.objects.child_of(self).order_by("title")
        context["territories"] = audience.visible(territories, audience.reader_for(request))
        return context


TerritoryIndexPage.edit_handler = TerritoryIndexPage.tabs()


class TerritoryPage(PortalPage):
    """A commune, an intercommunality, a département or a region: what is official comes from its code."""

    kind = models.CharField(_("nature"), max_length=12, choices=Area.Kind.choices, editable=False)
    code = models.CharField(_("code"), max_length=9, editable=False)
    siren = models.CharField(_("Siren"), max_length=9, blank=True, editable=False)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True, editable=False)
    postal_codes = models.CharField(_("codes postaux"), max_length=250, blank=True, editable=False)

    base_form_class = TerritoryPageForm
    search_kind = "territory"
    names_below = True
    search_status = "kind"
    template = "territories/territory_page.html"
    parent_page_types = [TerritoryIndexPage]
    search_fields = [*PortalPage.search_fields, wagtail_index.SearchField("code"), wagtail_index.FilterField("kind")]
    content_panels = [
        MultiFieldPanel(
            [FieldPanel("place")],
            heading=_("Territoire"),
            help_text=_("Cherchez par nom, code postal ou code : le nom, l’adresse et la population suivent."),
        ),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="territories_page_once")]

    def clean(self):
        super().clean()
        same = TerritoryPage.objects.filter(kind=self.kind, code=self.code).exclude(pk=self.pk).first()
        if self.code and same:
            raise ValidationError(
                {"title": _("Ce territoire a déjà une page : « %(title)s ».") % {"title": same.title}},
                code="second_page",
            )

    def describe(self, area: Area) -> None:
        """Fill in what is official from an area of the geography: name, code, address, population."""
        self.kind, self.code, self.title = area.kind, area.code, area.name
        self.slug = f"{slugify(area.name)[:60]}-{area.code.lower()}"
        self.siren, self.population = area.siren, area.population
        self.postal_codes = ", ".join(sorted(row.postal_code for row in area.postal_codes.all()))[:250]

    @property
    def area(self) -> Area | None:
        """Return the official area, None when the loaded geography does not hold it."""
        return lookup.get(self.kind, self.code)

    def codes(self) -> tuple[str, ...]:
        """Return the codes that the territory is found by: its own, then its intercommunality's, département's…"""
        area = self.area
        above = lookup.ancestors(area) if area else []
        return (self.index_code, *(parent.index_code for parent in above))

    @classmethod
    def names(cls, codes: Collection[str]) -> dict[str, str]:
        """Return the names of territories by what the index names them by; the loaded geography's, else the pages'."""
        plain = {code.removeprefix("R") for code in codes}
        pages = cls.objects.filter(code__in=plain).values_list("kind", "code", "title")
        titles = {index_code(kind, code): title for kind, code, title in pages}
        return {**{code: title for code, title in titles.items() if code in codes}, **lookup.names(codes)}

    @property
    def index_code(self) -> str:
        """Return what the index names it by, whether or not the loaded geography holds it."""
        return index_code(self.kind, self.code)

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "facts": self.facts()}

    def facts(self) -> list[dict]:
        """Return what is official of the territory: population, postal codes, what it belongs to."""
        area = self.area
        above = lookup.ancestors(area) if area else []
        return [
            {"label": _("Population"), "value": number(self.population) if self.population else ""},
            {"label": _("Codes postaux"), "value": self.postal_codes},
            *({"label": parent.get_kind_display(), "value": parent.name} for parent in above),
        ]

    def search_details(self) -> dict:
        return {
            "territories": self.codes(),
            "territory_name": self.title,
            "status": self.kind,
        }

    def search_text(self) -> str:
        return " ".join([super().search_text(), self.code, self.siren, self.postal_codes])

    def found_with(self) -> Iterable[Findable]:
        return self.structures.all()


TerritoryPage.edit_handler = TerritoryPage.tabs()


class StructureKind(models.TextChoices):
    SOCIAL_CENTRE = "social_centre", _("Centre social")
    NURSERY = "nursery", _("Crèche")
    PARENT_CHILD_PLACE = "laep", _("Lieu d’accueil enfants-parents")
    LEISURE_CENTRE = "alsh", _("Accueil de loisirs")
    YOUNG_WORKERS_HOSTEL = "fjt", _("Foyer de jeunes travailleurs")
    SOCIAL_LIFE_SPACE = "evs", _("Espace de vie sociale")
    OTHER = "other", _("Autre équipement")


class StructureQuerySet(models.QuerySet):
    def visible(self, reader: audience.Reader) -> "StructureQuerySet":
        """Keep the structures of the territories whose page a reader may see."""
        return self.filter(territory__in=audience.visible(TerritoryPage.objects.all(), reader).values("pk"))


class Structure(wagtail_index.Indexed, IndexedOnSave):
    """A place that receives families (équipement), with the period for which it is approved."""

    name = models.CharField(_("nom"), max_length=150)
    slug = models.SlugField(_("adresse courte"), max_length=200, unique=True, blank=True, editable=False)
    kind = models.CharField(_("nature"), max_length=20, choices=StructureKind.choices)
    territory = models.ForeignKey(
        TerritoryPage, models.PROTECT, verbose_name=_("territoire"), related_name="structures"
    )
    manager = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("gestionnaire"), null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    approved_from = ApproximateDateField(_("agréé à partir de"))
    approved_until = ApproximateDateField(_("agréé jusqu’à"))

    objects = StructureQuerySet.as_manager()

    search_kind = "structure"
    search_status = "kind"
    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("territory"),
        FieldPanel("manager"),
        FieldPanel("address"),
        MultiFieldPanel([FieldPanel("approved_from"), FieldPanel("approved_until")], heading=_("Agrément")),
    ]
    search_fields = [wagtail_index.SearchField("name"), wagtail_index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("équipement")
        verbose_name_plural = _("équipements")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["territory", "name"], name="territories_structure_once")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.approved_from and self.approved_until and self.approved_until.last_day < self.approved_from.first_day:
            raise ValidationError({"approved_until": _("L’agrément finit avant d’avoir commencé.")})

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """Return an address no other structure has, made from the name; kept when the name changes."""
        wanted = slugify(self.name)[:190] or "equipement"
        taken = set(Structure.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        return next(
            slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
        )

    def get_absolute_url(self) -> str:
        return reverse("structure", args=[self.slug])

    def is_out_of_approval(self, today: date) -> bool:
        """Say whether the whole of the approval is over on a day."""
        return bool(self.approved_until) and self.approved_until.is_past(today)

    def approval(self, today: date) -> str:
        """Return the approval as one says it on a day; the empty string when nothing is known of it."""
        start, end = self.approved_from, self.approved_until
        if self.is_out_of_approval(today):
            if start:
                return _now("Agrément échu : de %(start)s à %(end)s") % {"start": start, "end": end}
            return _now("Agrément échu : jusqu’à %(end)s") % {"end": end}
        if start and end:
            return _now("De %(start)s à %(end)s") % {"start": start, "end": end}
        if start:
            return _now("Depuis %(start)s") % {"start": start}
        return _now("Jusqu’à %(end)s") % {"end": end} if end else ""

    # The index: a structure is seen by whoever sees its territory.

    def search_key(self) -> str:
        return f"structure:{self.pk}"

    def search_entry(self) -> Entry | None:
        token = audience.token_of(self.territory)
        if not self.territory.live or not token:
            return None
        manager = self.manager
        return Entry(
            kind=self.search_kind,
            title=self.name,
            summary=" · ".join(filter(None, [self.get_kind_display(), manager.name if manager else ""])),
            text=self.address,
            url=self.get_absolute_url(),
            audience=frozenset({token}),
            territories=self.territory.codes(),
            territory_name=self.territory.title,
            organisations=(manager.slug,) if manager else (),
            status=self.kind,
        )
