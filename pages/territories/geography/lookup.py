"""Finding areas by what a person types, and walking from one to those that hold it."""

import re
from collections.abc import Collection, Iterable

from django.db.models import Case, F, Q, QuerySet, Value, When

from pages.territories.geography.models import Area, AreaKey
from pages.territories.geography.names import LINKING_WORDS, fold

LONGEST_QUERY = 100  # characters; the longest official name has fewer than 80
MOST_WORDS = 8
SIREN = re.compile(r"\d{9}")
# A code is typed with spaces or without; « 1 » alone is no code.
CODE = re.compile(r"\d{2,5}|2[ab]\d{0,3}")


def find(query: str, kinds: Iterable[str] | None = None, limit: int = 10) -> list[Area]:
    """Return the areas of the edition in service that a text may mean, the likeliest first.

    `query` is the beginning of a name or of one of its words, several words of it in any order, a name with its
    département (« Mérignac (Gironde) ») or postal code, a postal code or its beginning, an INSEE code, a département's
    number or a SIREN. `kinds` are values of `Area.Kind`, all of them when None. Exact names and codes come first, then
    the most populous. Whatever is typed gets an answer, at worst none; two queries, three when the words are not in
    order.
    """
    text = fold(query[:LONGEST_QUERY])
    words = text.split()[:MOST_WORDS]
    if not words or limit < 1:
        return []
    areas = Area.objects.current()
    if kinds is not None:
        areas = areas.filter(kind__in=set(kinds) & set(Area.Kind.values))
    compact = "".join(words)
    if SIREN.fullmatch(compact):
        return shown(areas.filter(siren=compact), text, limit)
    if CODE.fullmatch(compact):
        return shown(areas.filter(pk__in=beginning(compact)), compact, limit)
    if len(text) == 1:
        return shown(areas.filter(folded=text, pk__in=beginning(f"{text} ")), text, limit)
    if query.rstrip().endswith(")"):
        # A whole label, chosen in a list: « Mérignac (Charente) » is not « Mérignac (Charente-Maritime) ».
        found = shown(areas.filter(pk__in=AreaKey.objects.filter(key=text).values("area")), text, limit)
        if found:
            return found
    found = shown(areas.filter(pk__in=beginning(text)), text, limit)
    telling = [word for word in dict.fromkeys(words) if word not in LINKING_WORDS]
    if found or len(telling) < 2:
        return found
    return shown(areas.filter(pk__in=beginning_with_each(telling)), text, limit)


def beginning(text: str) -> QuerySet:
    """Return the keys of areas that a folded text begins."""
    return AreaKey.objects.filter(key__prefix=text).values("area")


def beginning_with_each(words: list[str]) -> QuerySet:
    """Return the keys of areas that have, for each word, a key that it begins; a single letter is a word by itself.

    An intersection costs the sum of its parts on every database; nested conditions let PostgreSQL multiply them.
    """
    first, *others = (beginning(word if len(word) > 1 else f"{word} ") for word in words)
    return first.intersection(*others)


def shown(areas: QuerySet[Area], text: str, limit: int) -> list[Area]:
    """Return the first areas in the order a person expects, with all that their label and detail need."""
    code = text.upper()
    likeliest = Case(
        When(Q(code=code) & ~Q(kind=Area.Kind.REGION), then=Value(0)),
        When(Q(folded=text) | Q(code=code), then=Value(1)),
        default=Value(2),
    )
    order = (likeliest, F("population").desc(nulls_last=True), "kind", "name", "code")
    return list(areas.named().order_by(*order).prefetch_related("postal_codes")[:limit])


def get(kind: str, code: str) -> Area | None:
    """Return the area of that kind and code in the edition in service, or None."""
    if kind not in Area.Kind.values or not code.isalnum():
        return None
    return Area.objects.current().named().filter(kind=kind, code=code.upper()).first()


def ancestors(area: Area) -> list[Area]:
    """Return what holds an area, the nearest first: its intercommunalité, its département, its région."""
    holders = (
        (Area.Kind.EPCI, area.epci_code),
        (Area.Kind.DEPARTEMENT, area.departement_code),
        (Area.Kind.REGION, area.region_code),
    )
    wanted = [(kind, code) for kind, code in holders if code and (kind, code) != (area.kind, area.code)]
    if not wanted:
        return []
    condition = Q()
    for kind, code in wanted:
        condition |= Q(kind=kind, code=code)
    found = {(held.kind, held.code): held for held in Area.objects.current().named().filter(condition)}
    return [found[key] for key in wanted if key in found]


def communes(area: Area) -> QuerySet[Area]:
    """Return the communes that an area covers, by name; a commune covers itself."""
    field = {
        Area.Kind.REGION: "region_code",
        Area.Kind.DEPARTEMENT: "departement_code",
        Area.Kind.EPCI: "epci_code",
        Area.Kind.COMMUNE: "code",
    }[area.kind]
    found = Area.objects.current().named().filter(kind=Area.Kind.COMMUNE, **{field: area.code})
    return found.order_by("folded", "code")


def names(codes: Collection[str]) -> dict[str, str]:
    """Return the labels of areas by what the index names them by, the kind told of those that hold communes."""
    wanted = {code.removeprefix("R") for code in codes}
    found = Area.objects.current().named().filter(code__in=wanted)
    return {area.index_code: _told(area) for area in found if area.index_code in codes}


def _told(area: Area) -> str:
    return area.label if area.kind == Area.Kind.COMMUNE else f"{area.name} ({area.get_kind_display().lower()})"
