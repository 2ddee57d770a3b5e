"""What the screens draw of an examination: for those who examine, and for the association, which reads less."""

from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from pages.people.models import User
from pages.proposals import gestures, proposal_sections, telling
from pages.proposals.models import Act, GrantDecision, Opinion, Proposal, Stance

STANCE_KINDS = {Stance.FAVOURABLE: "done", Stance.RESERVED: "late", Stance.UNFAVOURABLE: "abandoned"}


def bring(proposal: Proposal) -> None:
    """Read at once what several parts of a request's page ask for."""
    acts = Act.objects.select_related("payment__reversed_by")
    taken = GrantDecision.objects.select_related("funder").prefetch_related(Prefetch("acts", acts))
    prefetch_related_objects(
        [proposal],
        "funding_requests",
        Prefetch("opinions", Opinion.objects.select_related("person")),
        Prefetch("decisions", taken),
    )


def examination(proposal: Proposal, reader: User) -> dict:
    """Return what those who examine a request read of it: nothing of this is the association's to read."""
    offered = gestures.offered(reader, proposal)
    opinions = [one for one in proposal.opinions.all() if not one.withdrawn_at]
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
    known = {one.slug: str(one.title) for one in proposal_sections.SECTIONS}
    found = list(proposal.corrections.all())
    for one in found:
        one.titles = ", ".join(known.get(slug, slug) for slug in one.sections)
    return found


def grid(opinions: list) -> dict | None:
    """Return the scores side by side, one row a criterion, with each person's weighted mean; None without any."""
    given = [one for one in opinions if one.scores]
    if not given:
        return None
    labels = list(dict.fromkeys(score["label"] for one in given for score in one.scores))
    told = [{score["label"]: score["value"] for score in one.scores} for one in given]
    rows = [[label, *(scores.get(label, "–") for scores in told)] for label in labels]
    rows.append([_("Moyenne pondérée"), *(mean(one.scores) for one in given)])
    return {"columns": [_("Critère"), *(str(one.person or _("Compte fermé")) for one in given)], "rows": rows}


def mean(scores: list[dict]) -> str:
    """Return a weighted mean out of 5, written the French way."""
    weight = sum(score["weight"] for score in scores)
    value = Decimal(sum(score["weight"] * score["value"] for score in scores)) / weight
    return f"{value:.1f}".replace(".", ",")


def decisions(proposal: Proposal, act_view: str, *args) -> list[dict]:
    """Return the funders' decisions, those taken back included, with their payments and acts."""
    return [
        {
            "funder": one.funder.name,
            "amount": one.amount,
            "kind": "suspended" if one.revoked_at else "done" if one.granted else "abandoned",
            "label": _("Retirée") if one.revoked_at else _("Accordée") if one.granted else _("Refusée"),
            **{name: getattr(one, name) for name in ("act", "reference", "date", "payer", "conditions", "reasons")},
            "revocation_reason": one.revocation_reason,
            "payments": [
                act.payment for act in one.acts.all() if act.payment and not hasattr(act.payment, "reversed_by")
            ],
            "acts": [
                {"label": act.get_kind_display(), "url": reverse(act_view, args=[*args, act.pk])}
                for act in one.acts.all()
            ],
        }
        for one in proposal.decisions.all()
    ]


def versions(submissions: list, view: str, key) -> list[dict]:
    """Return what was sent, the latest first, each with the address of what changed since the one before."""
    return [
        {
            "rank": one.rank,
            "sent_at": one.sent_at,
            "url": reverse(view, args=[key, one.rank - 1, one.rank]) if one.rank > 1 else "",
        }
        for one in submissions
    ]
