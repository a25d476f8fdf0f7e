"""What apps say they hold of a subject, so that es_core can hand it out and forget it without knowing them.

Each app says so in its `subjects.py`, which is found at start-up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")
Row = Mapping[str, Any]
Rows = Callable[[UUID], Iterable[Row] | Row]
Streams = Callable[[UUID], Iterable[UUID]]
Leave = Callable[[UUID, bool], None]
Purge = Callable[[UUID], None]

BATCH = 500

sections: dict[str, Rows] = {}
leaves: list[Leave] = []
purges: list[Purge] = []
forgettings: dict[type[Any], Callable[[Any], UUID]] = {}
_identifying: list[Streams] = []
_owned: list[Streams] = []


def exports(name: str) -> Callable[[Rows], Rows]:
    """A section of the export: one object (a Mapping), or rows, read page by page if they may be many."""

    def declare(rows: Rows) -> Rows:
        sections[name] = rows
        return rows

    return declare


def identifies(streams: Streams) -> Streams:
    """The few streams that are about the subject itself: its account."""
    _identifying.append(streams)
    return streams


def owns(streams: Streams) -> Streams:
    """Streams of what the subject made; may be many."""
    _owned.append(streams)
    return streams


def takes_leave(leave: Leave) -> Leave:
    """Done by commands before a subject is forgotten; told whether what it published is to go too. May run again."""
    leaves.append(leave)
    return leave


def purged_by(purge: Purge) -> Purge:
    """Removes what the app holds beside the log and its read models, outside of transactions. May run again."""
    purges.append(purge)
    return purge


def forgotten_by(event_type: type[Any], subject_id: Callable[[Any], UUID]) -> None:
    """The event that says so; after a restore it tells who is to be forgotten again."""
    forgettings[event_type] = subject_id


def identity_of(subject_id: UUID) -> list[UUID]:
    return [each for streams in _identifying for each in streams(subject_id)]


def streams_of(subject_id: UUID) -> Iterator[UUID]:
    return chain(identity_of(subject_id), (each for streams in _owned for each in streams(subject_id)))


def batched(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
