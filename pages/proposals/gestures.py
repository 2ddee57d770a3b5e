"""What one may do to a request from its page: each gesture is a form with its address, its rule and its service."""

import uuid
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _g

from pages.base.templatetags.portal import euros
from pages.conventions.models import CommitteePage
from pages.groups.models import MeetingPage
from pages.people.models import PAIR_ROLES, Organisation, Recusal, Role, User
from pages.proposals import access, proposal_sections, services
from pages.proposals.fields import DayField, EurosField
from pages.proposals.forms import SpaceForm
from pages.proposals.models import GrantDecision, Opinion, Proposal, Signature, Stance, Step
from pages.proposals.models.examination import BEST_SCORE
from pages.proposals.models.proposals import EXAMINED
from pages.proposals.services.decisions import most
from pages.proposals.services.opinions import advisers
from pages.proposals.services.steps import candidates

LINES = forms.Textarea(attrs={"rows": 5})


class Gesture(SpaceForm):
    """A gesture on a request. ``state``: the passage of the step that the person had before their eyes."""

    # Templates are given the class itself: they read it and never make a form of it.
    do_not_call_in_templates = True

    slug = ""
    title = ""
    lead = ""
    button = ""
    done = ""
    unavailable = _g("Il n’y a rien à faire de tel sur ce dossier aujourd’hui.")
    is_dangerous = False
    """Whether its button is drawn as one that cannot be undone."""
    is_main = False
    """Whether it is what the step waits for."""

    state = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: User, proposal: Proposal, data=None):
        self.actor, self.proposal = actor, proposal
        super().__init__(data, initial={"state": proposal.task_state_id})
        self.prepare()

    def prepare(self) -> None:
        """Give the fields what depends on the request and on the actor."""

    @classmethod
    def offered(cls, actor: User, proposal: Proposal) -> bool:
        """Say whether the gesture is shown to a person now; the service checks again."""
        return not access.may_examine(actor, proposal)

    def perform(self):
        """Do it. Raises Refused."""
        raise NotImplementedError


def _at(proposal: Proposal, step: str) -> bool:
    return proposal.status in EXAMINED and proposal.step == step


def _awaited(proposal: Proposal) -> list[Opinion]:
    """Return the opinions that are awaited, read from those that the page has brought already."""
    return [one for one in proposal.opinions.all() if one.is_awaited]


class Admit(Gesture):
    slug, button = "admettre", _g("Déclarer recevable")
    title = _g("Recevabilité")
    lead = _g("La demande entre dans le champ et son dossier permet de l’instruire : l’instruction commence.")
    done = _g("La proposition est recevable : son instruction commence.")
    is_main = True

    note = forms.CharField(
        label=_g("Note"),
        max_length=1000,
        required=False,
        widget=LINES,
        help_text=_g("Interne : l’association ne la lit pas."),
    )

    @classmethod
    def offered(cls, actor, proposal):
        return _at(proposal, Step.ELIGIBILITY) and super().offered(actor, proposal)

    def perform(self):
        services.admit(self.actor, self.proposal, self.cleaned_data["note"], self.cleaned_data["state"])


class AskOpinion(Gesture):
    slug, button = "demander-un-avis", _g("Transmettre pour avis")
    title = _g("Demander un avis")
    done = _g("L’avis est demandé.")
    is_main = True

    person = forms.ModelChoiceField(User.objects.none(), label=_g("À qui"))
    question = forms.CharField(label=_g("Ce qui est demandé"), max_length=2000, required=False, widget=LINES)
    due_on = DayField(label=_g("Pour le"), required=False)

    def prepare(self):
        known = advisers(self.proposal)
        field = self.fields["person"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in known]).order_by("last_name", "email")

    @classmethod
    def offered(cls, actor, proposal):
        return _at(proposal, Step.INSTRUCTION) and not access.may_conduct(actor, proposal)

    def perform(self):
        given = self.cleaned_data
        services.ask_opinion(self.actor, self.proposal, given["person"], given["question"], given["due_on"])


