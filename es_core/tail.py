"""Reading the whole log in order, and following it as it grows, without ever skipping an event."""

import time
from collections.abc import Collection, Iterator
from typing import Any

from es_core import fence, registry
from es_core.read import NARROW, recorded
from es_core.recorded import AnyRecorded
from es_core.statements import one, run

BATCH = 2000
POLL = 0.25  # seconds between looks at a quiet log


def ranges(after: int = 0, batch: int = BATCH) -> Iterator[tuple[int, int]]:
    """Decided stretches (after, until] one behind the other, up to the end of the log as it is when reached."""
    while (until := fence.decided(after, batch)) > after:
        yield after, until
        after = until


def follow(after: int, poll: float = POLL) -> Iterator[tuple[int, int]]:
    """The same without end: waits where the log ends. Slow readers only read later."""
    while True:
        for stretch in ranges(after):
            yield stretch
            after = stretch[1]
        time.sleep(poll)


def between(
    after: int, until: int, event_types: Collection[type[Any]] | None = None, limit: int | None = None
) -> list[AnyRecorded]:
    """Events of a decided stretch in log order, of the given types or all, the first `limit` or all. Raises
    UnknownEvent."""
    names = None if event_types is None else registry.stored_names(event_types)
    rows = run(
        f"SELECT {NARROW} FROM es_event WHERE position > %s AND position <= %s"  # noqa: S608
        " AND (%s::text[] IS NULL OR event_type = ANY(%s)) ORDER BY position" + (" LIMIT %s" if limit else ""),
        [after, until, names, names, *([limit] if limit else [])],
    )
    return recorded(rows)


def read_all(after: int = 0, event_types: Collection[type[Any]] | None = None) -> Iterator[AnyRecorded]:
    """Every event behind `after`, in log order, up to the end of the log."""
    for start, until in ranges(after):
        yield from between(start, until, event_types)


def head() -> int:
    """The last committed position, decided or not; 0 for an empty log."""
    return int(one("SELECT coalesce(max(position), 0) FROM es_event")[0])


def last_drawn() -> int:
    """The last position that anybody drew, committed or not; 0 when nobody ever did."""
    return int(one("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM es_event_position_seq")[0])
