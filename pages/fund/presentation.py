"""What the fund's pages say, in the shapes that the components draw: where the money came from, where it went."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.base.models.page import EXPIRES_AT
from pages.base.templatetags.portal import euros, number
from pages.conventions.models import ConventionPage
from pages.conventions.presentation import period
from pages.fund.links import propose_url
from pages.fund.models import (
    CallInquiry,
    CallPage,
    EntryKind,
    FundedProjectPage,
    FundPage,
    LedgerEntry,
    amounts,
    in_words,
)
from pages.fund.services import position
from pages.people import audience
from pages.territories.models import TerritoryPage

PER_PAGE = 12
NAMED_IN_THE_BAR = 4
SHOWN_CALLS = 40
SHOWN_ENTRIES = 60
SHOWN_INQUIRIES = 200
MONEY = ("contributed", "committed", "paid", "left")


def true_until(response: HttpResponse, moments: Iterable[datetime]) -> HttpResponse:
    """Tell the page cache the first instant to come when the answer stops being true, if it is before midnight."""
    to_come = [int(moment.timestamp()) for moment in moments if moment > timezone.now()]
    response[EXPIRES_AT] = str(min([int(response[EXPIRES_AT]), *to_come]))
    return response


# One fund


def fund(page: FundPage, request: HttpRequest) -> dict:
    """Return the context of a fund's page; projects that the reader may not see are only counted in the sums."""
    reader = audience.reader_for(request)
    entries = LedgerEntry.objects.filter(fund=page.pk)
    funders = [amounts(row) for row in entries.sums("funder__name").order_by("funder__name")]
    totals = {name: sum((row[name] for row in funders), Decimal(0)) for name in MONEY}
    projects = audience.visible(FundedProjectPage.objects.child_of(page), reader)
    calls = audience.visible(CallPage.objects.child_of(page), reader).order_by("-closes_at", "path")[:SHOWN_CALLS]
    context = {
        "totals": totals,
        "figures": figures(totals),
        "sources": sources(funders),
        "uses": uses(entries.filter(project__in=projects.values("pk")), totals),
        "envelope_share": 100 * totals["contributed"] / page.envelope if page.envelope else None,
        "calls": list(calls),
        "projects": project_list(projects, request),
    }
    return {**context, "call_groups": call_groups(context["calls"]), "contents": contents(page, context)}


def contents(page: FundPage, context: dict) -> list[dict]:
    """Return the parts of the page in their order, for « Sur cette page »."""
    parts = [
        ("essentiel", _("L’essentiel"), True),
        ("soutenu", _("Ce qui peut être soutenu"), page.eligibility),
        ("appels", _("Appels à propositions"), context["calls"]),
        ("origine", _("D’où vient l’argent"), context["totals"]["contributed"]),
        ("emploi", _("Où il est allé"), context["totals"]["contributed"]),
        ("projets", _("Projets soutenus"), True),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]


def figures(totals: dict) -> list[dict]:
    """Return the key figures of one fund, or of all."""
    return [
        {"value": euros(totals["contributed"]), "label": _("apportés")},
        {"value": euros(totals["committed"]), "label": _("accordés à des projets")},
        {"value": euros(totals["paid"]), "label": _("déjà versés")},
        {"value": euros(totals["left"]), "label": _("restent à accorder")},
    ]


def sources(funders: list[dict]) -> list[dict]:
    """Return what each partner brought, the largest first, and what of it is committed."""
    brought = sorted((row for row in funders if row["contributed"]), key=lambda row: -row["contributed"])
    return [
        {
            "label": row["funder__name"],
            "amount": row["contributed"],
            "detail": _("dont %(committed)s accordés") % {"committed": euros(row["committed"])},
        }
        for row in brought
    ]


