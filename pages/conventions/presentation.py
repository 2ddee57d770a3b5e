"""What a convention's page says, put in the shapes that the components draw: facts, timeline, contracts."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.people import audience


def convention(page, request: HttpRequest) -> dict:
    """Return the context of a convention's page, beyond its sections."""
    today = timezone.localdate()
    fields = list(page.fields.all())
    return {
        "facts": facts(page),
        "timeline": timeline(page),
        "today": today if page.is_running else None,
        "caf_fields": [field for field in fields if field.side == "caf"],
        "local_fields": [field for field in fields if field.side == "local"],
        "perimeter": list(page.perimeter.all()),
        "contracts": contracts(page, request),
        "posts": list(page.posts.select_related("employer")),
    }


def contracts(page, request: HttpRequest) -> list:
    """Return the related contracts; one leads to its page only if the reader may see that page."""
    found = list(page.contracts.select_related("page"))
    linked = [contract.page_id for contract in found if contract.page_id]
    if linked:
        pages = audience.visible(type(page).objects.filter(pk__in=linked), audience.reader_for(request))
        seen = set(pages.values_list("pk", flat=True))
        for contract in found:
            contract.leads_on = contract.page_id in seen
    return found


def contents(page, context: dict) -> list[dict]:
    """Return the parts of the page in their order, for « Sur cette page »."""
    parts = [
        ("essentiel", _("L’essentiel"), True),
        *((one["id"], one["title"], True) for one in context["contents"]),
        ("calendrier", _("Calendrier"), context["timeline"]),
        ("histoire", _("L’histoire"), page.body),
        ("champs", _("Ce que chacun y met"), context["caf_fields"] or context["local_fields"]),
        (
            "cadre",
            _("Cadre et contrats liés"),
            page.framework or context["contracts"] or context["perimeter"] or context["posts"],
        ),
    ]
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]


def facts(page) -> list[dict]:
    """Return the essential: signature, duration, end, signatories, pair."""
    duration = ngettext("%(count)d mois", "%(count)d mois", page.duration) % {"count": page.duration}
    signatories = [
        f"{one.organisation.name}, {one.function}" for one in page.signatories.select_related("organisation")
    ]
    return [
        {"label": _("Signature"), "value": page.actual_signature or _planned(page.planned_signature)},
        {"label": _("Durée"), "value": duration},
        {"label": _("Fin prévue"), "value": page.planned_end},
        {"label": _("Signataires"), "value": " ; ".join(signatories), "wide": True},
        {"label": _("Binôme"), "value": pair(page), "wide": True},
    ]


def _planned(date) -> str:
    return _("prévue %(date)s") % {"date": date} if date else ""


def pair(page) -> str:
    """Return who coordinates, by function: never a name."""
    held = [one for roles in page.pair().values() for one in roles if not one.is_deputy]
    return " ; ".join(
        f"{one.public_name} ({one.organisation.name})" if one.organisation else one.public_name for one in held
    )


def timeline(page) -> list[dict]:
    """Return the planned and actual dates that a convention has, as the timeline draws them."""
    rows = []
    if page.planned_signature or page.actual_signature:
        rows.append(
            row(
                _("Signature"),
                page.planned_signature,
                page.planned_signature,
                page.actual_signature,
                page.actual_signature,
            )
        )
    begun = page.start or page.actual_signature
    if begun and page.planned_end:
        rows.append(row(_("Convention"), begun, page.planned_end, begun, page.actual_end))
    return rows


def period(start, end) -> str:
    """Return a period as one says it: « avril 2009 – mars 2011 », « depuis avril 2009 », « avril 2009 »."""
    if start and end:
        return str(start) if start == end else f"{start} – {end}"
    if start:
        return _("depuis %(date)s") % {"date": start}
    return _("jusqu’à %(date)s") % {"date": end} if end else ""


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
