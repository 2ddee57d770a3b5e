"""Results that editors put forward for what people type."""

from search import engines
from search.analysis import STOP_WORDS, prepare, stems, words
from search.models import Promotion, SearchEntry
from search.searching import Asked

MOST = 3


def said(expression: str) -> frozenset[str]:
    """Return what an expression comes down to: its terms without small words, in any order."""
    found = words(prepare(expression))
    return frozenset(stems([word for word in found if word not in STOP_WORDS] or found))


def promoted(asked: Asked, tokens: frozenset[str] | None) -> list[SearchEntry]:
    """Return what is put forward for exactly what was typed, among what the reader may find."""
    wanted = said(asked.text)
    if not wanted or asked.chosen or asked.page > 1:
        return []
    rows = Promotion.objects.order_by("pk").values_list("page_id", "expressions")
    keys = [f"page:{page}" for page, expressions in rows if wanted in map(said, expressions.split(","))]
    found = {one.key: one for one in engines.visible(tokens).filter(key__in=keys)} if keys else {}
    return [found[key] for key in dict.fromkeys(keys) if key in found][:MOST]
