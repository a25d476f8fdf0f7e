"""Appending to the log: one call of `es_append` locks, checks, inserts and records, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from uuid_utils import uuid7

from es_core import codec, registry
from es_core.errors import Conflict
from es_core.recorded import AnyRecorded, Recorded
from es_core.statements import one, run

NO_STREAM = 0
ANY_VERSION = -1
MUST_EXIST = -2
MAX_STREAMS = 500


@dataclass(slots=True)
class Stream:
    """A stream to append to. `expected` is its version, NO_STREAM, MUST_EXIST or ANY_VERSION."""

    id: UUID
    type: str
    expected: int
    events: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What `es_command` keeps of an accepted command; `events` are indices into the appended ones."""

    id: UUID
    name: str
    stream_type: str
    stream_id: UUID
    payload: dict[str, Any]
    fingerprint: str
    events: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What all events and commands of one append share."""

    actor_id: UUID | None
    correlation_id: UUID
    causation_id: UUID | None = None
    channel: str = ""
    address: str | None = None
    agent: str = ""
    started_at: datetime
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The command id was accepted before: what it was then, and where its events stand."""

    fingerprint: str
    positions: list[int]


def append(
    streams: Sequence[Stream],
    order: Sequence[tuple[int, Any]],
    envelope: Envelope,
    commands: Sequence[Command] = (),
    once: Sequence[UUID] = (),
) -> list[AnyRecorded] | Repeated:
    """`order` lists (index of the stream, event) as they are to stand in the log; `once`: command ids to look up.

    Raises Conflict with the actual version when a stream is not where it was expected; nothing is written then.
    """
    document = _document(streams, order, envelope, commands, once)
    [answered] = one("SELECT es_append(%s::text::jsonb)::text", [codec.encode(document).decode()])
    answer = msgspec.json.decode(answered)
    if "conflict" in answer:
        stale = streams[answer["conflict"]["stream"]]
        locked = [*(each.id for each in streams), *once]
        raise Conflict(stale.id, stale.expected, answer["conflict"]["actual"], locked)
    if "repeated" in answer:
        return Repeated(answer["repeated"]["fingerprint"], answer["repeated"]["positions"])
    return _recorded(streams, order, answer["positions"], answer["actuals"])


def lock(ids: Sequence[UUID]) -> None:
    """Ahead of reading what else only `es_append` locks; in its order, and until the transaction ends."""
    run(
        "SELECT pg_advisory_xact_lock(key) FROM"
        " (SELECT DISTINCT uuid_hash_extended(id, 0) AS key FROM unnest(%s::uuid[]) id ORDER BY key) keys",
        [list(ids)],
    )


def _document(
    streams: Sequence[Stream],
    order: Sequence[tuple[int, Any]],
    envelope: Envelope,
    commands: Sequence[Command],
    once: Sequence[UUID],
) -> dict[str, Any]:
    """What `es_append` takes; events and streams by place, since the names would cost more than the values."""
    return {
        "actor_id": envelope.actor_id,
        "correlation_id": envelope.correlation_id,
        "causation_id": envelope.causation_id,
        "channel": envelope.channel,
        "address": envelope.address,
        "agent": envelope.agent,
        "started_at": envelope.started_at,
        "metadata": envelope.metadata,
        "streams": [(each.id, each.type, each.expected) for each in streams],
        "events": _events(order, {index: command.id for command in commands for index in command.events}),
        "commands": commands,
        "once": once,
    }


def _events(order: Sequence[tuple[int, Any]], command_of: dict[int, UUID]) -> list[tuple[Any, ...]]:
    """Each: id, stream, the how manieth of it, type, schema version, command, data."""
    appended: dict[int, int] = {}
    rows = []
    for index, (stream, event) in enumerate(order):
        nth = appended[stream] = appended.get(stream, 0) + 1
        kind: Any = type(event)
        name, schema = _kind(kind)
        # As text: a UUID object is made of it at four times the cost, and nobody here asks for one.
        rows.append((str(uuid7()), stream, nth, name, schema, command_of.get(index), event))
    return rows


@cache
def _kind(event_type: Any) -> tuple[str, int]:
    return registry.event_name(event_type), registry.schema_version(event_type)


def _recorded(
    streams: Sequence[Stream], order: Sequence[tuple[int, Any]], positions: list[int], actuals: list[int]
) -> list[AnyRecorded]:
    versions = list(actuals)
    recorded = []
    for (stream, event), position in zip(order, positions, strict=True):
        versions[stream] += 1
        recorded.append(Recorded(position, streams[stream].id, versions[stream], event))
    return recorded
