"""An event together with its place in the log."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

E = TypeVar("E")


class Recorded(msgspec.Struct, Generic[E], frozen=True, gc=False):
    """`position` orders the log, `version` the stream. The rest of the envelope is read when somebody asks for it.

    A struct, since a rebuild makes millions: five times as fast as a frozen dataclass, and no work for the collector.
    """

    position: int
    stream_id: UUID
    version: int
    event: E


AnyRecorded = Recorded[Any]


def unseen(events: Sequence[Recorded[E]], seen: Mapping[UUID, int]) -> list[Recorded[E]]:
    """The events that a handler's rows do not tell of yet; `seen` are the rows' versions, by stream.

    To be asked once, of the whole batch, before any row moves on: the parts of a split event have one version, and a
    row that has taken the first would pass over the others.
    """
    return [each for each in events if each.version > seen.get(each.stream_id, 0)]


class Dropped(msgspec.Struct, frozen=True):
    """Stands where an upcaster left nothing of an event: its position and version count all the same."""


DROPPED = Dropped()
