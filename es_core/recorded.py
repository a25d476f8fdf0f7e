"""An event together with its place in the log."""

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


class Dropped(msgspec.Struct, frozen=True):
    """Stands where an upcaster left nothing of an event: its position and version count all the same."""


DROPPED = Dropped()
