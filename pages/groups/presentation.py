"""What the pages of groups, meetings and minutes say, put in the shapes that the components draw."""

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from pages.base import menu
from pages.conventions.models import College, Finding
from pages.groups import schedule
from pages.groups.models import OPEN_DECISION, Attendance, Decision, GroupPage, MeetingPage, MinutesPage
from pages.people import audience
from pages.people.models import Level, Role

GROUPS_PER_PAGE = 24
DECISIONS_SHOWN = 20
CAME = (Attendance.State.PRESENT, Attendance.State.REPRESENTED)


def titles(*parts: tuple[str, str, object]) -> list[dict]:
    """Return the parts of a page that have something to show, for « Sur cette page »."""
    return [{"id": anchor, "title": title} for anchor, title, present in parts if present]


def above(page: Page, request: HttpRequest) -> Page | None:
    """Return the page just above, read with the breadcrumb: None for whoever may not see it."""
    return next((one for one in menu.around(request, page) if page.is_child_of(one)), None)


# Groups


def group_index(page, request: HttpRequest) -> dict:
    """Return the groups that the reader may see, each with its next meeting: the others are not even named."""
    reader = audience.reader_for(request)
    found = audience.visible(GroupPage.objects.child_of(page), reader).defer_streamfields()
    found = schedule.with_meetings(found, reader, timezone.localdate()).select_related("effective_audience")
    page_obj = Paginator(found.order_by("path"), GROUPS_PER_PAGE).get_page(request.GET.get("page"))
    for group in page_obj.object_list:
        last, following = schedule.last_and_next(group, reader, request)
        group.foot = _meets(last, following)
        group.is_private = audience.token_of(group) != audience.PUBLIC
    return {"page_obj": page_obj}


def _meets(last: schedule.Told | None, following: schedule.Told | None) -> str:
    """Return « Prochaine réunion : 3 décembre 2026 », else the last one that the reader may see, else nothing."""
    if following:
        return _("Prochaine réunion : %(date)s") % {"date": following.date}
    if last and last.url:
        return _("Dernière réunion : %(date)s") % {"date": last.date}
    return ""


def group(page, request: HttpRequest) -> dict:
    """Return the context of a group's page."""
    reader = audience.reader_for(request)
    members = page.members()
    facilitators = [one for one in members if one.role == Role.FACILITATOR]
    context = {
        "facilitators": facilitators,
        "members": [one for one in members if one.role != Role.FACILITATOR],
        "meetings": schedule.of(page, request),
        "decisions": decisions(Decision.objects.filter(minutes__path__startswith=page.path), request),
        "findings": findings(page, reader),
        "products": products(page, reader),
    }
    committee = page.committee
    if committee and not (committee.live and audience.may_see(reader, committee)):
        committee = None
    produced = context["findings"] or context["products"]
    return {
        **context,
        "facts": [
            {
                "label": _("Rend compte à"),
                "value": committee.title if committee else "",
                "url": committee.url if committee else "",
            },
            {"label": _("Animation"), "lines": [public_name(one) for one in facilitators], "wide": True},
        ],
        "contents": titles(
            ("essentiel", _("L’essentiel"), True),
            ("mandat", _("Mandat"), page.mandate or page.body),
            ("reunions", _("Réunions"), True),
            ("decisions", _("Décisions en cours"), context["decisions"]["found"]),
            ("produit", _("Ce qu’il a produit"), produced),
            ("membres", _("Qui y participe"), members),
        ),
    }


def public_name(role) -> str:
    """Return a function and its organisation: « référente parentalité, Caf de la Gironde »."""
    return ", ".join(filter(None, [role.public_name, role.organisation.name if role.organisation else ""]))


def findings(page: GroupPage, reader: audience.Reader) -> list[Finding]:
    """Return the findings that a group produced, in the diagnoses that the reader may see."""
    found = Finding.objects.filter(groups=page.pk, diagnosis__live=True).select_related("diagnosis", "theme")
    if reader.tokens is not None:
        found = found.filter(diagnosis__effective_audience__token__in=reader.tokens)
    return list(found.defer("diagnosis__body").order_by("sort_order"))


def products(page: GroupPage, reader: audience.Reader) -> list[Page]:
    """Return the pages that came out of a group's work and that the reader may see, as plain pages."""
    found = Page.objects.filter(pk__in=page.products.values("page")).select_related("content_type")
    return list(audience.visible(found, reader).order_by("title"))


# Meetings


def meeting(page: MeetingPage, request: HttpRequest) -> dict:
    """Return the context of a meeting's page."""
    reader = audience.reader_for(request)
    link = page.link if page.link and may_join(page, reader) else ""
    written = audience.visible(MinutesPage.objects.child_of(page), reader).defer_streamfields().first()
    about = agenda(page, reader)
    found = decisions(written.decisions, request, everything=True) if written else None
    return {
        "holder": above(page, request),
        "agenda": about,
        "link": link,
        "minutes": written,
        "decisions": found,
        "facts": [
            {"label": _("Date"), "value": _when(page)},
            {"label": _("Lieu"), "value": page.place},
            {"label": _("Public"), "value": _("Ouverte à tous") if page.open_to_public else ""},
        ],
        "event": event(page) if page.open_to_public and audience.token_of(page) == audience.PUBLIC else None,
        "contents": titles(
            ("essentiel", _("L’essentiel"), True),
            ("ordre-du-jour", _("Ordre du jour"), about),
            ("compte-rendu", _("Compte rendu"), written),
            ("decisions", _("Décisions"), found and found["found"]),
        ),
    }


