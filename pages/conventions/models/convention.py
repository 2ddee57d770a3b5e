from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from pages.base.dates import ApproximateDate, ApproximateDateField
from pages.base.models import HomePage, PortalPage
from pages.conventions import parts, presentation
from pages.conventions.panels import PairPanel
from pages.people import audience
from pages.people.models import PAIR_ROLES, LocalRole
from pages.territories.geography import lookup
from pages.territories.models import TerritoryPage


class ConventionIndexPage(PortalPage):
    """All the conventions."""

    template = "conventions/convention_index_page.html"
    max_count = 1
    parent_page_types = [HomePage]
    subpage_types = []

    class Meta:
        verbose_name = _("liste des conventions")
        verbose_name_plural = _("listes des conventions")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        conventions = ConventionPage.objects.order_by("title")
        context["conventions"] = audience.visible(conventions, audience.reader_for(request))
        return context


ConventionIndexPage.edit_handler = ConventionIndexPage.tabs()


class ConventionStatus(models.TextChoices):
    PREPARATION = "preparation", _("En préparation")
    DIAGNOSIS = "diagnosis", _("Diagnostic")
    NEGOTIATION = "negotiation", _("Négociation")
    SIGNED = "signed", _("Signée")
    ONGOING = "ongoing", _("En cours")
    EXTENDED = "extended", _("Prolongée")
    EVALUATED = "evaluated", _("Évaluée")
    RENEWED = "renewed", _("Renouvelée")
    EXPIRED = "expired", _("Échue")


BEFORE_SIGNATURE = (ConventionStatus.PREPARATION, ConventionStatus.DIAGNOSIS, ConventionStatus.NEGOTIATION)
RUNNING = (ConventionStatus.SIGNED, ConventionStatus.ONGOING, ConventionStatus.EXTENDED)
OVER = (ConventionStatus.EVALUATED, ConventionStatus.RENEWED, ConventionStatus.EXPIRED)