class GiveOpinion(Gesture):
    slug, button = "donner-un-avis", _g("Donner mon avis")
    title = _g("Mon avis")
    lead = _g("Lu par les services qui examinent le dossier. L’association ne le lit pas.")
    done = _g("Votre avis est enregistré.")
    is_main = True

    stance = forms.ChoiceField(label=_g("Avis"), choices=Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_g("Observations"),
        max_length=10_000,
        required=False,
        widget=LINES,
        help_text=_g("Nécessaires si l’avis n’est pas favorable."),
    )

    def prepare(self):
        self.criteria = {}
        grades = [("", _("sans note"))] + [(str(grade), str(grade)) for grade in range(BEST_SCORE + 1)]
        for one in self.proposal.call.criteria.all() if self.proposal.call else []:
            name = f"criterion{one.pk}"
            self.criteria[name] = one.label
            self.fields[name] = forms.TypedChoiceField(
                label=one.label,
                choices=grades,
                required=False,
                coerce=int,
                empty_value=None,
                help_text=" ".join(
                    filter(None, [one.help, _("De 0 à 5 ; poids : %(weight)d.") % {"weight": one.weight}])
                ),
                widget=forms.Select(attrs={"class": "field__input"}),
            )

    @classmethod
    def offered(cls, actor, proposal):
        return proposal.status in EXAMINED and any(one.person_id == actor.pk for one in _awaited(proposal))

    def perform(self):
        scores = {label: self.cleaned_data[name] for name, label in self.criteria.items()}
        services.give_opinion(self.actor, self.proposal, self.cleaned_data["stance"], self.cleaned_data["text"], scores)


class CallOff(Gesture):
    slug, button = "renoncer-a-un-avis", _g("Renoncer à cet avis")
    title = _g("Renoncer à un avis demandé")
    done = _g("Cet avis n’est plus attendu.")

    opinion = forms.ModelChoiceField(Opinion.objects.none(), label=_g("Avis attendu de"))

    def prepare(self):
        field = self.fields["opinion"]
        field.queryset = self.proposal.opinions.waiting().select_related("person")
        field.label_from_instance = lambda opinion: str(opinion.person)

    @classmethod
    def offered(cls, actor, proposal):
        conducts = _at(proposal, Step.INSTRUCTION) and not access.may_conduct(actor, proposal)
        return conducts and bool(_awaited(proposal))

    def perform(self):
        services.call_off_opinion(self.actor, self.cleaned_data["opinion"])


class Conclude(Gesture):
    slug, button = "conclure", _g("Conclure l’instruction")
    title = _g("Conclure l’instruction")
    lead = _g("Les avis sont donnés : le dossier passe à l’accord des deux coordonnateurs.")
    done = _g("L’instruction est conclue.")
    is_main = True

    @classmethod
    def offered(cls, actor, proposal):
        ready = _at(proposal, Step.INSTRUCTION) and super().offered(actor, proposal)
        return ready and not _awaited(proposal)

    def perform(self):
        services.conclude_instruction(self.actor, self.proposal, self.cleaned_data["state"])


class Sign(Gesture):
    slug, button = "signer", _g("Donner mon accord")
    title = _g("Accord du binôme")
    lead = _g(
        "Le dossier avance quand les deux moitiés du binôme ont donné leur accord, chacune par une autre personne."
    )
    done = _g("Votre accord est enregistré.")
    is_main = True

    half = forms.ChoiceField(label=_g("Pour"), required=False, widget=forms.RadioSelect)

    def prepare(self):
        held = access.roles_on(self.actor, self.proposal)
        mine = [role for role in PAIR_ROLES if role in held]
        if len(mine) < 2:
            del self.fields["half"]
        else:
            self.fields["half"].choices = [(role, Role(role).label) for role in mine]
            self.fields["half"].required = True

    @classmethod
    def offered(cls, actor, proposal):
        if not _at(proposal, Step.APPROVAL) or not super().offered(actor, proposal):
            return False
        return not Signature.objects.filter(task_state=proposal.task_state_id, person=actor).exists()

    def perform(self):
        services.sign(self.actor, self.proposal, self.cleaned_data.get("half", ""), self.cleaned_data["state"])