def _when(page: MeetingPage) -> str:
    return ", ".join(filter(None, [str(page.date), page.hours]))


def may_join(page: MeetingPage, reader: audience.Reader) -> bool:
    """Say whether a reader is given the link of a meeting still to be held: its members, everyone when it is public."""
    if page.cancelled or page.is_past:
        return False
    if page.open_to_public or reader.tokens is None:
        return True
    space = audience.space_of(page)
    return bool(space) and any(reader.holds(f"{level}:{space.pk}") for level in (Level.MEMBERS, Level.STAFF))


def agenda(page: MeetingPage, reader: audience.Reader) -> list:
    """Return the agenda; a point leads to the page it is about only if the reader may see that page."""
    items = list(page.agenda_items.all())
    seen = _seen([item.about_id for item in items], reader)
    for item in items:
        item.leads_to = seen.get(item.about_id)
    return items


def _seen(ids: list[int | None], reader: audience.Reader) -> dict[int, Page]:
    """Return the pages among these that a reader may see; no query when there is none to look for."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return {one.pk: one for one in audience.visible(Page.objects.filter(pk__in=wanted), reader)}


def event(page: MeetingPage) -> dict:
    """Return a public meeting in the words of schema.org: start, end, status, mode of attendance, location."""
    places = [{"@type": "Place", "name": page.place, "address": page.place}] if page.place else []
    places += [{"@type": "VirtualLocation", "url": page.link}] if page.link else []
    mode = {(True, False): "Offline", (False, True): "Online", (True, True): "Mixed"}.get(
        (bool(page.place), bool(page.link)), ""
    )
    day = page.date.first_day.isoformat()[: {"day": 10, "month": 7}.get(page.date.precision, 4)]
    return {
        "start": page.start.isoformat() if page.start else day,
        "end": page.end.isoformat() if page.end else "",
        "status": f"https://schema.org/Event{'Cancelled' if page.cancelled else 'Scheduled'}",
        "mode": f"https://schema.org/{mode}EventAttendanceMode" if mode else "",
        "location": places[0] if len(places) == 1 else places,
    }


# Minutes and decisions


def minutes(page: MinutesPage, request: HttpRequest) -> dict:
    """Return the context of a meeting's minutes."""
    held = page.meeting
    present = list(page.attendance.select_related("organisation"))
    found = decisions(page.decisions, request, everything=True)
    return {
        "meeting": held,
        "meeting_page": above(page, request),
        "attendance": by_college(present),
        "presence": presence(present),
        "decisions": found,
        "facts": [
            {"label": _("Date"), "value": _when(held)},
            {"label": _("Lieu"), "value": held.place},
            {"label": _("Présences"), "value": presence(present)},
        ],
        "contents": titles(
            ("essentiel", _("L’essentiel"), True),
            ("texte", _("Ce qui s’est dit"), page.body),
            ("decisions", _("Décisions"), found["found"]),
            ("presences", _("Présences"), present),
        ),
    }


def by_college(present: list[Attendance]) -> list[Attendance]:
    """Return who was expected, college by college in their usual order, those of none at the end."""
    ranks = {college: rank for rank, college in enumerate(College.values)}
    return sorted(present, key=lambda one: (ranks.get(one.college, len(ranks)), one.sort_order or 0))


def presence(present: list[Attendance]) -> str:
    """Return « 12 présents ou représentés sur 15 », empty when nobody is listed."""
    if not present:
        return ""
    states = Counter(one.state for one in present)
    came = sum(states[state] for state in CAME)
    told = {"came": came, "total": len(present)}
    return (
        ngettext("%(came)d présent ou représenté sur %(total)d", "%(came)d présents ou représentés sur %(total)d", came)
        % told
    )


def decisions(among: QuerySet, request: HttpRequest, everything: bool = False) -> dict:
    """Return the decisions among these that the reader may read, the open ones unless ``everything`` is asked.

    ``found``: each with the page it is about (``leads_to``, None for whoever may not see it), in two queries;
    ``more``: whether there are others than the first ones, which the minutes tell.
    """
    reader = audience.reader_for(request)
    kept = among.readable(reader) if everything else among.readable(reader).filter(state__in=OPEN_DECISION)
    # The open ones by the day they are due, those of one meeting as it took them.
    kept = kept.order_by("pk") if everything else kept.order_by(F("due").asc(nulls_last=True), "pk")
    kept = kept.select_related("owner_organisation", "minutes").defer("minutes__body")
    found = list(kept) if everything else list(kept[: DECISIONS_SHOWN + 1])
    shown = found if everything else found[:DECISIONS_SHOWN]
    seen = _seen([one.about_id for one in shown], reader)
    for one in shown:
        one.leads_to = seen.get(one.about_id)
    return {"found": shown, "more": len(found) > len(shown)}
