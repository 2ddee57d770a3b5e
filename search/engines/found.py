"""What an engine answers, and the orders that any of them knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Found:
    """How many entries, the keys of those asked for in order, how many bear each value of each facet.

    ``degraded``: the cluster that should have answered is away, and the database has.
    """

    count: int
    ids: list[int]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    degraded: bool = False
