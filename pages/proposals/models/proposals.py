from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, RevisionMixin, Workflow, WorkflowMixin

from pages.conventions.models import AxisPage, ConventionPage
from pages.fund.models import CallPage
from pages.people import audience, rights
from pages.people.models import Organisation, Recusal, Role
from pages.proposals.budget import Budget
from pages.proposals.models.circuit import CircuitTask, Step
from pages.proposals.models.sections import Sectioned
from pages.territories.models import Structure
from search.index import Entry, IndexedOnSave


class ProposalStatus(models.TextChoices):
    """What the association is told; the circuit's own steps are another thing."""

    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Soumise")
    TO_CORRECT = "to_correct", _("À corriger")
    UNDER_REVIEW = "under_review", _("En instruction")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")
    CLOSED = "closed", _("Classée sans suite")
    WITHDRAWN = "withdrawn", _("Retirée")


WRITABLE = (ProposalStatus.DRAFT, ProposalStatus.TO_CORRECT)
PENDING = (ProposalStatus.SUBMITTED, ProposalStatus.TO_CORRECT, ProposalStatus.UNDER_REVIEW)

EXAMINED = (ProposalStatus.SUBMITTED, ProposalStatus.UNDER_REVIEW)


class GrantForm(models.TextChoices):
    CASH = "cash", _("En numéraire")
    KIND = "kind", _("En nature")


class Recurrence(models.TextChoices):
    FIRST = "first", _("Première demande")
    RENEWAL = "renewal", _("Renouvellement")


class Purpose(models.TextChoices):
    PROJECT = "project", _("Un projet ou une action")
    FUNCTIONING = "functioning", _("Le fonctionnement global de l’association")


class Period(models.TextChoices):
    YEARLY = "yearly", _("Annuelle ou ponctuelle")
    SEVERAL = "several", _("Pluriannuelle")


class ProposalQuerySet(models.QuerySet):
    def visible(self, user) -> "ProposalQuerySet":
        """Keep what a user may see: their associations' requests, and those sent that they follow or examine.

        A draft is its association's alone. The index follows the same rule (``Proposal.tokens``).
        """
        from pages.proposals import access

        sent = ~models.Q(number=None)
        mine = models.Q(association__in=rights.associations_of(user))
        barred = access.barred_from(user)
        if user.is_superuser and user.is_active:
            return self.filter(mine | (sent & ~models.Q(association__in=barred)))
        followed = models.Q(pk__in=user.opinions.asked().values("proposal"))
        for one in access.followed_by(user):
            within = models.Q(convention=one.page_id)
            if one.role == Role.FUND_INSTRUCTOR:
                asked = FundingRequest.objects.filter(funder=one.organisation_id).values("proposal")
                within &= models.Q(pk__in=asked)
            followed |= within
        return self.filter(mine | (sent & followed & ~models.Q(association__in=barred)))

    def listed(self) -> "ProposalQuerySet":
        """Read what a list shows of each, of forty columns, with two names: its ``association_name``, and that of the
        call or the convention that it was ``written_for``.
        """
        shown = "title number status submitted_at updated_at step waiting_since due_on".split()
        named = self.annotate(
            association_name=models.F("association__name"), written_for=Coalesce("call__title", "convention__title")
        )
        return named.only(*shown)


