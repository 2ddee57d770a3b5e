"""What a convention's page says, put in the shapes that the components draw: facts, timeline, contracts."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.people import audience


def convention(page, request: HttpRequest, links: dict[str, str]) -> dict:
    """Return the context of a convention's page, beyond its sections; ``links``: kind of a phase → address."""
    today = timezone.localdate()
    fields = list(page.fields.all())
    tied = contracts(page, request)
    relation = {kind: [one for one in tied if one.relation == kind] for kind in {one.relation for one in tied}}
    amendments = relation.get("amendment", [])
    return {
        "facts": facts(page, tied),
        "timeline": timeline(page, amendments, links),
        "today": today if page.is_running else None,
        "caf_fields": [field for field in fields if field.side == "caf"],
        "local_fields": [field for field in fields if field.side == "local"],
        "perimeter": list(page.perimeter.all()),
        "contracts": [one for one in tied if one.relation in ("before", "beside", "after")],
        "amendments": amendments,
        "projects": relation.get("project", []),
        "posts": list(page.posts.select_related("employer")),
    }


def contracts(page, request: HttpRequest) -> list:
    """Return the related texts in one query; one leads to its page only if the reader may see that page.

    The convention that follows is not announced while its page is being prepared.
    """
    reader = audience.reader_for(request)
    found = []
    for contract in page.contracts.select_related("page__effective_audience", "document"):
        published = bool(contract.page and contract.page.live)
        contract.leads_on = published and audience.may_see(reader, contract.page)
        if published or not contract.page or contract.relation != contract.Relation.AFTER:
            found.append(contract)
    return found


def contents(page, context: dict) -> list[dict]:
    """Return the parts of the page in their order, for « Sur cette page »."""
    framed = ("contracts", "amendments", "projects", "perimeter", "posts")
    parts = [
        ("essentiel", _("L’essentiel"), True),
        *((one["id"], one["title"], True) for one in context["contents"]),
        ("calendrier", _("Calendrier"), context["timeline"]),
        ("histoire", _("L’histoire"), page.body),
        ("champs", _("Ce que chacun y met"), context["caf_fields"] or context["local_fields"]),
        ("cadre", _("Cadre et contrats liés"), page.framework or any(context[name] for name in framed)),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]


def facts(page, tied: list) -> list[dict]:
    """Return the essential: signature, duration, end, signatories, pair, the conventions before and after."""
    duration = ngettext("%(count)d mois", "%(count)d mois", page.duration) % {"count": page.duration}
    signatories = [
        f"{one.organisation.name}, {one.function}" for one in page.signatories.select_related("organisation")
    ]
    return [
        {"label": _("Signature"), "value": page.actual_signature or _planned(page.planned_signature)},
        {"label": _("Durée"), "value": duration},
        {"label": _("Fin prévue"), "value": page.planned_end},
        *_ends(page, tied),
        {"label": _("Signataires"), "lines": signatories, "wide": True},
        {"label": _("Binôme"), "lines": pair(page), "wide": True},
        *_neighbours(tied),
    ]


def _ends(page, tied: list) -> list[dict]:
    """Return the end after prolongation, told beside the planned one, and the actual one once it is over."""
    prolonged = page.prolonged_until([one for one in tied if one.relation == "amendment"])
    over = page.actual_end if page.is_over else None
    return [{"label": _("Fin après prolongation"), "value": prolonged}, {"label": _("A pris fin"), "value": over}]


def _neighbours(tied: list) -> list[dict]:
    """Return the conventions before and after that the reader may open."""
    labels = {"before": _("Convention précédente"), "after": _("Convention suivante")}
    return [
        {"label": labels[one.relation], "value": one.title, "url": one.page.url, "wide": True}
        for one in tied
        if one.relation in labels and one.leads_on
    ]


def _planned(date) -> str:
    return _("prévue %(date)s") % {"date": date} if date else ""


def pair(page) -> list[str]:
    """Return who coordinates, by function: never a name."""
    held = [one for roles in page.pair().values() for one in roles if not one.is_deputy]
    return [f"{one.public_name} ({one.organisation.name})" if one.organisation else one.public_name for one in held]


def timeline(page, amendments: list, links: dict[str, str]) -> list[dict]:
    """Return what was planned and what happened, phases included, from the first date to the last."""
    rows = [
        {
            **row(str(phase), phase.planned_start, phase.planned_end, phase.actual_start, phase.actual_end),
            "url": links.get(phase.kind, ""),
        }
        for phase in page.phases.all()
    ]
    if page.planned_signature or page.actual_signature:
        planned, actual = page.planned_signature, page.actual_signature
        rows.append(row(_("Signature"), planned, planned, actual, actual))
    begun = page.start or page.actual_signature
    if begun and page.planned_end:
        life = row(_("Convention"), begun, page.planned_end, begun, page.actual_end)
        # Over without a known end: it began, but it does not last « since » then.
        rows.append({**life, "actual": str(begun)} if page.is_over and not page.actual_end else life)
    prolonged = page.prolonged_until(amendments)
    if prolonged and page.planned_end:
        rows.append(row(_("Prolongation"), page.planned_end, prolonged, None, None))
    return sorted(rows, key=_first_date)


def _first_date(line: dict) -> tuple[bool, date]:
    """Return the key that sorts the timeline's rows: those without a date come last, in the order they were in."""
    dates = [line[name] for name in ("planned_start", "planned_end", "actual_start", "actual_end") if line[name]]
    return not dates, min(dates, default=date.min)


def period(start, end) -> str:
    """Return a period as one says it: « avril 2009 – mars 2011 », « depuis avril 2009 », « avril 2009 »."""
    if start and end:
        return str(start) if start == end else f"{start} – {end}"
    if start:
        return _("depuis %(date)s") % {"date": since(start)}
    return _("jusqu’à %(date)s") % {"date": end} if end else ""


def since(day) -> str:
    """Return an approximate date as it is said after « depuis »: « avril 2009 », but « le 8 avril 2015 »."""
    return _("le %(date)s") % {"date": day} if day.precision in ("day", "quarter") else str(day)


def row(label, planned_start, planned_end, actual_start, actual_end) -> dict:
    return {
        "label": label,
        "planned_start": planned_start.first_day if planned_start else None,
        "planned_end": planned_end.last_day if planned_end else None,
        "actual_start": actual_start.first_day if actual_start else None,
        "actual_end": actual_end.last_day if actual_end else None,
        "planned": period(planned_start, planned_end),
        "actual": period(actual_start, actual_end),
    }
