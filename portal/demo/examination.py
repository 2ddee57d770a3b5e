"""How far the demo's requests go in the circuit: each gesture by the account whose it is, through the services."""

from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from pages.fund.models import CallPage
from pages.people.models import Organisation, User
from pages.proposals import services
from pages.proposals.models import InstructionRules, Proposal
from portal.demo.organisations import TILLEULS

MODERATOR, CAF, CITY = "moderation@demo.test", "caf@demo.test", "ville@demo.test"
OFFICER, CAF_FUND, CITY_FUND = "cooperation@demo.test", "fonds@demo.test", "fonds-ville@demo.test"


def who(email: str) -> User:
    return User.objects.get(email=email)


def to(end: Callable[[User, Proposal], None]) -> Callable[[User, Proposal], None]:
    """Return what sends a request, then brings it somewhere; each gesture is done on the request as it is then."""

    def ends(author: User, proposal: Proposal) -> None:
        end(author, services.submit(author, proposal))

    return ends


def admit(proposal: Proposal) -> None:
    services.admit(who(MODERATOR), proposal, "Le dossier est complet et entre dans le champ du fonds (fictif).")


def instruct(proposal: Proposal) -> None:
    admit(proposal)
    services.ask_opinion(who(MODERATOR), proposal, who(OFFICER), "Le lieu convient-il aux familles du quartier ?")
    grid = {one.label: 4 for one in proposal.call.criteria.all()}
    services.give_opinion(
        who(OFFICER), proposal, "favourable", "Des familles l’attendent. Note d’instruction : moustragne.", grid
    )


def sign(proposal: Proposal) -> None:
    instruct(proposal)
    services.conclude_instruction(who(MODERATOR), proposal)
    services.sign(who(CAF), proposal)


def advise(proposal: Proposal) -> None:
    sign(proposal)
    services.sign(who(CITY), proposal)


def submit_to_funders(proposal: Proposal) -> None:
    advise(proposal)
    services.record_committee_opinion(
        who(CITY), proposal, "favourable", "Le comité souligne la place des parents.", met_on=timezone.localdate()
    )


def decide(proposal: Proposal, email: str, amount: int | None, act: str) -> None:
    agent = who(email)
    funder = agent.local_roles.get(role="fund_instructor").organisation
    services.decide(
        agent,
        proposal,
        funder,
        None if amount is None else Decimal(amount),
        act=act,
        reference=f"{proposal.number} (fictif)",
        date=timezone.localdate(),
        conditions="Un point d’étape à mi-parcours." if amount else "",
        reasons="" if amount else "La Ville soutient déjà cette action autrement.",
    )


# Where each request stops


def waits_for_opinions(author: User, proposal: Proposal) -> None:
    instruct(proposal)
    services.write_message(author, proposal, "Le local est prêté jusqu’en juin. Mot de l’association : tourniflard.")
    services.write_message(who(MODERATOR), proposal, "Merci, c’est noté au dossier.")
    services.write_message(
        who(MODERATOR), proposal, "À revoir avec la Ville. Mot interne : gribouchelle.", internal=True
    )
    services.ask_opinion(who(MODERATOR), proposal, who(CAF_FUND), "Le budget est-il tenable ?")


def waits_for_a_signature(author: User, proposal: Proposal) -> None:
    sign(proposal)


def waits_for_the_committee(author: User, proposal: Proposal) -> None:
    advise(proposal)


def waits_for_a_funder(author: User, proposal: Proposal) -> None:
    submit_to_funders(proposal)
    decide(proposal, CAF_FUND, 3_000, "Décision de la commission d’action sociale")


def is_to_correct(author: User, proposal: Proposal) -> None:
    services.request_correction(
        who(MODERATOR), proposal, ["budget", "pieces"], "Le devis et le budget ne disent pas le même montant."
    )


def was_corrected_twice(author: User, proposal: Proposal) -> None:
    for summary in ("Un rendez-vous par semaine, le samedi.", "Un rendez-vous par semaine, le samedi et le mercredi."):
        services.request_correction(who(MODERATOR), proposal, ["action"], "Dites quels jours l’action a lieu.")
        correct(author, proposal, summary)
        services.resubmit(author, proposal)
    admit(proposal)


def correct(author: User, proposal: Proposal, summary: str) -> None:
    from portal.demo.proposals import typed

    proposal.refresh_from_db()
    told = {name: getattr(proposal, name) for name in ("title", "needs", "objectives", "description")}
    version = proposal.version_of("action")
    services.save_draft(author, proposal, "action", typed({**told, "summary": summary}), version)


def is_paid_in_part(author: User, proposal: Proposal) -> None:
    submit_to_funders(proposal)
    decide(proposal, CAF_FUND, 4_000, "Décision de la commission d’action sociale")
    decide(proposal, CITY_FUND, 2_500, "Délibération du conseil municipal")
    agent = who(CAF_FUND)
    funder = agent.local_roles.get(role="fund_instructor").organisation
    services.record_payment(
        agent, proposal, funder, Decimal(2_000), timezone.localdate(), f"Mandat {proposal.number} (fictif)"
    )


def is_granted_by_one(author: User, proposal: Proposal) -> None:
    submit_to_funders(proposal)
    decide(proposal, CAF_FUND, 1_500, "Décision de la commission d’action sociale")
    decide(proposal, CITY_FUND, None, "Délibération du conseil municipal")


def is_refused(author: User, proposal: Proposal) -> None:
    services.refuse(who(MODERATOR), proposal, "L’action se tient hors du territoire de la convention.")


def is_closed(author: User, proposal: Proposal) -> None:
    services.close(who(MODERATOR), proposal, "L’association a déposé deux fois la même demande.")


def stand_out() -> None:
    """Have the City's instructor declare an interest: Tilleuls' requests are out of their sight."""
    association = Organisation.objects.get(name=TILLEULS)
    services.recuse(who(CITY_FUND), association, reason="Un proche y travaille (fictif).")


def publish_at_once(call: CallPage) -> None:
    InstructionRules.objects.get_or_create(page=call, defaults={"publishes": True})


WAYS: dict[str, Callable[[User, Proposal], None]] = {
    "L’atelier des inventions": waits_for_opinions,
    "Le jardin des petits pas": waits_for_a_signature,
    "Les dimanches en famille": waits_for_the_committee,
    "La fabrique de jouets": waits_for_a_funder,
    "Le bus des histoires": is_to_correct,
    "Les cuisines du samedi": was_corrected_twice,
    "Le théâtre des paliers": is_paid_in_part,
    "La ludothèque des escaliers": is_granted_by_one,
    "Le grand tournoi": is_refused,
    "La kermesse des inventions": is_closed,
}
