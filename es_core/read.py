"""Reading the log: streams, and what the fold of one says. The whole log in order is read by `es_core.tail`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from es_core import claims, codec
from es_core.decider import CLAIM, Decider
from es_core.recorded import AnyRecorded, Recorded
from es_core.statements import one, run

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

Row = tuple[Any, ...]
NARROW = "position, stream_id, version, event_type, schema_version, data::text"


def recorded(row: Row) -> AnyRecorded:
    """From a row of the NARROW columns. Raises UnknownEvent."""
    position, stream_id, version, name, schema_version, data = row
    return Recorded(position, stream_id, version, codec.decode(name, schema_version, data))


def stream(stream_id: UUID, *, after: int = 0, until: int | None = None) -> list[AnyRecorded]:
    """The events of one stream in order, from the version behind `after` up to and with `until`."""
    rows = run(
        f"SELECT {NARROW} FROM es_event WHERE stream_id = %s AND version > %s"  # noqa: S608
        " AND version <= coalesce(%s::integer, 2147483647) ORDER BY version",
        [stream_id, after, until],
    )
    return [recorded(row) for row in rows]


def streams(stream_ids: Sequence[UUID]) -> dict[UUID, list[AnyRecorded]]:
    """The events of several streams in order; a stream without events has an empty list."""
    found: dict[UUID, list[AnyRecorded]] = {each: [] for each in stream_ids}
    rows = run(
        f"SELECT {NARROW} FROM es_event WHERE stream_id = ANY(%s) ORDER BY stream_id, version",  # noqa: S608
        [list(stream_ids)],
    )
    for row in rows:
        found[row[1]].append(recorded(row))
    return found


def begun(stream_ids: Sequence[UUID]) -> set[UUID]:
    """Those that have events."""
    rows = run("SELECT stream_id FROM es_event WHERE stream_id = ANY(%s) AND version = 1", [list(stream_ids)])
    return {stream_id for (stream_id,) in rows}


def at_positions(positions: Sequence[int]) -> list[AnyRecorded]:
    rows = run(
        f"SELECT {NARROW} FROM es_event WHERE position = ANY(%s) ORDER BY position",  # noqa: S608
        [list(positions)],
    )
    return [recorded(row) for row in rows]


def fold(decider: Decider[C, E, S], events: Iterable[AnyRecorded], state: S) -> tuple[S, int]:
    """The state and the version after these events."""
    version = 0
    for each in events:
        state = decider.evolve(state, each.event)
        version = each.version
    return state, version


def load(decider: Decider[C, E, S], stream_id: UUID) -> tuple[S, int]:
    """A stream's state and version; the initial state and 0 for one that never was."""
    return fold(decider, stream(stream_id), decider.initial)


def claim_owner(scope: str, key: str) -> UUID | None:
    """Who holds a claim now."""
    return load(CLAIM, claims.stream_id(scope, key))[0]


def moments(events: Sequence[AnyRecorded]) -> dict[int, datetime]:
    """When these were recorded, by position. For projectors, which see no table but their own in a rebuild."""
    rows = run(
        f'SELECT position, recorded_at FROM "{_schema()}".es_event WHERE position = ANY(%s)',  # noqa: S608
        [[each.position for each in events]],
    )
    return dict(rows)


@cache
def _schema() -> str:
    """Where the log lies, whatever the search path says at the moment."""
    return str(
        one(
            "SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relname = 'es_event' AND relkind = 'r' ORDER BY pg_table_is_visible(c.oid) DESC LIMIT 1"
        )[0]
    )
