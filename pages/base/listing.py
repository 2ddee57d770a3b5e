"""What a listing page lists: its criteria, asked of the index for a reader who holds some tokens."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pages.people.ordering import alphabetical
from search import engines, kinds
from search.analysis import fold
from search.index import registry
from search.models import SearchEntry
from search.query import parse
from search.synonyms import equivalents


def split(text: str) -> list[str]:
    """Return what is written between commas, once each, in order."""
    return list(dict.fromkeys(filter(None, (part.strip() for part in text.split(",")))))


def status_choices() -> list:
    """Return the states that entries are in, by nature: (plural, [(« action:ongoing », label)…]).

    A model's entries have its ``status`` for state, or the field that its ``search_status`` names.
    """
    groups = {}
    for model in registry.registered:
        kind, name = getattr(model, "search_kind", ""), getattr(model, "search_status", "status")
        field = next((one for one in model._meta.get_fields() if one.name == name), None)
        if kind and getattr(field, "choices", None):
            groups[kind] = [(f"{kind}:{value}", label) for value, label in field.choices]
    named = [(kinds.plural(kind), states) for kind, states in groups.items()]
    return sorted(named, key=lambda group: fold(str(group[0])))


def names_of_states(values: Collection[str]) -> dict[str, str]:
    """Return the names of states given as « action:ongoing », with the nature that each is one of."""
    named = {value: label for _nature, states in status_choices() for value, label in states}
    return {
        value: _("%(kind)s : %(state)s") % {"kind": kinds.label(value.partition(":")[0]), "state": named[value]}
        for value in values
        if value in named
    }


def tags_named(names: list[str]) -> dict:
    """Return the tags that bear these names, whatever the case: {lower-case name: tag}."""
    from pages.base.models.page import Tag

    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(name__iexact=name)
    found = {tag.name.lower(): tag for tag in Tag.objects.filter(condition)} if names else {}
    return {name.lower(): found[name.lower()] for name in names if name.lower() in found}


def entries(page, tokens: frozenset[str] | None) -> QuerySet[SearchEntry]:
    """Return what a listing page lists for a reader who holds these tokens (None: everything), in its order."""
    found = engines.visible(tokens).exclude(key=page.search_key())
    if page.words.strip():
        query = parse(page.words, equivalents())
        found = engines.matching(found, query) if query else found.none()
    if page.kinds:
        found = found.filter(kind__in=page.kinds)
    if page.statuses:
        found = found.filter(_in_states(page.statuses))
    for sort, values in _labels(page):
        found = engines.labelled(found, sort, *values)
    found = _below(page, _in_period(page, found))
    if page.layout == page.Layout.AGENDA:
        found = found.exclude(date=None)
    ordered = found.order_by(*_order(page))
    return ordered[: page.maximum] if page.maximum else ordered


def _in_states(statuses: list[str]) -> Q:
    by_kind: dict[str, list[str]] = {}
    for status in statuses:
        kind, _separator, state = status.partition(":")
        by_kind.setdefault(kind, []).append(state)
    condition = ~Q(kind__in=by_kind)
    for kind, states in by_kind.items():
        condition |= Q(kind=kind, status__in=states)
    return condition


def _labels(page):
    """Yield the labels asked for, by sort. A tag deleted since is asked for all the same: nothing bears it."""
    if codes := split(page.territory_codes):
        yield "territory", codes
    if themes := [theme.slug for theme in page.listed_themes.all()]:
        yield "theme", themes
    if names := split(page.listed_tags):
        yield "tag", [tag.slug for tag in tags_named(names).values()]


def _in_period(page, found: QuerySet) -> QuerySet:
    today, periods = timezone.localdate(), page.Period
    if page.period == periods.COMING:
        return found.filter(date__gte=today)
    if page.period == periods.PAST:
        return found.filter(date__lt=today)
    if page.period == periods.RECENT:
        return found.filter(date__gte=today - timedelta(days=page.days or 0), date__lte=today)
    if page.period == periods.BETWEEN:
        bounds = {"date__gte": page.date_from, "date__lte": page.date_to}
        return found.filter(date__isnull=False, **{name: day for name, day in bounds.items() if day})
    return found


def _below(page, found: QuerySet) -> QuerySet:
    """Keep what is below a page, by its address. A chosen page deleted since, or without address, holds nothing."""
    if page.where == page.Where.EVERYWHERE:
        return found
    if page.where == page.Where.AROUND:
        url = page.get_url_parts()
        prefix = url[2].rstrip("/").rpartition("/")[0] + "/" if url and url[2] else ""
    else:
        url = page.below.get_url_parts() if page.below else None
        prefix = url[2] if url else ""
    return found.filter(url__startswith=prefix).exclude(url=prefix) if prefix else found.none()


def _order(page) -> list:
    sorts = page.Sort
    if page.sort == sorts.RELEVANCE and page.words.strip():
        return ["-rank", "-date", "pk"]
    names = {sorts.TITLE: alphabetical("title"), sorts.UPDATED: F("updated_at")}
    first = names.get(page.sort, F("date"))
    first = first.desc(nulls_last=True) if page.descending else first.asc(nulls_last=True)
    return [first, alphabetical("title"), "pk"]