def uses(entries: QuerySet, totals: dict) -> list[dict]:
    """Return the projects that were granted most, the others together, and what is left."""
    rows = entries.sums("project", "project__title").filter(committed__gt=0).order_by("-committed", "project")
    found = [amounts(row) for row in rows[: NAMED_IN_THE_BAR + 1]]
    parts = [{"label": row["project__title"], "amount": row["committed"]} for row in found]
    others = totals["committed"] - sum(part["amount"] for part in parts)
    if others and len(parts) > NAMED_IN_THE_BAR:
        others += parts.pop()["amount"]
    if others:
        parts.append({"label": _("Autres projets"), "amount": others})
    return [*parts, {"label": _("Reste à accorder"), "amount": totals["left"], "rest": True}]


def call_groups(calls: list[CallPage]) -> list[dict]:
    """Return calls by state, those that one may answer first: heading, calls."""
    to_come = [call for call in calls if not call.is_open and not call.is_over]
    groups = [
        (_("Ouverts"), sorted((call for call in calls if call.is_open), key=lambda call: call.closes_at)),
        (_("À venir"), sorted(to_come, key=lambda call: call.opens_at)),
        (_("Passés"), [call for call in calls if call.is_over]),
    ]
    return [{"heading": heading, "calls": found} for heading, found in groups if found]


def project_list(projects: QuerySet, request: HttpRequest) -> ListPage:
    """Return a page of projects, the latest first, each with ``granted`` and ``paid`` (euros)."""
    ordered = projects.select_related("beneficiary").defer_streamfields()
    ordered = ordered.order_by(F("start").desc(nulls_last=True), "path")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    rows = LedgerEntry.objects.filter(project__in=[project.pk for project in page]).sums("project")
    sums = {row["project"]: amounts(row) for row in rows}
    for project in page:
        found = sums.get(project.pk, {})
        project.granted, project.paid = found.get("committed", Decimal(0)), found.get("paid", Decimal(0))
    return page


# All the funds


def funds(request: HttpRequest) -> dict:
    """Return the context of the list of funds, with the sums of all those that the reader may see."""
    visible = audience.visible(FundPage.objects.all(), audience.reader_for(request))
    page = Paginator(visible.defer_streamfields().order_by("path"), PER_PAGE).get_page(request.GET.get("page"))
    rows = LedgerEntry.objects.filter(fund__in=[found.pk for found in page]).sums("fund")
    sums = {row["fund"]: amounts(row) for row in rows}
    conventions = _titles(ConventionPage, page, 1)
    territories = _titles(TerritoryPage, page, 2)
    for found in page:
        found.totals = sums.get(found.pk) or dict.fromkeys(MONEY, Decimal(0))
        found.convention_title = conventions.get(found.path[: -found.steplen], "")
        found.territory_title = territories.get(found.path[: -2 * found.steplen], "")
    totals = LedgerEntry.objects.filter(fund__in=visible.values("pk")).totals()
    return {"page_obj": page, "figures": figures(totals) if totals["contributed"] else []}


def _titles(model: type[Page], pages: Iterable[Page], steps: int) -> dict[str, str]:
    """Return the titles of the pages of a type that stand some steps above others, by path."""
    paths = {page.path[: -steps * page.steplen] for page in pages}
    return dict(model.objects.filter(path__in=paths).values_list("path", "title"))


# A call, a project


# ``__in=[page.pk]``: a page previewed before it is saved has no number, which must find nothing.


def call(page: CallPage, request: HttpRequest) -> dict:
    """Return the context of a call's page: when, how much, what is asked, how it is read, what it has led to."""
    projects = audience.visible(FundedProjectPage.objects.filter(call__in=[page.pk]), audience.reader_for(request))
    context = {
        "facts": [
            {"label": _("Ouverture"), "value": in_words(page.opens_at)},
            {"label": _("Clôture"), "value": in_words(page.closes_at)},
            {"label": _("Montant disponible"), "value": euros(page.amount)},
            {"label": _("Plafond par proposition"), "value": euros(page.ceiling)},
            {"label": _("Financeurs"), "value": " ; ".join(one.name for one in page.funders), "wide": True},
        ],
        "documents": list(page.asked_documents.all()),
        "questions": list(page.questions.all()),
        "criteria": criteria(page),
        "inquiries": CallInquiry.objects.filter(call__in=[page.pk]).told()[:SHOWN_INQUIRIES],
        "ask_url": reverse("call_question", args=[page.pk]) if page.pk and not page.is_over else "",
        "propose_url": propose_url(page) if page.is_open else "",
        "projects": project_list(projects, request),
    }
    return {**context, "contents": call_contents(page, context)}


