"""What the screens draw of an examination: for those who examine, and for the association, which reads less."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from pages.fund.models import EntryKind, LedgerEntry
from pages.people.models import User
from pages.proposals import gestures, proposal_sections, telling
from pages.proposals.models import Proposal, Stance

STANCE_KINDS = {Stance.FAVOURABLE: "done", Stance.RESERVED: "late", Stance.UNFAVOURABLE: "abandoned"}


def examination(proposal: Proposal, reader: User) -> dict:
    """Return what those who examine a request read of it: nothing of this is the association's to read."""
    offered = gestures.offered(reader, proposal)
    opinions = list(proposal.opinions.asked().select_related("person").prefetch_related("scores"))
    for one in opinions:
        one.kind = STANCE_KINDS.get(one.stance, "planned")
    return {
        "gestures": {
            "main": [one for one in offered if one.is_main],
            "others": [one for one in offered if not one.is_main],
        },
        "awaited": telling.awaited(proposal),
        "page_url": page_url(proposal),
        "examination": {
            "corrections": corrections(proposal),
            "opinions": opinions,
            "grid": grid(opinions),
            "signatures": proposal.signatures.select_related("person"),
            "committee": proposal.committee_opinions.all(),
            "decisions": decisions(proposal, "dossier_act", proposal.number),
        },
    }


def page_url(proposal: Proposal) -> str:
    """Return where staff find the page that came of a request: the page once published, its editor before."""
    page = proposal.page
    if page is None:
        return ""
    return page.url if page.live else reverse("wagtailadmin_pages:edit", args=[page.pk])


def corrections(proposal: Proposal) -> list:
    """Return the corrections asked, the latest first, with the titles of the sections that each reopened."""
    known = {one.slug: str(one.title) for one in proposal_sections.sections_of(proposal)}
    found = list(proposal.corrections.all())
    for one in found:
        one.titles = ", ".join(known.get(slug, slug) for slug in one.sections)
    return found


def grid(opinions: list) -> dict | None:
    """Return the scores side by side, one row a criterion, with each person's weighted mean; None without any."""
    given = [one for one in opinions if one.scores.all()]
    if not given:
        return None
    labels = list(dict.fromkeys(score.label for one in given for score in one.scores.all()))
    scores = [{score.label: score for score in one.scores.all()} for one in given]
    rows = [[label, *(told[label].value if label in told else "–" for told in scores)] for label in labels]
    rows.append([_("Moyenne pondérée"), *(mean(told.values()) for told in scores)])
    return {"columns": [_("Critère"), *(str(one.person or _("Compte fermé")) for one in given)], "rows": rows}


def mean(scores) -> str:
    """Return a weighted mean out of 5, written the French way."""
    scores = list(scores)
    weight = sum(score.weight for score in scores)
    value = Decimal(sum(score.weight * score.value for score in scores)) / weight
    return f"{value:.1f}".replace(".", ",")


def decisions(proposal: Proposal, act_view: str, *args) -> list[dict]:
    """Return the funders' decisions, those taken back included, with their payments and acts."""
    kept = list(proposal.decisions.select_related("funder").prefetch_related("acts"))
    payments = []
    if proposal.page_id and any(one.commitment_id for one in kept):
        payments = list(LedgerEntry.objects.standing().filter(project=proposal.page_id, kind=EntryKind.PAYMENT))
    return [
        {
            "funder": one.funder.name,
            "amount": one.amount,
            "kind": "suspended" if one.revoked_at else "done" if one.granted else "abandoned",
            "label": _("Retirée") if one.revoked_at else _("Accordée") if one.granted else _("Refusée"),
            **{name: getattr(one, name) for name in ("act", "reference", "date", "payer", "conditions", "reasons")},
            "revocation_reason": one.revocation_reason,
            "payments": [entry for entry in payments if entry.funder_id == one.funder_id and not one.revoked_at],
            "acts": [
                {"label": act.get_kind_display(), "url": reverse(act_view, args=[*args, act.pk])}
                for act in one.acts.all()
            ],
        }
        for one in kept
    ]
