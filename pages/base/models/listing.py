"""The listing page (« Liste »): an editor says what is listed, the reader finds it up to date."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page

from pages.base import listing
from pages.base.models.page import PortalPage
from pages.people import audience
from search import kinds
from search.analysis import fold
from search.models import EntryLabel


class ListingPageForm(WagtailAdminPageForm):
    """Natures and states are ticked, not typed."""

    kinds = forms.MultipleChoiceField(
        label=_("Natures"),
        choices=lambda: sorted(
            ((name, kind.plural) for name, kind in kinds.KINDS.items()), key=lambda one: fold(str(one[1]))
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucune cochée : toutes."),
    )
    statuses = forms.MultipleChoiceField(
        label=_("États"),
        choices=listing.status_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Une nature dont aucun état n’est coché n’est pas restreinte."),
    )


class ListingPage(PortalPage):
    """What the index holds that meets criteria and that the reader may see, as cards, a table or an agenda."""

    class Where(models.TextChoices):
        EVERYWHERE = "everywhere", _("Dans tout le portail")
        AROUND = "around", _("Sous la page qui contient cette liste")
        BELOW = "below", _("Sous la page choisie")

    class Period(models.TextChoices):
        COMING = "coming", _("À venir, aujourd’hui compris")
        PAST = "past", _("Passés")
        RECENT = "recent", _("Depuis un nombre de jours, jusqu’à aujourd’hui")
        BETWEEN = "between", _("Entre deux dates")

    class Sort(models.TextChoices):
        DATE = "date", _("Date")
        TITLE = "title", _("Titre")
        UPDATED = "updated", _("Dernière mise à jour")
        RELEVANCE = "relevance", _("Pertinence (avec des mots)")

    class Layout(models.TextChoices):
        CARDS = "cards", _("Cartes")
        TABLE = "table", _("Tableau")
        AGENDA = "agenda", _("Agenda (ce qui a une date)")

    kinds = models.JSONField(_("natures"), default=list, blank=True)
    statuses = models.JSONField(_("états"), default=list, blank=True)
    listed_themes = ParentalManyToManyField(
        "base.Theme", verbose_name=_("thèmes cherchés"), blank=True, related_name="+", help_text=_("L’un d’eux suffit.")
    )
    listed_tags = models.CharField(
        _("étiquettes cherchées"), max_length=300, blank=True, help_text=_("Séparées par des virgules.")
    )
    territory_codes = models.CharField(
        _("territoires"),
        max_length=200,
        blank=True,
        help_text=_(
            "Codes officiels séparés par des virgules : « 33281 » pour Mérignac, « 33 » pour toute la Gironde."
        ),
    )
    words = models.CharField(_("mots"), max_length=200, blank=True, help_text=_("Tous doivent s’y trouver."))
    where = models.CharField(_("où chercher"), max_length=10, choices=Where.choices, default=Where.EVERYWHERE)
    below = models.ForeignKey(
        Page, models.SET_NULL, verbose_name=_("page choisie"), null=True, blank=True, related_name="+"
    )
    period = models.CharField(_("dates"), max_length=10, choices=Period.choices, blank=True)
    days = models.PositiveSmallIntegerField(
        _("nombre de jours"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3660)]
    )
    date_from = models.DateField(_("du"), null=True, blank=True)
    date_to = models.DateField(_("au"), null=True, blank=True)
    sort = models.CharField(_("trier par"), max_length=10, choices=Sort.choices, default=Sort.DATE)
    descending = models.BooleanField(
        _("du plus récent au plus ancien, de Z à A"), default=True, help_text=_("Sans effet sur la pertinence.")
    )
    layout = models.CharField(_("présentation"), max_length=10, choices=Layout.choices, default=Layout.CARDS)
    per_page = models.PositiveSmallIntegerField(
        _("par page"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    maximum = models.PositiveSmallIntegerField(
        _("pas plus de"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("En tout ; vide : sans limite."),
    )

    base_form_class = ListingPageForm
    search_kind = "page"
    template = "base/listing_page.html"
    subpage_types = []
    criteria_panels = [
        HelpPanel(
            content=_(
                "La liste se remplit toute seule de ce qui répond à tous ces critères et que le lecteur peut voir. "
                "L’aperçu la montre telle que vous la voyez."
            )
        ),
        FieldPanel("kinds"),
        MultiFieldPanel([FieldPanel("statuses")], heading=_("États"), classname="collapsed"),
        MultiFieldPanel(
            [FieldPanel("words"), FieldPanel("territory_codes"), FieldPanel("listed_tags")], heading=_("Mots et lieux")
        ),
        MultiFieldPanel(
            [FieldPanel("listed_themes", widget=forms.CheckboxSelectMultiple)],
            heading=_("Thèmes cherchés"),
            classname="collapsed",
        ),
        MultiFieldPanel([FieldPanel("where"), FieldPanel("below")], heading=_("Où chercher")),
        MultiFieldPanel(
            [FieldPanel("period"), FieldPanel("days"), FieldRowPanel([FieldPanel("date_from"), FieldPanel("date_to")])],
            heading=_("Dates"),
        ),
    ]
    layout_panels = [
        FieldPanel("layout"),
        FieldRowPanel([FieldPanel("sort"), FieldPanel("descending")]),
        FieldRowPanel([FieldPanel("per_page"), FieldPanel("maximum")]),
    ]

    class Meta:
        verbose_name = _("liste")
        verbose_name_plural = _("listes")

    def clean(self):
        super().clean()
        errors = {}
        if self.sort == self.Sort.RELEVANCE and not self.words.strip():
            errors["sort"] = _("La pertinence se mesure à des mots : donnez-en, ou triez autrement.")
        if self.where == self.Where.BELOW and not self.below_id:
            errors["below"] = _("Choisissez la page sous laquelle chercher.")
        if self.period == self.Period.RECENT and not self.days:
            errors["days"] = _("Dites depuis combien de jours.")
        if self.period == self.Period.BETWEEN and not (self.date_from or self.date_to):
            errors["date_from"] = _("Donnez au moins une des deux dates.")
        if self.date_from and self.date_to and self.date_to < self.date_from:
            errors["date_to"] = _("La fin précède le début.")
        for name, check in {"territory_codes": self._clean_codes, "listed_tags": self._clean_tags}.items():
            try:
                setattr(self, name, check(listing.split(getattr(self, name))))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def _clean_codes(self, codes: list[str]) -> str:
        codes = [code.upper() for code in codes]
        territories = EntryLabel.objects.filter(sort=EntryLabel.Sort.TERRITORY, value__in=codes)
        known = set(territories.values_list("value", flat=True).distinct())
        if unknown := [code for code in codes if code not in known]:
            raise ValidationError(
                _now("Rien de ce qui est publié ne relève de ce territoire : %(codes)s.")
                % {"codes": ", ".join(unknown)}
            )
        return ", ".join(codes)

    def _clean_tags(self, names: list[str]) -> str:
        found = listing.tags_named(names)
        if unknown := [name for name in names if name.lower() not in found]:
            raise ValidationError(
                _now("Aucune page ne porte cette étiquette : %(names)s.") % {"names": ", ".join(unknown)}
            )
        return ", ".join(found[name.lower()].name for name in names)

    @property
    def feed_url(self) -> str:
        """Return the address of the list as an Atom feed: the public's part of it."""
        return reverse("listing_feed", args=[self.pk])

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        found = listing.entries(self, audience.reader_tokens(request))
        context["page_obj"] = Paginator(found, self.per_page).get_page(request.GET.get("page"))
        if self.layout == self.Layout.AGENDA:
            for entry in context["page_obj"].object_list:
                entry.month = entry.date.replace(day=1)
        # A feed reader does not log in: a list that is not public has no feed to offer.
        public = bool(self.pk) and self.live and audience.token_of(self) == audience.PUBLIC
        context["feed_url"] = self.feed_url if public else ""
        return context


ListingPage.edit_handler = ListingPage.tabs(
    (ListingPage.content_panels, _("Contenu")),
    (ListingPage.criteria_panels, _("Ce qu’elle liste")),
    (ListingPage.layout_panels, _("Présentation")),
)