def criteria(page: CallPage) -> list[dict]:
    """Return the assessment grid: label, help, and share of the total (a percentage)."""
    rows = list(page.criteria.all())
    total = sum(row.weight for row in rows)
    return [{"label": row.label, "help": row.help, "share": 100 * row.weight / total} for row in rows]


def call_contents(page: CallPage, context: dict) -> list[dict]:
    """Return the parts of the page in their order, for « Sur cette page »."""
    parts = [
        ("essentiel", _("L’essentiel"), True),
        ("reglement", _("Règlement"), page.body),
        ("pieces", _("Pièces demandées"), context["documents"]),
        ("demandes", _("Questions du dossier"), context["questions"]),
        ("criteres", _("Critères d’examen"), context["criteria"]),
        ("questions", _("Questions et réponses"), context["ask_url"] or context["inquiries"]),
        ("projets", _("Projets soutenus"), context["projects"].object_list),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]


def project(page: FundedProjectPage, request: HttpRequest) -> dict:
    """Return the context of a project's page: who carries it, what each funder granted and paid, what came of it."""
    reader = audience.reader_for(request)
    axis, call = (one if one and one.live and audience.may_see(reader, one) else None for one in (page.axis, page.call))
    entries = (
        LedgerEntry.objects.filter(project__in=[page.pk]).standing().select_related("funder").order_by("-date", "-pk")
    )
    entries = list(entries[:SHOWN_ENTRIES])
    positions = position(page)
    granted = sum((one.committed for one in positions), Decimal(0))
    paid = sum((one.paid for one in positions), Decimal(0))
    return {
        "axis": axis,
        "facts": project_facts(page, axis, call),
        "grants": grants(positions, entries),
        "granted": granted,
        "paid": paid,
        "paid_share": 100 * paid / granted if granted else None,
        "payments": [entry for entry in entries if entry.kind == EntryKind.PAYMENT],
        "funders": [{"@type": "Organization", "name": one.funder} for one in positions if one.committed],
        "grant": {"@type": "MonetaryAmount", "currency": "EUR", "value": granted} if granted else None,
    }


def project_facts(page: FundedProjectPage, axis: Page | None, call: Page | None) -> list[dict]:
    return [
        {
            "label": _("Bénéficiaire"),
            "value": page.beneficiary.name,
            "url": page.beneficiary.get_absolute_url(),
        },
        {"label": _("Période"), "value": period(page.start, page.end)},
        {"label": _("Appel"), "value": call.title if call else "", "url": call.url if call else ""},
        {"label": _("Personnes touchées"), "value": number(page.people_reached)},
    ]


def grants(positions: list, entries: list[LedgerEntry]) -> list[dict]:
    """Return what each funder granted, with the acts that decided it."""
    acts: dict[int, list[str]] = {}
    for entry in entries:
        if entry.kind == EntryKind.COMMITMENT and entry.reference:
            acts.setdefault(entry.funder_id, []).append(entry.reference)
    return [
        {"label": one.funder, "amount": one.committed, "detail": " ; ".join(acts.get(one.funder_id, []))}
        for one in positions
        if one.committed
    ]


def project_contents(page: FundedProjectPage, context: dict) -> list[dict]:
    parts = [
        ("essentiel", _("L’essentiel"), True),
        ("soutien", _("Le soutien du fonds"), True),
        ("resultats", _("Résultats"), page.results or page.final_report),
        *((one["id"], one["title"], True) for one in context["contents"]),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]
