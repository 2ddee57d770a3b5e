"""The circuit of a request, on Wagtail's own workflow: its steps, who holds each, within how many days."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, Workflow

from pages.conventions.models import ConventionPage
from pages.fund.models import CallPage
from pages.people.models import PAIR_ROLES, Role


class Step(models.TextChoices):
    ELIGIBILITY = "eligibility", _("Recevabilité")
    INSTRUCTION = "instruction", _("Instruction")
    APPROVAL = "approval", _("Accord du binôme")
    COMMITTEE = "committee", _("Avis du comité de pilotage")
    DECISION = "decision", _("Décision de chaque financeur")


class Holder(models.TextChoices):
    """Who holds a step that any of several people may close."""

    MODERATOR = "moderator", _("La modération de la convention")
    PAIR = "pair", _("L’un des deux coordonnateurs")


HOLDER_ROLES = {Holder.MODERATOR: (Role.MODERATOR,), Holder.PAIR: PAIR_ROLES}


class CircuitTask(Task):
    """A step of the examination of a request. It is passed by the services alone (``pages.proposals.services``), which
    know who may and what is kept; Wagtail's own screens and addresses decide nothing here.
    """

    step = models.CharField(_("étape"), max_length=12, choices=Step.choices)
    holder = models.CharField(
        _("tenue par"),
        max_length=10,
        choices=Holder.choices,
        default=Holder.MODERATOR,
        help_text=_(
            "Pour la recevabilité, l’instruction et l’avis du comité. L’accord demande les deux coordonnateurs, la "
            "décision une instruction de chaque financeur."
        ),
    )
    days = models.PositiveSmallIntegerField(
        _("délai (jours)"), default=15, validators=[MaxValueValidator(365)], help_text=_("0 : sans échéance.")
    )

    admin_form_fields = [*Task.admin_form_fields, "step", "holder", "days"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "step"]

    class Meta:
        verbose_name = _("étape d’examen d’une proposition")
        verbose_name_plural = _("étapes d’examen d’une proposition")

    @classmethod
    def get_description(cls):
        return _("Une étape de l’examen des propositions : recevabilité, instruction, accord, avis, décision.")

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that hold this step."""
        if self.step == Step.APPROVAL:
            return PAIR_ROLES
        if self.step == Step.DECISION:
            return (Role.FUND_INSTRUCTOR,)
        return HOLDER_ROLES[Holder(self.holder)]

    @property
    def held_by(self) -> str:
        """Return who holds this step, in words."""
        return " / ".join(str(Role(role).label) for role in self.roles)

    def start(self, workflow_state, user=None):
        """Bring the request to this step: since when it waits there, until when."""
        state = super().start(workflow_state, user=user)
        proposal = workflow_state.content_object
        due_on = timezone.localdate() + dt.timedelta(days=self.days) if self.days else None
        proposal.enter(self.step, state.pk, due_on)
        return state

    def on_action(self, task_state, user, action_name, **kwargs):
        """Refuse what does not come through the services. Raises PermissionDenied."""
        raise PermissionDenied


class InstructionRules(models.Model):
    """How the requests made to a call, or to a convention outside any call, are examined: an administrator's choice.

    A call without rules of its own follows its convention's; a convention without any follows these defaults.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", models.CASCADE, verbose_name=_("appel ou convention"), related_name="instruction_rules"
    )
    circuit = models.ForeignKey(
        Workflow,
        models.SET_NULL,
        verbose_name=_("circuit de validation"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Vide : le circuit habituel des propositions."),
    )
    publishes = models.BooleanField(
        _("publier la page dès l’acceptation"),
        default=False,
        help_text=_("Sinon elle attend, en brouillon, d’être relue et publiée."),
    )
    note_months = models.PositiveSmallIntegerField(
        _("un point d’étape tous les (mois)"),
        default=6,
        validators=[MaxValueValidator(60)],
        help_text=_("0 : aucun n’est demandé."),
    )
    notification_text = models.TextField(
        _("notification de la décision"),
        blank=True,
        help_text=_(
            "Vide : le texte habituel. Entre accolades : {association}, {action}, {numero}, {financeur}, {montant}, "
            "{acte}, {date}, {conditions}, {payeur}."
        ),
    )
    agreement_text = models.TextField(_("convention de subvention"), blank=True)
    certificate_text = models.TextField(_("attestation de versement"), blank=True)

    class Meta:
        verbose_name = _("règle d’instruction")
        verbose_name_plural = _("règles d’instruction")

    def __str__(self):
        return self.page.title

    def clean(self):
        """Refuse another page than a call or a convention, and a circuit that no request can go through."""
        from pages.proposals.circuit import is_whole

        super().clean()
        wrong = {}
        if self.page_id and self.page.specific_class not in (CallPage, ConventionPage):
            wrong["page"] = _("Choisissez un appel ou une convention.")
        if self.circuit and not is_whole(self.circuit):
            wrong["circuit"] = _(
                "Ce circuit n’a pas que des étapes d’examen d’une proposition, ou ne finit pas par la décision des "
                "financeurs."
            )
        if wrong:
            raise ValidationError(wrong)
