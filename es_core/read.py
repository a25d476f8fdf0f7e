"""Reading the log: streams, and what the fold of one says. The whole log in order is read by `es_core.tail`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from es_core import claims, codec, snapshots
from es_core.decider import CLAIM, Decider
from es_core.errors import UnknownEvent
from es_core.recorded import DROPPED, AnyRecorded, Recorded
from es_core.statements import one, run

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

Row = tuple[Any, ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NARROW = "position, stream_id, version, event_type, schema_version, data::text"


def recorded(rows: Iterable[Row]) -> list[AnyRecorded]:
    """From rows of the NARROW columns, in their order. Raises UnknownEvent, which names the row.

    What an upcaster splits comes as several events of one position and version; what it drops, as DROPPED.
    """
    found: list[AnyRecorded] = []
    decoders, add = codec.decoders, found.append
    for position, stream_id, version, name, schema_version, data in rows:
        decode = decoders.get((name, schema_version))
        try:
            if decode:
                add(Recorded(position, stream_id, version, decode(data)))
            else:
                events = codec.decode(name, schema_version, data) or [DROPPED]
                found += [Recorded(position, stream_id, version, each) for each in events]
        except (UnknownEvent, msgspec.DecodeError) as error:
            raise UnknownEvent(
                f"{name} (version {schema_version}) can't be read, at position {position}, version {version} of stream"
                f" {stream_id}: {error}"
            ) from error
    return found


def stream(
    stream_id: UUID, *, after: int = 0, until: int | None = None, at: datetime | None = None, backward: bool = False
) -> list[AnyRecorded]:
    """The events of one stream from the version behind `after` up to and with `until`; and with the last one that was
    recorded by the moment `at`. In order, or the newest first."""
    direction = "DESC" if backward else "ASC"
    rows = run(
        f"SELECT {NARROW} FROM es_event WHERE stream_id = %s AND version > %s"  # noqa: S608
        " AND version <= coalesce(%s::integer, 2147483647)"
        " AND (%s::timestamptz IS NULL OR version <= (SELECT max(version) FROM es_event"
        f" WHERE stream_id = %s AND recorded_at <= %s)) ORDER BY version {direction}",
        [stream_id, after, until, at, stream_id, at],
    )
    return recorded(rows)


def streams(stream_ids: Sequence[UUID], after: Mapping[UUID, int] | None = None) -> dict[UUID, list[AnyRecorded]]:
    """The events of several streams in order, each from the version behind `after`; a stream without has an empty
    list."""
    found: dict[UUID, list[AnyRecorded]] = {each: [] for each in stream_ids}
    for each in recorded(_behind(stream_ids, after) if after else _whole(stream_ids)):
        found[each.stream_id].append(each)
    return found


def _whole(stream_ids: Sequence[UUID]) -> list[Row]:
    return run(
        f"SELECT {NARROW} FROM es_event WHERE stream_id = ANY(%s) ORDER BY stream_id, version",  # noqa: S608
        [list(stream_ids)],
    )


def _behind(stream_ids: Sequence[UUID], after: Mapping[UUID, int]) -> list[Row]:
    columns = NARROW.replace("version", "e.version", 1).replace("stream_id", "e.stream_id")
    return run(
        f"SELECT {columns} FROM unnest(%s::uuid[], %s::integer[]) AS known(stream_id, version)"  # noqa: S608
        " JOIN es_event e ON e.stream_id = known.stream_id AND e.version > known.version"
        " ORDER BY e.stream_id, e.version",
        [list(stream_ids), [after.get(each, 0) for each in stream_ids]],
    )


def begun(stream_ids: Sequence[UUID]) -> set[UUID]:
    """Those that have events."""
    rows = run("SELECT stream_id FROM es_event WHERE stream_id = ANY(%s) AND version = 1", [list(stream_ids)])
    return {stream_id for (stream_id,) in rows}


def at_positions(positions: Sequence[int]) -> list[AnyRecorded]:
    rows = run(
        f"SELECT {NARROW} FROM es_event WHERE position = ANY(%s) ORDER BY position",  # noqa: S608
        [list(positions)],
    )
    return recorded(rows)


def fold(decider: Decider[C, E, S], events: Iterable[AnyRecorded], state: S, version: int = 0) -> tuple[S, int]:
    """The state and the version after these events, which follow `version`."""
    for each in events:
        if each.event is not DROPPED:
            state = decider.evolve(state, each.event)
        version = each.version
    return state, version


def load(
    decider: Decider[C, E, S], stream_id: UUID, *, version: int | None = None, at: datetime | None = None
) -> tuple[S, int]:
    """A stream's state and version, now, at an earlier version, or at a moment; the initial state and 0 for one that
    never was, or was not yet."""
    kept = snapshots.of({stream_id: decider}) if version is None and at is None else {}
    state, known = kept.get(stream_id, (decider.initial, 0))
    return fold(decider, stream(stream_id, after=known, until=version, at=at), state, known)


def claim_owner(scope: str, key: str) -> UUID | None:
    """Who holds a claim now."""
    return load(CLAIM, claims.stream_id(scope, key))[0]


def moments(events: Sequence[AnyRecorded]) -> dict[int, datetime]:
    """When these were recorded, by position. For projectors, which see no table but their own in a rebuild.

    As numbers from the database, since Django's way of reading a moment costs as much as the event.
    """
    rows = run(
        "SELECT position, (extract(epoch FROM recorded_at) * 1000000)::bigint"  # noqa: S608
        f' FROM "{_schema()}".es_event WHERE position = ANY(%s)',
        [[each.position for each in events]],
    )
    return {position: EPOCH + timedelta(microseconds=microseconds) for position, microseconds in rows}


@cache
def _schema() -> str:
    """Where the log lies, whatever the search path says at the moment."""
    return str(
        one(
            "SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relname = 'es_event' AND relkind = 'r' ORDER BY pg_table_is_visible(c.oid) DESC LIMIT 1"
        )[0]
    )