class Committee(Gesture):
    slug, button = "avis-du-comite", _g("Enregistrer l’avis")
    title = _g("Avis du comité de pilotage")
    lead = _g("Le comité conseille ; chaque financeur décide ensuite par son propre acte.")
    done = _g("L’avis du comité est enregistré : les financeurs peuvent décider.")
    is_main = True

    meeting = forms.ModelChoiceField(
        MeetingPage.objects.none(),
        label=_g("Réunion du comité"),
        required=False,
        empty_label=_g("Une réunion qui n’est pas dans le portail"),
    )
    met_on = DayField(label=_g("Réuni le"), required=False, help_text=_g("Si la réunion n’est pas dans la liste."))
    stance = forms.ChoiceField(label=_g("Avis"), choices=Stance.choices, widget=forms.RadioSelect)
    amount = EurosField(label=_g("Montant conseillé (€)"), required=False)
    text = forms.CharField(label=_g("Observations"), max_length=5000, required=False, widget=LINES)

    def prepare(self):
        committees = CommitteePage.objects.descendant_of(self.proposal.convention)
        within = MeetingPage.objects.descendant_of(self.proposal.convention).live()
        held = [one.pk for one in within if one.is_past and any(one.is_descendant_of(page) for page in committees)]
        self.fields["meeting"].queryset = MeetingPage.objects.filter(pk__in=held).order_by("-date")

    @classmethod
    def offered(cls, actor, proposal):
        return _at(proposal, Step.COMMITTEE) and super().offered(actor, proposal)

    def perform(self):
        given = self.cleaned_data
        services.record_committee_opinion(
            self.actor,
            self.proposal,
            given["stance"],
            given["text"],
            given["meeting"],
            given["met_on"],
            given["amount"],
            given["state"],
        )


