from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDate
from pages.base.models import HomePage, PortalPage
from pages.conventions.models import ConventionPage
from pages.fund.models.ledger import EntryKind, LedgerEntry
from pages.fund.models.pages import NOT_NEGATIVE, FundPage
from pages.people.models import Organisation
from pages.people.models.organisations import OrganisationKind

# Signatories of these kinds grant money by their own act, when nothing else says who funds.
FUNDING_KINDS = (
    OrganisationKind.CAF,
    OrganisationKind.COMMUNE,
    OrganisationKind.INTERCOMMUNALITY,
    OrganisationKind.DEPARTEMENT,
    OrganisationKind.CCAS,
)
LONGEST_ANSWER = 20_000


def _hour(moment: datetime) -> str:
    """Return an hour of the portal's time as « 17 h » or « 17 h 30 »."""
    local = timezone.localtime(moment)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}" if local.minute else f"{local.hour}\u00a0h"


def in_words(moment: datetime) -> str:
    """Return an instant as « vendredi 3 décembre 2027 à 17 h »."""
    local = timezone.localtime(moment)
    return gettext("%(weekday)s %(day)s à %(hour)s") % {
        "weekday": date_format(local, "l").lower(),
        "day": ApproximateDate(local.date()),
        "hour": _hour(moment),
    }


class CallIndexPage(PortalPage):
    """All the calls of the portal, those that one may answer first."""

    template = "fund/call_index_page.html"
    max_count = 1
    parent_page_types = [HomePage]
    subpage_types = []

    class Meta:
        verbose_name = _("liste des appels à propositions")
        verbose_name_plural = _("listes des appels à propositions")

    def get_context(self, request, *args, **kwargs):
        from pages.fund import listing

        return {**super().get_context(request, *args, **kwargs), **listing.calls(request)}

    def serve(self, request, *args, **kwargs):
        from pages.fund import listing, presentation

        return presentation.true_until(super().serve(request, *args, **kwargs), listing.changes(request))


CallIndexPage.edit_handler = CallIndexPage.tabs()