class ConventionPage(PortalPage):
    """A convention territoriale globale: who agreed with whom, on what ground, until when; a framework, not a grant."""

    status = models.CharField(
        _("état"), max_length=12, choices=ConventionStatus.choices, default=ConventionStatus.PREPARATION
    )
    planned_signature = ApproximateDateField(_("signature prévue"))
    actual_signature = ApproximateDateField(_("signature"))
    start = ApproximateDateField(_("prend effet"))
    duration = models.PositiveSmallIntegerField(
        _("durée en mois"), default=60, validators=[MinValueValidator(1, _("Une convention dure au moins un mois."))]
    )
    actual_end = ApproximateDateField(_("a pris fin, ou fin après prolongation"))
    note_rhythm = models.PositiveSmallIntegerField(
        _("rythme des points d’étape, en mois"),
        default=6,
        validators=[MinValueValidator(1, _("Au moins un mois."))],
        help_text=_("Au-delà, le point d’étape d’une action en cours est dit en retard."),
    )
    framework = models.CharField(
        _("cadre national"), max_length=200, blank=True, help_text=_("L’appel ou le programme dont elle relève.")
    )
    framework_text = models.TextField(_("critères et évaluation de ce cadre"), blank=True)
    signed_document = models.ForeignKey(
        "base.PortalDocument",
        models.SET_NULL,
        verbose_name=_("document signé"),
        null=True,
        blank=True,
        related_name="+",
    )
    receives_proposals = models.BooleanField(
        _("reçoit des propositions hors appel"),
        default=False,
        help_text=_("Sa page porte alors le bouton « Proposer une action », qu’un appel soit ouvert ou non."),
    )

    served_with = (*PortalPage.served_with, "signed_document")

    search_kind = "convention"
    template = "conventions/convention_page.html"
    parent_page_types = [TerritoryPage]
    content_panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("planned_signature"), FieldPanel("actual_signature")]),
                FieldRowPanel([FieldPanel("start"), FieldPanel("duration"), FieldPanel("actual_end")]),
                FieldPanel("note_rhythm"),
            ],
            heading=_("État et dates"),
        ),
        FieldPanel("signed_document"),
        FieldPanel("receives_proposals"),
        FieldPanel("body"),
    ]
    partner_panels = [
        PairPanel(heading=_("Binôme de coordination")),
        InlinePanel("signatories", heading=_("Signataires"), label=_("Signataire")),
        InlinePanel("fields", heading=_("Champs de chaque partie"), label=_("Champ")),
        InlinePanel("posts", heading=_("Chargés de coopération"), label=_("Poste")),
    ]
    phase_panels = [InlinePanel("phases", heading=_("Phases de la démarche"), label=_("Phase"))]
    scope_panels = [
        InlinePanel("perimeter", heading=_("Périmètre"), label=_("Commune")),
        InlinePanel("contracts", heading=_("Contrats, avenants et projets liés"), label=_("Texte lié")),
        MultiFieldPanel([FieldPanel("framework"), FieldPanel("framework_text")], heading=_("Cadre national")),
    ]

    class Meta:
        verbose_name = _("convention territoriale globale")
        verbose_name_plural = _("conventions territoriales globales")

    def clean(self):
        super().clean()
        errors = {}
        signed = self.status not in BEFORE_SIGNATURE
        if signed and not self.actual_signature:
            errors["actual_signature"] = _("Une convention signée a une date de signature.")
        if self.actual_signature and self.actual_signature.first_day > timezone.localdate():
            errors["actual_signature"] = _("Cette date est à venir : la signature n’a pas encore eu lieu.")
        if not signed and self.actual_signature:
            errors["status"] = _("Une date de signature est donnée : la convention est au moins signée.")
        if self.start and self.actual_end and self.actual_end.last_day < self.start.first_day:
            errors["actual_end"] = _("La fin précède le début.")
        if errors:
            raise ValidationError(errors)

    @property
    def territory(self) -> TerritoryPage:
        """Return the territory that holds the convention: the page's parent."""
        return self.get_parent().specific

    @property
    def planned_end(self) -> ApproximateDate | None:
        """Return the end that start and duration announce, as precise as the start: April 2009 + 24 months = 2011-03.

        The last day of the convention is the day before the anniversary.
        """
        begun = self.start or self.actual_signature
        if not begun or not self.duration:
            return None
        anniversary: date = begun.first_day + relativedelta(months=self.duration)
        end = anniversary - relativedelta(days=1)
        if begun.precision == "day":
            return ApproximateDate(end)
        first = end.replace(day=1) if begun.precision == "month" else anniversary
        return ApproximateDate(first, begun.precision)

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    def prolonged_until(self, amendments) -> ApproximateDate | None:
        """Return the end after prolongation: the latest one that amendments give, else what the page itself says."""
        ends = [one.extends_until for one in amendments if one.extends_until]
        if ends:
            return max(ends)
        return self.actual_end if self.status == ConventionStatus.EXTENDED else None

    @property
    def status_kind(self) -> str:
        """Return how the status is drawn (see components/status.html)."""
        if self.is_running:
            return "going"
        if self.status == ConventionStatus.EXPIRED:
            return "abandoned"
        return "done" if self.is_over else "planned"

    def pair(self) -> dict[str, list[LocalRole]]:
        """Return who coordinates today for each half, deputies after: {role: [LocalRole…]}."""
        held = LocalRole.objects.on(timezone.localdate()).filter(page_id=self.pk, role__in=PAIR_ROLES)
        held = list(held.select_related("organisation").order_by("is_deputy", "pk"))
        return {role: [one for one in held if one.role == role] for role in PAIR_ROLES}

    def missing_halves(self) -> list[str]:
        """Return the labels of the halves of the pair that nobody holds today."""
        return [role.label for role, held in self.pair().items() if not any(not one.is_deputy for one in held)]

    def steps(self) -> list[dict]:
        """Return the life of the convention as steps: label and state (done, current, todo)."""
        current = ConventionStatus(self.status)
        last = current if current in OVER else ConventionStatus.EVALUATED
        going = ConventionStatus.EXTENDED if current == ConventionStatus.EXTENDED else ConventionStatus.ONGOING
        path = [*BEFORE_SIGNATURE, ConventionStatus.SIGNED, going, last]
        reached = path.index(current)
        states = {-1: "done", 0: "current", 1: "todo"}
        return [
            {"label": step.label, "state": states[(rank > reached) - (rank < reached)]}
            for rank, step in enumerate(path)
        ]

    def parts(self) -> Q:
        return parts.condition(self)

    def get_context(self, request, *args, **kwargs):
        from pages.conventions import sections

        context = super().get_context(request, *args, **kwargs)
        context |= presentation.convention(self, request, sections.phase_links(self, request))
        return {**context, "contents": presentation.contents(self, context)}

    # The index

    def territory_details(self) -> dict:
        """Return what the convention and all below it are found by: the territory and the perimeter's communes."""
        territory = self.territory
        perimeter = self.perimeter.values_list("code", flat=True)
        return {
            "territories": tuple(dict.fromkeys([*territory.codes(), *perimeter])),
            "territory_name": territory.title,
        }

    def search_details(self) -> dict:
        signed = self.actual_signature or self.planned_signature
        return {
            **self.territory_details(),
            "status": self.status,
            "year": signed.year if signed else None,
            "date": signed.first_day if signed else None,
            "organisations": tuple(self.signatories.values_list("organisation__slug", flat=True).distinct()),
        }

    def search_text(self) -> str:
        fields = " ".join(f"{field.name} {field.detail}" for field in self.fields.all())
        return f"CTG {super().search_text()} {fields} {self.framework}"


ConventionPage.edit_handler = ConventionPage.tabs(
    (ConventionPage.content_panels, _("L’essentiel")),
    (ConventionPage.partner_panels, _("Parties et binôme")),
    (ConventionPage.phase_panels, _("Phases")),
    (ConventionPage.scope_panels, _("Périmètre et contrats")),
)


