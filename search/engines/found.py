"""What an engine is asked, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.query import Query


@dataclass(frozen=True)
class Question:
    """What a reader who holds these tokens (None: all) asks for; without any word, everything.

    ``chosen``: the values chosen in each facet, any of them; the counts of a facet leave its own choice aside.
    ``order``: one of ``searching.ORDERS``; ``start``, from 0, and ``size``: which entries are wanted.
    """

    query: Query
    tokens: frozenset[str] | None
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = ""
    start: int = 0
    size: int = 20


@dataclass(frozen=True)
class Found:
    """How many entries, the keys of those asked for in order, how many bear each value of each facet.

    ``degraded``: the cluster that should have answered is away, and the database has.
    """

    count: int
    ids: list[int]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    degraded: bool = False