class CallPage(PortalPage):
    """A call for proposals, open from one instant to another; its text (``body``) is its rules."""

    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"))
    amount = models.DecimalField(
        _("montant disponible (€)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    ceiling = models.DecimalField(
        _("plafond par proposition (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=_("Le plus qu’une association puisse demander ; vide : pas de plafond."),
    )

    search_kind = "call"
    template = "fund/call_page.html"
    parent_page_types = [FundPage, ConventionPage]
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel([FieldPanel("amount"), FieldPanel("ceiling")]),
            ],
            heading=_("Dates et montants"),
        ),
        FieldPanel("body", heading=_("Règlement")),
    ]
    asked_panels = [
        InlinePanel("asked_documents", heading=_("Pièces demandées"), label=_("Pièce")),
        InlinePanel(
            "questions",
            heading=_("Questions propres à cet appel"),
            label=_("Question"),
            help_text=_("Ce que le dossier type (association, action, budget) ne demande pas déjà."),
        ),
    ]
    assessment_panels = [
        InlinePanel(
            "criteria",
            heading=_("Critères d’examen"),
            label=_("Critère"),
            help_text=_("Publiés, chacun avec sa part du total."),
        ),
        InlinePanel(
            "asked_funders",
            heading=_("À qui l’argent est demandé"),
            label=_("Financeur"),
            help_text=_(
                "Sans aucun choix : les financeurs du fonds, à défaut la Caf et les collectivités signataires."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("appel à propositions")
        verbose_name_plural = _("appels à propositions")
        indexes = [models.Index(fields=["closes_at"], name="fund_call_closes")]

    def clean(self):
        super().clean()
        errors = {}
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            errors["closes_at"] = _("La clôture précède l’ouverture.")
        if self.ceiling is not None and self.amount is not None and self.ceiling > self.amount:
            errors["ceiling"] = _("Le plafond dépasse le montant disponible.")
        if errors:
            raise ValidationError(errors)

    @property
    def convention(self) -> ConventionPage:
        return ConventionPage.objects.ancestor_of(self).get()

    @property
    def funders(self) -> list[Organisation]:
        """Return of whom money may be asked: those that the call names, else those who brought money to the fund that
        it stands under, else the signatories of the convention that grant some."""
        if named := [row.organisation for row in self.asked_funders.select_related("organisation")]:
            return named
        brought = LedgerEntry.objects.standing().filter(
            kind=EntryKind.CONTRIBUTION, fund__path=self.path[: -self.steplen]
        )
        if found := list(Organisation.objects.filter(pk__in=brought.values("funder")).order_by("name")):
            return found
        signed = Organisation.objects.filter(
            signatures__convention__in=ConventionPage.objects.ancestor_of(self), kind__in=FUNDING_KINDS
        )
        return list(signed.order_by("name").distinct())

    def get_context(self, request, *args, **kwargs):
        from pages.fund import presentation

        return {**super().get_context(request, *args, **kwargs), **presentation.call(self, request)}

    def serve(self, request, *args, **kwargs):
        from pages.fund import presentation

        return presentation.true_until(super().serve(request, *args, **kwargs), self.moments)

    # When

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the instants when what the page says of itself changes."""
        return self.opens_at, self.closes_at

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.closes_at <= timezone.now()

    def may_finish(self, now: datetime, grace: timedelta) -> bool:
        """Say whether a proposal sent at ``now`` is still taken: while the call is open, and for ``grace`` after it."""
        return self.opens_at <= now < self.closes_at + grace

    @property
    def status_kind(self) -> str:
        """Return how the state is drawn (see components/status.html)."""
        if self.is_open:
            return "going"
        return "abandoned" if self.is_over else "planned"

    @property
    def status_label(self) -> str:
        if self.is_open:
            return gettext("Ouvert")
        return gettext("Clos") if self.is_over else gettext("À venir")

    @property
    def period(self) -> str:
        """Return what matters today of the two instants, in words."""
        if self.is_over:
            return gettext("clos le %(moment)s") % {"moment": in_words(self.closes_at)}
        if self.is_open:
            return gettext("jusqu’au %(moment)s") % {"moment": in_words(self.closes_at)}
        return gettext("à partir du %(moment)s") % {"moment": in_words(self.opens_at)}

    @property
    def time_left(self) -> str:
        """Return how long one may still answer, or has to wait; the empty string once it is over."""
        if self.is_over:
            return ""
        moment = self.closes_at if self.is_open else self.opens_at
        days = (timezone.localtime(moment).date() - timezone.localdate()).days
        hour = {"hour": _hour(moment)}
        if self.is_open:
            said = (gettext("Clôture aujourd’hui à %(hour)s"), gettext("Clôture demain à %(hour)s"))
            later = ngettext("Encore %(days)d jour", "Encore %(days)d jours", days) % {"days": days}
        else:
            said = (gettext("Ouverture aujourd’hui à %(hour)s"), gettext("Ouverture demain à %(hour)s"))
            later = ngettext("Ouverture dans %(days)d jour", "Ouverture dans %(days)d jours", days) % {"days": days}
        return said[days] % hour if days in (0, 1) else later

    # The index

    def search_text(self) -> str:
        rows = [*self.asked_documents.all(), *self.questions.all(), *self.criteria.all()]
        asked = " ".join(f"{row.label} {row.help}" for row in rows)
        answered = " ".join(f"{one.text} {one.answer}" for one in self.inquiries.told())
        return f"{super().search_text()} {asked} {answered}"

    def search_details(self) -> dict:
        closes = timezone.localtime(self.closes_at).date()
        return {**self.convention.territory_details(), "year": closes.year, "date": closes}


CallPage.edit_handler = CallPage.tabs(
    (CallPage.content_panels, _("L’essentiel")),
    (CallPage.asked_panels, _("Pièces et questions")),
    (CallPage.assessment_panels, _("Examen et financeurs")),
)


class CallRow(Orderable):
    """What a call asks for, or looks at: a few words, and what helps to understand them."""

    label = models.CharField(_("intitulé"), max_length=200)
    help = models.CharField(_("précision"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self):
        return self.label


class AskedDocument(CallRow):
    """A document that a proposal joins, or may join."""

    call = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="asked_documents")
    required = models.BooleanField(_("obligatoire"), default=True)

    panels = [FieldPanel("label"), FieldPanel("help"), FieldPanel("required")]

    class Meta(CallRow.Meta):
        verbose_name = _("pièce demandée")
        verbose_name_plural = _("pièces demandées")


class Criterion(CallRow):
    """A line of the assessment grid; its share is its weight among those of the whole grid."""

    call = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="criteria")
    weight = models.PositiveSmallIntegerField(
        _("poids"),
        default=1,
        validators=[
            MinValueValidator(1, _("Un critère pèse au moins 1.")),
            MaxValueValidator(1000, _("Un critère pèse 1 000 au plus.")),
        ],
        help_text=_("Par rapport aux autres : 2 compte double de 1."),
    )

    panels = [FieldRowPanel([FieldPanel("label"), FieldPanel("weight")]), FieldPanel("help")]

    class Meta(CallRow.Meta):
        verbose_name = _("critère d’examen")
        verbose_name_plural = _("critères d’examen")


class CallQuestion(CallRow):
    """A question that the call asks beyond those of every proposal."""

    call = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="questions")
    required = models.BooleanField(_("obligatoire"), default=True)
    longest = models.PositiveIntegerField(
        _("réponse la plus longue, en caractères"),
        default=2000,
        validators=[
            MinValueValidator(1, _("Une réponse a au moins un caractère.")),
            MaxValueValidator(LONGEST_ANSWER, _("Une réponse a 20 000 caractères au plus.")),
        ],
    )

    panels = [FieldPanel("label"), FieldPanel("help"), FieldRowPanel([FieldPanel("required"), FieldPanel("longest")])]

    class Meta(CallRow.Meta):
        verbose_name = _("question de l’appel")
        verbose_name_plural = _("questions de l’appel")


class CallFunder(Orderable):
    """An organisation of which the proposals may ask money."""

    call = ParentalKey(CallPage, on_delete=models.CASCADE, related_name="asked_funders")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), related_name="calls_funded"
    )

    panels = [FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = _("financeur sollicité")
        verbose_name_plural = _("financeurs sollicités")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation"],
                name="fund_call_funder_once",
                violation_error_message=_("Ce financeur est déjà nommé."),
            )
        ]

    def __str__(self):
        return self.organisation.name
