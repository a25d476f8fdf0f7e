"""Looking through the log for events of a kind, a stretch of positions at a time: no index has kinds in the order of
the log, and a page must not read all of it to say that there is nothing."""

import time
from typing import NamedTuple

from django.db.models import QuerySet

from es_core.admin.keyset import Order
from es_core.models import Event

STRETCH = 200_000  # positions a look
PATIENCE = 0.1  # seconds after which no further look begins


class Bounds(NamedTuple):
    """Positions, both included."""

    first: int
    last: int

    def beyond(self, position: int, order: Order) -> "Bounds":
        if order.descending:
            return Bounds(self.first, min(self.last, position - 1))
        return Bounds(max(self.first, position + 1), self.last)

    def cut(self, size: int, order: Order) -> tuple["Bounds", "Bounds"]:
        """What comes first in the order of the list, and what remains."""
        if order.descending:
            edge = max(self.first, self.last - size + 1)
            return Bounds(edge, self.last), Bounds(self.first, edge - 1)
        edge = min(self.last, self.first + size - 1)
        return Bounds(self.first, edge), Bounds(edge + 1, self.last)

    @property
    def is_empty(self) -> bool:
        return self.first > self.last


class Found(NamedTuple):
    """`looked_to`: how far, where patience ended before the log did; nothing more is known of what is beyond."""

    rows: list[Event]
    looked_to: int | None = None


def look(
    rows: QuerySet[Event],
    order: Order,
    most: int,
    bounds: Bounds,
    *,
    stretch: int = STRETCH,
    patience: float = PATIENCE,
) -> Found:
    """The first rows in the order of the list, up to `most`."""
    found: list[Event] = []
    deadline = time.monotonic() + patience
    while not bounds.is_empty:
        near, bounds = bounds.cut(stretch, order)
        there = order.sorted(rows.filter(position__gte=near.first, position__lte=near.last))
        found += there[: most - len(found)]
        if len(found) == most:
            break
        if time.monotonic() >= deadline and not bounds.is_empty:
            return Found(found, near.first if order.descending else near.last)
    return Found(found)
