"""The practice sheet (fiche d’expérience): one experience told to those who would do as much elsewhere."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from pages.actions.models.action import ActionPage
from pages.actions.models.circuit import SheetPermissionTester, sheet_workflow
from pages.base.blocks import RICH_TEXT
from pages.base.models import PortalPage
from pages.conventions.models import ConventionPage


class SheetKind(models.TextChoices):
    PARTNERSHIP = "partnership", _("Partenariat et transversalité")
    PRACTICES = "practices", _("Pratiques professionnelles")
    PARTICIPATION = "participation", _("Participation des habitants")
    ACCESS = "access", _("Accès aux droits et aux services")
    DIAGNOSIS = "diagnosis", _("Diagnostic et évaluation")
    LOCAL = "local", _("Développement social local")


def check_kinds(kinds) -> None:
    """Raise ValidationError when a list of kinds holds one that is unknown."""
    if not isinstance(kinds, list) or set(map(str, kinds)) - set(SheetKind.values):
        raise ValidationError(_("Ce type d’action n’existe pas."))


class SheetForm(WagtailAdminPageForm):
    kinds = forms.MultipleChoiceField(
        label=_("Types d’action"),
        choices=SheetKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PracticeSheetPage(PortalPage):
    """What an action or a convention teaches, in the form that the profession exchanges; written at any time.

    The summary is its short description, the text its detailed one. It has its own circuit: it is published with the
    agreement of the pair of its convention. It is drafted by ``services.draft_sheet``, never started from nothing.
    """

    kinds = models.JSONField(_("types d’action"), default=list, blank=True, validators=[check_kinds])
    departement = models.CharField(
        _("département"), max_length=100, blank=True, help_text=_("Par exemple « Gironde (33) ».")
    )
    quote = models.TextField(_("sur le vif"), max_length=500, blank=True, help_text=_("Sans guillemets."))
    quote_author = models.CharField(
        _("de qui"),
        max_length=150,
        blank=True,
        help_text=_("Une fonction, par exemple « une chargée de mission Caf ». Aucun nom n’est publié."),
    )
    objectives = RichTextField(_("objectifs"), features=RICH_TEXT, blank=True)
    origins = RichTextField(_("origines"), features=RICH_TEXT, blank=True)
    results = RichTextField(_("bilan"), features=RICH_TEXT, blank=True)
    human_means = models.TextField(_("moyens humains"), blank=True)
    financial_means = models.TextField(_("moyens financiers"), blank=True)
    contact_function = models.CharField(
        _("fonction de la personne à joindre"), max_length=150, blank=True, help_text=_("Aucun nom n’est publié.")
    )
    contact_organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("son organisme"),
        null=True,
        blank=True,
        related_name="+",
    )
    notes = RichTextField(_("notes"), features=RICH_TEXT, blank=True)
    publisher = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("éditeur"), null=True, blank=True, related_name="+"
    )
    legal_mention = models.TextField(_("mention légale"), blank=True)

    served_with = (*PortalPage.served_with, "contact_organisation", "publisher")

    is_creatable = False
    base_form_class = SheetForm
    search_kind = "sheet"
    template = "actions/practice_sheet_page.html"
    parent_page_types = [ActionPage, ConventionPage]
    subpage_types = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary", heading=_("Bref descriptif")),
        FieldPanel("kinds"),
        FieldPanel("departement"),
        MultiFieldPanel([FieldPanel("quote"), FieldPanel("quote_author")], heading=_("Sur le vif")),
        FieldPanel("objectives"),
        FieldPanel("origins"),
        FieldPanel("body", heading=_("Description détaillée")),
        FieldPanel("results"),
        FieldPanel("notes"),
    ]
    partner_panels = [
        InlinePanel("leads", heading=_("Porteurs de l’action"), label=_("Porteur")),
        InlinePanel("partners", heading=_("Partenaires"), label=_("Partenaire")),
        FieldPanel("human_means"),
        FieldPanel("financial_means"),
    ]
    origin_panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("contact_function"), FieldPanel("contact_organisation")])],
            heading=_("Contact"),
        ),
        FieldPanel("publisher"),
        FieldPanel("legal_mention"),
    ]

    class Meta:
        verbose_name = _("fiche d’expérience")
        verbose_name_plural = _("fiches d’expérience")

    def clean(self):
        super().clean()
        if self.quote and not self.quote_author:
            raise ValidationError({"quote_author": _("Dites de qui sont ces mots, par une fonction.")})

    # Its circuit

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def get_workflow(self):
        """Return the sheets' own circuit, that of the other pages once an administrator has disabled it."""
        return sheet_workflow() or super().get_workflow()

    def permissions_for_user(self, user) -> SheetPermissionTester:
        return SheetPermissionTester(user, self)

    # Its page

    @property
    def convention(self) -> ConventionPage:
        above = [self.path[:end] for end in range(self.steplen, len(self.path), self.steplen)]
        return ConventionPage.objects.get(path__in=above)

    @property
    def kind_labels(self) -> list[str]:
        """Return the names of its kinds, in the order of the vocabulary."""
        return [str(kind.label) for kind in SheetKind if kind.value in self.kinds]

    def get_context(self, request, *args, **kwargs):
        from pages.actions import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.sheet(self, request)}

    # The index

    def search_details(self) -> dict:
        held = [one.organisation for one in (*self.leads.all(), *self.partners.all())]
        first = self.first_published_at
        return {
            **self.convention.territory_details(),
            "organisations": tuple(dict.fromkeys(organisation.slug for organisation in held)),
            "year": first.year if first else None,
            "date": first.date() if first else None,
        }

    def search_text(self) -> str:
        rich = strip_tags(" ".join([self.objectives, self.origins, self.results, self.notes]))
        held = [one.organisation.name for one in (*self.leads.all(), *self.partners.all())]
        said = [self.quote, self.quote_author, self.departement, self.human_means, self.financial_means]
        return " ".join([super().search_text(), rich, *self.kind_labels, *said, *held])


PracticeSheetPage.edit_handler = PracticeSheetPage.tabs(
    (PracticeSheetPage.content_panels, _("L’expérience")),
    (PracticeSheetPage.partner_panels, _("Porteurs et moyens")),
    (PracticeSheetPage.origin_panels, _("Contact et mentions")),
)


class SheetLead(Orderable):
    sheet = ParentalKey(PracticeSheetPage, on_delete=models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), related_name="led_sheets"
    )

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = _("porteur")
        verbose_name_plural = _("porteurs")


class SheetPartner(Orderable):
    sheet = ParentalKey(PracticeSheetPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), related_name="partnered_sheets"
    )
    part = models.CharField(_("ce qu’il apporte"), max_length=200, blank=True)

    panels = [FieldRowPanel([FieldPanel("organisation"), FieldPanel("part")])]

    class Meta(Orderable.Meta):
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
