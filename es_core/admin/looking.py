"""Looking through the log for events of a kind, a stretch of positions at a time: no index has kinds in the order of
the log, and a page must not read all of it to say that there is nothing.

Near the start every event is read. Beyond that, summaries of the table's pages (BRIN with Bloom filters) tell which
pages can't have any; stretches grow while there is little in them, and shrink where there is much.
"""

import time
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg.errors import QueryCanceled

from es_core.admin.keyset import Order
from es_core.models import Event

NEAR = 20_000  # positions of the smallest stretch
GROWTH = 8
PATIENCE = 0.1  # seconds after which no further look begins

# Left to itself the planner expects kinds to be spread evenly, and reads on from the start until it finds enough. What
# takes so many milliseconds is too much for one look, as where pages are too new to have a summary.
BY_SUMMARY = "SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 100"


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
    rows: QuerySet[Event], order: Order, most: int, bounds: Bounds, *, near: int = NEAR, patience: float = PATIENCE
) -> Found:
    """The first rows in the order of the list, up to `most`."""
    found: list[int] = []
    deadline = time.monotonic() + patience
    size, looked_to = near, None
    while not bounds.is_empty and len(found) < most:
        if looked_to is not None and time.monotonic() >= deadline:
            return Found(_read(rows, order, found), looked_to)
        stretch, rest = bounds.cut(size, order)
        there = _positions(rows, order, stretch, most - len(found), in_order=size <= near)
        if there is None:
            size //= GROWTH
            continue
        found += there
        bounds, size = rest, size * GROWTH
        looked_to = stretch.first if order.descending else stretch.last
    return Found(_read(rows, order, found))


def _positions(rows: QuerySet[Event], order: Order, stretch: Bounds, most: int, *, in_order: bool) -> list[int] | None:
    """In the order of the list; None where there may be more than wanted, of which these need not be the first."""
    there = rows.filter(position__gte=stretch.first, position__lte=stretch.last).values_list("position", flat=True)
    if in_order:
        return list(order.sorted(there)[:most])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BY_SUMMARY)
            some = list(there.order_by()[:most])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise
    return sorted(some, reverse=order.descending) if len(some) < most else None


def _read(rows: QuerySet[Event], order: Order, positions: list[int]) -> list[Event]:
    return list(order.sorted(rows.filter(position__in=positions))) if positions else []