class Side(models.TextChoices):
    CAF = "caf", _("Caf")
    LOCAL = "local", _("Collectivité")


class Signatory(Orderable):
    """An organisation that signed, by the function of the person who held the pen."""

    convention = ParentalKey(ConventionPage, on_delete=models.CASCADE, related_name="signatories")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, verbose_name=_("organisme"), related_name="signatures"
    )
    function = models.CharField(_("fonction du signataire"), max_length=150)

    panels = [FieldRowPanel([FieldPanel("organisation"), FieldPanel("function")])]

    class Meta(Orderable.Meta):
        verbose_name = _("signataire")
        verbose_name_plural = _("signataires")


class ConventionField(Orderable):
    """A field that the convention covers, told apart: the Caf's and the collectivité's."""

    convention = ParentalKey(ConventionPage, on_delete=models.CASCADE, related_name="fields")
    side = models.CharField(_("partie"), max_length=10, choices=Side.choices)
    name = models.CharField(_("champ"), max_length=150)
    detail = models.TextField(_("précision"), blank=True)

    panels = [FieldRowPanel([FieldPanel("side"), FieldPanel("name")]), FieldPanel("detail")]

    class Meta(Orderable.Meta):
        verbose_name = _("champ")
        verbose_name_plural = _("champs")


class PerimeterPlace(Orderable):
    """A commune that the convention covers; the holding territory's own, when it is a commune, goes without saying."""

    convention = ParentalKey(ConventionPage, on_delete=models.CASCADE, related_name="perimeter")
    code = models.CharField(_("code Insee"), max_length=5)
    name = models.CharField(_("nom"), max_length=100, blank=True, editable=False)

    panels = [FieldPanel("code")]

    class Meta(Orderable.Meta):
        verbose_name = _("commune du périmètre")
        verbose_name_plural = _("communes du périmètre")
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="conventions_perimeter_once",
                violation_error_message=_("Cette commune est déjà dans le périmètre."),
            )
        ]

    def __str__(self):
        return self.name or self.code

    def clean(self):
        super().clean()
        self.code = self.code.strip().upper()
        area = lookup.get("commune", self.code)
        if not area:
            raise ValidationError({"code": _("Aucune commune ne porte ce code Insee.")})
        self.name = area.name


class Post(Orderable):
    """A post of « chargé de coopération CTG »."""

    convention = ParentalKey(ConventionPage, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(_("intitulé"), max_length=150)
    employer = models.ForeignKey("people.Organisation", models.PROTECT, verbose_name=_("employeur"), related_name="+")
    share = models.PositiveSmallIntegerField(
        _("part d’un temps plein (%)"), default=100, validators=[MinValueValidator(1)]
    )
    field = models.CharField(_("champ"), max_length=150, blank=True)
    start = ApproximateDateField(_("depuis"))
    end = ApproximateDateField(_("jusqu’à"))

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("employer")]),
        FieldRowPanel([FieldPanel("share"), FieldPanel("field")]),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("poste")
        verbose_name_plural = _("postes")

    def clean(self):
        super().clean()
        if self.share and self.share > 100:
            raise ValidationError({"share": _("Un temps plein est 100 %.")})
        if self.start and self.end and self.end.last_day < self.start.first_day:
            raise ValidationError({"end": _("La fin précède le début.")})


class RelatedContract(Orderable):
    """A text tied to the convention: a contract before, beside or after it, its amendments, the projects it accords."""

    class Relation(models.TextChoices):
        BEFORE = "before", _("Avant elle")
        BESIDE = "beside", _("À côté d’elle")
        AMENDMENT = "amendment", _("Avenant")
        AFTER = "after", _("Après elle")
        PROJECT = "project", _("Projet qu’elle accorde")

    convention = ParentalKey(ConventionPage, on_delete=models.CASCADE, related_name="contracts")
    relation = models.CharField(_("place"), max_length=10, choices=Relation.choices)
    title = models.CharField(_("intitulé"), max_length=200)
    date = ApproximateDateField(_("date"))
    text = models.TextField(_("précision"), blank=True)
    extends_until = ApproximateDateField(
        _("prolonge jusqu’à"), help_text=_("Pour un avenant qui prolonge la convention.")
    )
    document = models.ForeignKey(
        "base.PortalDocument", models.SET_NULL, verbose_name=_("document"), null=True, blank=True, related_name="+"
    )
    page = models.ForeignKey(
        ConventionPage, models.SET_NULL, verbose_name=_("sa page ici"), null=True, blank=True, related_name="+"
    )

    panels = [
        FieldRowPanel([FieldPanel("relation"), FieldPanel("date")]),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("extends_until"), FieldPanel("document")]),
        FieldPanel("page"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("texte lié")
        verbose_name_plural = _("textes liés")

    def clean(self):
        super().clean()
        if self.extends_until and self.relation != self.Relation.AMENDMENT:
            raise ValidationError({"extends_until": _("Seul un avenant prolonge la convention.")})
