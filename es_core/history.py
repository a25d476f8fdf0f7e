"""The whole log as a history: by what it is about, when, and by whom, with all that stands around each event.

As far as it is committed now. Whoever keeps a position to go on from reads `es_core.tail`, which never skips one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from es_core import codec, registry, tail
from es_core.statements import run

BATCH = 500


class Stored(NamedTuple):
    """An event as the log has it: `data` and `metadata` are JSON, in the shape that they were written in."""

    position: int
    event_id: UUID
    stream_type: str
    stream_id: UUID
    version: int
    event_type: str
    schema_version: int
    data: str
    metadata: str
    command_id: UUID | None
    causation_id: UUID | None
    correlation_id: UUID | None
    actor_id: UUID | None
    recorded_at: datetime

    @property
    def events(self) -> list[Any]:
        """As its class is now: one, or what upcasters make of it. Raises UnknownEvent."""
        return codec.decode(self.event_type, self.schema_version, self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for; everything that is given must hold.

    Streams, positions and moments have an index. Actor and correlation are found by the record of commands: what the
    retention of that has purged is not found by them. Types are looked for from one end on, until the batch is full.
    """

    stream_id: UUID | None = None
    stream_type: str | None = None
    event_types: frozenset[type[Any]] = frozenset()
    actor_id: UUID | None = None
    correlation_id: UUID | None = None
    after: int = 0
    until: int | None = None
    since: datetime | None = None
    by: datetime | None = None


def stored(question: Question, *, backward: bool = False, batch: int = BATCH) -> Iterator[Stored]:
    """In the order of the log, or the newest first. Bounded memory, however long it is."""
    after, until = bounds(question)
    while rows := run(_sql(question, backward), _parameters(question, after, until, batch)):
        yield from map(Stored._make, rows)
        if len(rows) < batch:
            return
        if backward:
            until = rows[-1][0] - 1
        else:
            after = rows[-1][0]


def position_at(moment: datetime) -> int:
    """Of the last event recorded by then; 0 for none. By halving: positions and times grow together.

    Where the clock was set back, it is one of the places at which the log passed this moment.
    """
    low, high = 0, tail.head()
    while low < high:
        middle = (low + high) // 2
        [(position, recorded_at)] = run(
            "SELECT position, recorded_at FROM es_event WHERE position > %s ORDER BY position LIMIT 1", [middle]
        )
        if recorded_at <= moment:
            low = position
        else:
            high = middle
    return low


def bounds(question: Question) -> tuple[int, int | None]:
    """Moments as positions, so that one index serves all."""
    after = max(question.after, _position_before(question.since) if question.since else 0)
    if question.by is None:
        return after, question.until
    by = position_at(question.by)
    return after, by if question.until is None else min(by, question.until)


def _position_before(moment: datetime) -> int:
    """Behind which everything was recorded at that moment or later."""
    rows = run(
        "SELECT max(position) FROM es_event WHERE position <= %s AND recorded_at < %s",
        [position_at(moment), moment],
    )
    return int(rows[0][0] or 0)


def _sql(question: Question, backward: bool) -> str:
    conditions = ["position > %(after)s", "position <= coalesce(%(until)s::bigint, 9223372036854775807)"]
    if question.stream_id:
        conditions.append("stream_id = %(stream)s")
    if question.stream_type:
        conditions.append("stream_type = %(type)s")
    if question.event_types:
        conditions.append("event_type = ANY(%(names)s)")
    for name in ("actor", "correlation"):
        if getattr(question, f"{name}_id"):
            conditions.append(
                f"position IN (SELECT unnest(positions) FROM es_command WHERE {name}_id = %({name})s"  # noqa: S608
                " AND status = 'accepted')"
            )
    direction = "DESC" if backward else "ASC"
    return (
        f"SELECT {', '.join(Stored._fields)} FROM es_event WHERE {' AND '.join(conditions)}"  # noqa: S608
        f" ORDER BY position {direction} LIMIT %(batch)s"
    )


def _parameters(question: Question, after: int, until: int | None, batch: int) -> dict[str, Any]:
    return {
        "after": after,
        "until": until,
        "stream": question.stream_id,
        "type": question.stream_type,
        "names": registry.stored_names(question.event_types),
        "actor": question.actor_id,
        "correlation": question.correlation_id,
        "batch": batch,
    }