class OnceGesture(Gesture):
    """A gesture that writes money: its form bears its own mark, so that sent twice it is done once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class Decide(OnceGesture):
    slug, button = "decider", _g("Enregistrer la décision")
    title = _g("Décision du financeur")
    done = _g("La décision est enregistrée.")
    is_main = True

    funder = forms.ModelChoiceField(Organisation.objects.none(), label=_g("Financeur"), empty_label=None)
    granted = forms.ChoiceField(
        label=_g("Décision"), choices=[("oui", _g("Accorder")), ("non", _g("Refuser"))], widget=forms.RadioSelect
    )
    amount = EurosField(label=_g("Montant accordé (€)"), required=False)
    act = forms.CharField(
        label=_g("Acte"), max_length=150, help_text=_g("Délibération, décision de la commission d’action sociale…")
    )
    reference = forms.CharField(label=_g("Référence de l’acte"), max_length=100)
    date = DayField(label=_g("Date de l’acte"))
    conditions = forms.CharField(label=_g("Conditions"), max_length=5000, required=False, widget=LINES)
    payer = forms.CharField(
        label=_g("Qui verse"), max_length=150, required=False, help_text=_g("Vide : le financeur lui-même.")
    )
    reasons = forms.CharField(
        label=_g("Motifs"),
        max_length=5000,
        required=False,
        widget=LINES,
        help_text=_g("Nécessaires pour un refus : l’association les lira."),
    )

    def prepare(self):
        free = _undecided(self.actor, self.proposal)
        self.fields["funder"].queryset = Organisation.objects.filter(pk__in=free).order_by("name")
        if len(free) == 1:
            self.fields["funder"].initial = free[0]
            self.fields["funder"].widget = forms.HiddenInput()
        limits = [
            f"{one.name} : {euros(most(self.proposal, one))}"
            for one in Organisation.objects.filter(pk__in=free).order_by("name")
        ]
        self.fields["amount"].help_text = _("Nécessaire pour accorder. Au plus, aujourd’hui : %(limits)s.") % {
            "limits": " ; ".join(limits)
        }

    def clean(self):
        given = super().clean()
        if given.get("granted") == "oui" and given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Dites quel montant est accordé."))
        if given.get("granted") == "non" and not given.get("reasons", "").strip():
            self.add_error("reasons", _("Donnez les raisons du refus : l’association les lira."))
        return given

    @classmethod
    def offered(cls, actor, proposal):
        return _at(proposal, Step.DECISION) and bool(_undecided(actor, proposal))

    def perform(self):
        given = self.cleaned_data
        amount = given["amount"] if given["granted"] == "oui" else None
        kept = {
            name: given[name]
            for name in ("act", "reference", "date", "conditions", "payer", "reasons", "submission", "state")
        }
        services.decide(self.actor, self.proposal, given["funder"], amount, **kept)


def _undecided(actor: User, proposal: Proposal) -> list[int]:
    """Return the funders for which an actor may still decide."""
    decided = {one.funder_id for one in proposal.decisions.all() if not one.revoked_at}
    return [pk for pk in access.funders_for(actor, proposal) if pk not in decided]


class Revoke(Gesture):
    slug, button = "retirer-une-decision", _g("Retirer la décision")
    title = _g("Retirer une décision")
    lead = _g("Son engagement est annulé dans le fonds. Rien n’est possible si un versement a déjà été fait.")
    done = _g("La décision est retirée.")
    is_dangerous = True

    decision = forms.ModelChoiceField(GrantDecision.objects.none(), label=_g("Décision"), empty_label=None)
    reason = forms.CharField(label=_g("Motif"), max_length=2000, widget=LINES)

    def prepare(self):
        own = [one.pk for one in _own(self.actor, self.proposal)]
        self.fields["decision"].queryset = GrantDecision.objects.filter(pk__in=own).select_related("funder")

    @classmethod
    def offered(cls, actor, proposal):
        return proposal.status in ("under_review", "accepted") and bool(_own(actor, proposal))

    def perform(self):
        services.revoke_decision(self.actor, self.cleaned_data["decision"], self.cleaned_data["reason"])


def _own(actor: User, proposal: Proposal) -> list[GrantDecision]:
    """Return the standing decisions of the funders for which an actor instructs."""
    mine = access.funders_for(actor, proposal)
    return [one for one in proposal.decisions.all() if one.funder_id in mine and not one.revoked_at]


class Pay(OnceGesture):
    slug, button = "verser", _g("Enregistrer le versement")
    title = _g("Enregistrer un versement")
    lead = _g("Le versement s’écrit dans le fonds ; son attestation est faite aussitôt.")
    done = _g("Le versement est enregistré.")
    is_main = True

    funder = forms.ModelChoiceField(Organisation.objects.none(), label=_g("Financeur"), empty_label=None)
    amount = EurosField(label=_g("Montant versé (€)"))
    date = DayField(label=_g("Date du versement"))
    reference = forms.CharField(label=_g("Référence du mandat ou du virement"), max_length=150)

    def prepare(self):
        paying = [one.funder_id for one in _own(self.actor, self.proposal) if one.commitment_id]
        self.fields["funder"].queryset = Organisation.objects.filter(pk__in=paying).order_by("name")
        self.fields["date"].initial = timezone.localdate()

    @classmethod
    def offered(cls, actor, proposal):
        return proposal.status == "accepted" and any(one.commitment_id for one in _own(actor, proposal))

    def perform(self):
        given = self.cleaned_data
        services.record_payment(
            self.actor,
            self.proposal,
            given["funder"],
            Decimal(given["amount"]),
            given["date"],
            given["reference"],
            given["submission"],
        )


class Correct(Gesture):
    slug, button = "demander-une-correction", _g("Demander une correction")
    title = _g("Demander une correction")
    lead = _g("L’association modifie les parties choisies, et elles seules ; le dossier revient ensuite à cette étape.")
    done = _g("La correction est demandée.")

    sections = forms.MultipleChoiceField(label=_g("Parties à rouvrir"), widget=forms.CheckboxSelectMultiple)
    message = forms.CharField(
        label=_g("Ce qui est attendu"), max_length=5000, widget=LINES, help_text=_g("L’association le lira.")
    )
    due_on = DayField(label=_g("À renvoyer avant le"), required=False)

    def prepare(self):
        known = proposal_sections.sections_of(self.proposal)
        self.fields["sections"].choices = [(one.slug, one.title) for one in known]

    @classmethod
    def offered(cls, actor, proposal):
        return proposal.status in EXAMINED and super().offered(actor, proposal)

    def perform(self):
        given = self.cleaned_data
        services.request_correction(
            self.actor, self.proposal, given["sections"], given["message"], given["due_on"], given["state"]
        )


class Ending(Gesture):
    is_dangerous = True

    reasons = forms.CharField(
        label=_g("Motifs"), max_length=5000, widget=LINES, help_text=_g("L’association les lira, mot pour mot.")
    )

    @classmethod
    def offered(cls, actor, proposal):
        early = proposal.status in EXAMINED and proposal.step != Step.DECISION
        return early and super().offered(actor, proposal)


class Refuse(Ending):
    slug, button = "refuser", _g("Refuser")
    title = _g("Refuser la proposition")
    done = _g("La proposition est refusée.")

    def perform(self):
        services.refuse(self.actor, self.proposal, self.cleaned_data["reasons"], self.cleaned_data["state"])


class Close(Ending):
    slug, button = "classer", _g("Classer sans suite")
    title = _g("Classer la proposition sans suite")
    done = _g("La proposition est classée sans suite.")

    def perform(self):
        services.close(self.actor, self.proposal, self.cleaned_data["reasons"], self.cleaned_data["state"])


class Reassign(Gesture):
    slug, button = "confier", _g("Confier l’étape")
    title = _g("Confier cette étape à quelqu’un")
    done = _g("C’est noté.")

    person = forms.ModelChoiceField(
        User.objects.none(), label=_g("À qui"), required=False, empty_label=_g("À tous ceux qui la tiennent")
    )

    def prepare(self):
        known = [one.pk for one in candidates(self.proposal)]
        self.fields["person"].queryset = User.objects.filter(pk__in=known).order_by("last_name", "email")
        self.fields["person"].initial = self.proposal.in_charge_id

    @classmethod
    def offered(cls, actor, proposal):
        return proposal.status in EXAMINED and not access.may_conduct(actor, proposal)

    def perform(self):
        services.reassign(self.actor, self.proposal, self.cleaned_data["person"])


class Recuse(Gesture):
    slug, button = "se-deporter", _g("Enregistrer le déport")
    title = _g("Déport")
    lead = _g(
        "Qui a un intérêt dans une association ne prend part à rien de ses dossiers : il ne les verra plus, dans "
        "aucune liste ni par la recherche."
    )
    done = _g("Le déport est enregistré.")

    person = forms.ModelChoiceField(User.objects.none(), label=_g("Qui"), required=False, empty_label=_g("Moi-même"))
    reason = forms.CharField(
        label=_g("Intérêt déclaré"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_g("Par exemple : membre du bureau, proche d’un dirigeant."),
    )

    def prepare(self):
        if access.may_declare_interest(self.actor, self.proposal):
            del self.fields["person"]
            return
        others = [one.pk for one in advisers(self.proposal) if one != self.actor]
        self.fields["person"].queryset = User.objects.filter(pk__in=others).order_by("last_name", "email")

    @classmethod
    def offered(cls, actor, proposal):
        return bool(access.roles_on(actor, proposal))

    def perform(self):
        person = self.cleaned_data.get("person") or self.actor
        services.recuse(self.actor, self.proposal.association, person, self.cleaned_data["reason"])


class LiftRecusal(Gesture):
    slug, button = "lever-un-deport", _g("Lever le déport")
    title = _g("Lever un déport")
    done = _g("Le déport est levé.")

    recusal = forms.ModelChoiceField(Recusal.objects.none(), label=_g("De qui"), empty_label=None)

    def prepare(self):
        field = self.fields["recusal"]
        field.queryset = _others_recusals(self.actor, self.proposal)
        field.label_from_instance = lambda recusal: str(recusal.person)

    @classmethod
    def offered(cls, actor, proposal):
        declares = not access.may_declare_interest(actor, proposal)
        return declares and _others_recusals(actor, proposal).exists()

    def perform(self):
        services.lift_recusal(self.actor, self.cleaned_data["recusal"])


def _others_recusals(actor: User, proposal: Proposal):
    """Return the déports from a request's association that concern its convention's team."""
    standing = Recusal.objects.standing().filter(organisation=proposal.association_id).exclude(person=actor)
    team = standing.filter(person__local_roles__page=proposal.convention_id)
    return Recusal.objects.filter(pk__in=team.values("pk")).select_related("person")


GESTURES: tuple[type[Gesture], ...] = (
    GiveOpinion,
    Admit,
    Conclude,
    AskOpinion,
    CallOff,
    Sign,
    Committee,
    Decide,
    Pay,
    Correct,
    Refuse,
    Close,
    Revoke,
    Reassign,
    Recuse,
    LiftRecusal,
)


def offered(actor: User, proposal: Proposal) -> list[type[Gesture]]:
    """Return the gestures that a person may do on a request now, in the order in which they are drawn."""
    return [gesture for gesture in GESTURES if gesture.offered(actor, proposal)]


def named(slug: str) -> type[Gesture] | None:
    return next((gesture for gesture in GESTURES if gesture.slug == slug), None)
