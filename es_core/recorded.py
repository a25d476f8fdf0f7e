"""An event together with its place in the log."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

E_co = TypeVar("E_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[E_co]):
    """`position` orders the log, `version` the stream. The rest of the envelope is read when somebody asks for it."""

    position: int
    stream_id: UUID
    version: int
    event: E_co


AnyRecorded = Recorded[Any]
