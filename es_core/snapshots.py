"""States of long streams, kept so that a command need not fold them from the start. A cache, never the truth: whatever
is missing, old or unreadable is passed over, and all of them may be deleted at any time."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from es_core.codec import encode
from es_core.decider import Decider
from es_core.statements import run

logger = logging.getLogger(__name__)

AnyDecider = Decider[Any, Any, Any]


class Snapshot(NamedTuple):
    state: Any
    version: int


def of(streams: Mapping[UUID, AnyDecider]) -> dict[UUID, Snapshot]:
    """What is kept of these streams. Where no decider keeps any, the database is not asked."""
    makers = {stream_id: maker for stream_id, each in streams.items() if (maker := _maker(each))}
    if not makers:
        return {}
    rows = run(
        "SELECT stream_id, version, state::text FROM es_snapshot"
        " WHERE (stream_id, made_by) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))",
        [list(makers), list(makers.values())],
    )
    kept = {stream_id: _snapshot(streams[stream_id], state, version) for stream_id, version, state in rows}
    return {stream_id: each for stream_id, each in kept.items() if each}


def keep(decider: AnyDecider, stream_id: UUID, before: int, state: Any, version: int) -> None:
    """In the transaction of the append, which holds the stream's lock: so nobody waits, and none is ahead of the log.

    Written when the stream has passed a multiple of `every` since version `before`.
    """
    if decider.snapshots and before // decider.snapshots.every != version // decider.snapshots.every:
        run(
            "INSERT INTO es_snapshot (stream_id, version, made_by, state) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (stream_id) DO UPDATE SET (version, made_by, state, taken_at)"
            " = (excluded.version, excluded.made_by, excluded.state, now()) RETURNING version",
            [stream_id, version, _maker(decider), encode(state).decode()],
        )


def drop(stream_ids: Iterable[UUID]) -> None:
    """For somebody who is to be forgotten; nothing else needs it."""
    run("DELETE FROM es_snapshot WHERE stream_id = ANY(%s) RETURNING stream_id", [list(stream_ids)])


def _maker(decider: AnyDecider) -> str | None:
    """Another version of the decider's code may mean something else by the same state."""
    return f"{decider.category} {decider.snapshots.version}" if decider.snapshots else None


def _snapshot(decider: AnyDecider, state: str, version: int) -> Snapshot | None:
    try:
        return Snapshot(msgspec.json.decode(state, type=decider.snapshots and decider.snapshots.state), version)
    except msgspec.DecodeError:
        logger.warning("a snapshot of %s can't be read; its stream is folded from the start", _maker(decider))
        return None