class Proposal(IndexedOnSave, WorkflowMixin, DraftStateMixin, RevisionMixin, Sectioned, ClusterableModel):
    """An association's request: an action and its budget, for a call or for a convention outside any call.

    It is no page: a request is confidential. Its rows hold what is being written; what was sent is kept apart, whole
    and unchanged, in ``Submission``.
    """

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    association = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("association"), related_name="proposals"
    )
    convention = models.ForeignKey(
        ConventionPage, models.PROTECT, verbose_name=_("convention"), related_name="proposals"
    )
    call = models.ForeignKey(
        CallPage, models.PROTECT, verbose_name=_("appel"), null=True, blank=True, related_name="proposals"
    )
    status = models.CharField(
        _("état"), max_length=20, choices=ProposalStatus.choices, default=ProposalStatus.DRAFT, editable=False
    )
    number = models.CharField(_("numéro"), max_length=20, unique=True, null=True, blank=True, editable=False)
    renews = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("reprend"), null=True, blank=True, related_name="renewed_by"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("modifiée le"), auto_now=True)
    submitted_at = models.DateTimeField(_("envoyée le"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Where it is in the circuit: Wagtail's own rows say it too, but by text, which no list of 100 000 can be joined on
    live = models.BooleanField(default=False, editable=False)
    step = models.CharField(_("étape"), max_length=12, choices=Step.choices, blank=True, editable=False)
    task_state = models.ForeignKey(
        "wagtailcore.TaskState", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    waiting_since = models.DateTimeField(_("attend depuis le"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("échéance"), null=True, blank=True, editable=False)
    step_reminded_on = models.DateField(null=True, blank=True, editable=False)
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("confiée à"),
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    seen_at = models.DateTimeField(_("ouverte le"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True, editable=False)
    closing_reasons = models.TextField(_("motifs"), blank=True, editable=False)
    page = models.OneToOneField(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="proposal", editable=False
    )
    """The action or the funded project that came of it."""

    # The request, as Cerfa 12156*06 asks
    form = models.CharField(_("forme"), max_length=10, choices=GrantForm.choices, default=GrantForm.CASH)
    recurrence = models.CharField(_("fréquence"), max_length=10, choices=Recurrence.choices, default=Recurrence.FIRST)
    purpose = models.CharField(_("objet"), max_length=12, choices=Purpose.choices, default=Purpose.PROJECT)
    period = models.CharField(_("période"), max_length=10, choices=Period.choices, default=Period.YEARLY)
    years = models.PositiveSmallIntegerField(
        _("nombre d’années"), null=True, blank=True, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )

    # The action
    title = models.CharField(_("intitulé"), max_length=200, blank=True)
    summary = models.TextField(_("résumé"), max_length=500, blank=True)
    needs = models.TextField(_("besoin auquel elle répond"), max_length=5000, blank=True)
    objectives = models.TextField(_("objectifs"), max_length=5000, blank=True)
    description = models.TextField(_("description"), max_length=10000, blank=True)
    axis = models.ForeignKey(AxisPage, models.SET_NULL, verbose_name=_("axe"), null=True, blank=True, related_name="+")

    # Public, territory, dates, means
    beneficiaries = models.TextField(_("public visé"), max_length=3000, blank=True)
    people_expected = models.PositiveIntegerField(_("nombre de personnes attendues"), null=True, blank=True)
    territory = models.TextField(_("territoire de l’action"), max_length=1000, blank=True)
    structures = models.ManyToManyField(Structure, verbose_name=_("équipements"), blank=True, related_name="+")
    start = models.DateField(_("date de début"), null=True, blank=True)
    end = models.DateField(_("date de fin"), null=True, blank=True)
    human_means = models.TextField(_("moyens humains"), max_length=3000, blank=True)
    material_means = models.TextField(_("moyens matériels"), max_length=3000, blank=True)
    partners = models.TextField(_("partenaires"), max_length=3000, blank=True)

    # Evaluation
    evaluation = models.TextField(_("comment l’action sera évaluée"), max_length=3000, blank=True)
    budget_note = models.TextField(_("explications sur le budget"), max_length=3000, blank=True)

    # Attestations
    signatory_name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    signatory_function = models.CharField(_("fonction"), max_length=100, blank=True)
    signatory_has_mandate = models.BooleanField(_("signe par pouvoir du représentant légal"), default=False)
    attests_regularity = models.BooleanField(
        _("l’association est à jour de ses déclarations et de ses paiements, sociaux et fiscaux"), default=False
    )
    attests_accuracy = models.BooleanField(
        _("les renseignements donnés sont exacts et sincères, demandes à d’autres financeurs comprises"), default=False
    )
    aid_total = models.DecimalField(
        _("aides publiques reçues sur trois exercices (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Les aides dites « de minimis » ; 0 s’il n’y en a pas."),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["convention", "status", "-submitted_at", "-id"], name="proposals_by_convention"),
            models.Index(fields=["call", "status"], name="proposals_by_call"),
            models.Index(fields=["association", "status"], name="proposals_by_association"),
            models.Index(fields=["-submitted_at", "-id"], name="proposals_by_date"),
            models.Index(
                fields=["convention", "step", "waiting_since"],
                name="proposals_by_step",
                condition=~models.Q(step=""),
            ),
        ]

    def __str__(self):
        return self.title or str(_("Proposition sans titre"))

    def get_absolute_url(self) -> str:
        """Return the association's address of the request."""
        return reverse("proposal", args=[self.pk])

    @property
    def is_writable(self) -> bool:
        return self.status in WRITABLE

    @property
    def is_pending(self) -> bool:
        """Say whether it was sent and is not decided."""
        return self.status in PENDING

    @property
    def status_kind(self) -> str:
        """Return how the state is drawn (see components/status.html)."""
        return {
            ProposalStatus.DRAFT: "planned",
            ProposalStatus.TO_CORRECT: "late",
            ProposalStatus.ACCEPTED: "done",
            ProposalStatus.REFUSED: "abandoned",
            ProposalStatus.CLOSED: "abandoned",
            ProposalStatus.WITHDRAWN: "abandoned",
        }.get(self.status, "going")

    @property
    def asked(self) -> Decimal:
        """Return what is asked of all the funders together, in euros."""
        return sum((line.amount for line in self.funding_requests.all()), Decimal(0))

    @property
    def budget(self) -> Budget:
        """Return the budget, its account 74 made of what is asked here and of the other grants."""
        return self.budget_with(self.asked)

    def budget_with(self, asked: Decimal) -> Budget:
        """Return the budget when what is asked of the funders (euros) is known already."""
        others = sum((line.amount for line in self.co_financings.all()), Decimal(0))
        return Budget({line.account: line.amount for line in self.budget_lines.all()}, asked + others)

    # The circuit

    def get_workflow(self) -> Workflow | None:
        """Return the circuit that its call, else its convention, chose; the usual one otherwise."""
        from pages.proposals.circuit import circuit_of

        return circuit_of(self)

    @property
    def is_late(self) -> bool:
        """Say whether the step where it is should have been passed."""
        return bool(self.due_on and self.status in EXAMINED and self.due_on < timezone.localdate())

    @property
    def task(self) -> CircuitTask:
        """Return the step of the circuit where it is. Raises CircuitTask.DoesNotExist when it is at none."""
        return self.task_state.task.circuittask

    def enter(self, step: str, task_state_id: int | None, due_on: date | None) -> None:
        """Keep where it is now; called by the circuit alone, within the transaction that moves it."""
        self.step, self.task_state_id = step, task_state_id
        self.waiting_since, self.due_on, self.step_reminded_on = timezone.now(), due_on, None
        self.in_charge = None
        if step:
            examined = ProposalStatus.SUBMITTED if step == Step.ELIGIBILITY else ProposalStatus.UNDER_REVIEW
            self.status = examined
        self.save()

    # The index

    @staticmethod
    def convention_token(convention_id: int) -> str:
        return f"requests:{convention_id}"

    @staticmethod
    def funder_token(organisation_id: int, convention_id: int) -> str:
        return f"funder:{organisation_id}:{convention_id}"

    @staticmethod
    def person_token(user_id: int) -> str:
        return f"person:{user_id}"

    def tokens(self) -> frozenset[str]:
        """Return the tokens that open a request that was sent: its association's, and those of who follows it.

        Each of the followers' has a narrow form that names the association (see ``access.request_tokens``).
        """
        wholes = [self.convention_token(self.convention_id)]
        wholes += [self.funder_token(line.funder_id, self.convention_id) for line in self.funding_requests.all()]
        asked = self.opinions.asked().exclude(person__recusals__in=self._recusals()).values_list("person_id", flat=True)
        return frozenset(
            {
                audience.association_token(self.association_id),
                *wholes,
                *(f"{whole}/{self.association_id}" for whole in wholes),
                *(self.person_token(pk) for pk in asked if pk),
            }
        )

    def _recusals(self):
        return Recusal.objects.standing().filter(organisation=self.association_id)

    def search_key(self) -> str:
        return f"proposal:{self.pk}"

    def search_entry(self) -> Entry | None:
        if not self.number:
            return None
        told = (self.needs, self.objectives, self.description, self.beneficiaries, self.territory, self.partners)
        files = list(self.attachments.filter(removed_at=None).values_list("label", "name", "text"))
        named = [" ".join(one) for *one, _text in files]
        details = self.convention.territory_details()
        return Entry(
            kind="proposal",
            title=str(self),
            summary=self.summary,
            text=" ".join(filter(None, [self.number, self.association.name, *told, *named])),
            attached=" ".join(text for *_names, text in files),
            url=reverse("proposal_entry", args=[self.pk]),
            audience=self.tokens(),
            status=self.status,
            year=self.submitted_at.year,
            date=self.submitted_at.date(),
            organisations=(self.association.slug,),
            **details,
        )


class Target(models.Model):
    """An indicator that the action announces, with what it aims at."""

    proposal = ParentalKey(Proposal, on_delete=models.CASCADE, related_name="targets")
    label = models.CharField(_("indicateur"), max_length=150)
    value = models.DecimalField(_("cible"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unité"), max_length=30, blank=True)
    method = models.CharField(_("comment il sera mesuré"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("indicateur prévu")
        verbose_name_plural = _("indicateurs prévus")
        ordering = ["pk"]

    def __str__(self):
        return self.label


class BudgetLine(models.Model):
    """An account of the action's budget (euros); account 74 is not typed."""

    proposal = ParentalKey(Proposal, on_delete=models.CASCADE, related_name="budget_lines")
    account = models.CharField(_("compte"), max_length=3)
    amount = models.DecimalField(_("montant (€)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("ligne du budget")
        ordering = ["account"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "account"], name="proposals_account_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="proposals_amount_not_negative"),
        ]

    def __str__(self):
        return f"{self.account} : {self.amount}"


class FundingRequest(models.Model):
    """What is asked of one funder (euros)."""

    proposal = ParentalKey(Proposal, on_delete=models.CASCADE, related_name="funding_requests")
    funder = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("financeur"), related_name="+")
    amount = models.DecimalField(_("montant demandé (€)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("montant demandé")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "funder"], name="proposals_funder_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="proposals_asked_positive"),
        ]

    def __str__(self):
        return f"{self.funder} : {self.amount}"


class CoFinancing(models.Model):
    """Another grant for the same action: who gives it, how much (euros), whether it is certain."""

    proposal = ParentalKey(Proposal, on_delete=models.CASCADE, related_name="co_financings")
    funder = models.CharField(_("autre financeur"), max_length=150)
    amount = models.DecimalField(_("montant (€)"), max_digits=12, decimal_places=2)
    granted = models.BooleanField(_("déjà accordé"), default=False)

    class Meta:
        verbose_name = _("cofinancement")
        verbose_name_plural = _("cofinancements")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="proposals_cofinancing_not_negative")
        ]

    def __str__(self):
        return f"{self.funder} : {self.amount}"


class Answer(models.Model):
    """What is answered to a question that the call asks beyond the standard ones."""

    proposal = ParentalKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey("fund.CallQuestion", models.CASCADE, verbose_name=_("question"), related_name="+")
    text = models.TextField(_("réponse"))

    class Meta:
        verbose_name = _("réponse")
        ordering = ["question", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "question"], name="proposals_answer_once")]

    def __str__(self):
        return self.text[:60]
