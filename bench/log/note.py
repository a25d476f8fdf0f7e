"""The event that everybody writes: about 250 bytes of JSON, with 120 bytes of metadata beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from es_core.decider import Decider

NAMESPACE = UUID("6f1f3c1e-5f0e-5d0b-9d53-0d7b4a1f2c11")
TEXT = "Basil should be young, the onions old, and nobody in a hurry. "
AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
METADATA = {
    "source": "bench",
    "release": "2026.05.01-3f2a9c1d",
    "trace": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa",
}
EVENTS_OF_A_STREAM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten:
    note_id: UUID
    title: str
    text: str
    words: int
    tags: tuple[str, ...]
    written_at: datetime


def written(note_id: UUID) -> dict[str, Any]:
    """The fields of every event."""
    return {
        "note_id": note_id,
        "title": "A wall falls down",
        "text": TEXT,
        "words": 12,
        "tags": ("garden", "kitchen"),
        "written_at": AT,
    }


def nth_stream(n: int) -> UUID:
    """The streams that the reading works read; known without asking anybody."""
    return uuid5(NAMESPACE, str(n))


def batched(streams: int, size: int = 20) -> list[range]:
    """For one transaction each. pyeventsourcing was seen to hang for ever on two thousand events at once."""
    return [range(first, min(first + size, streams)) for first in range(0, streams, size)]


def decide(command: Any, words: int) -> Sequence[NoteWritten]:
    return [NoteWritten(**written(command))]


def evolve(words: int, event: NoteWritten) -> int:
    return words + event.words


NOTE: Decider[UUID, NoteWritten, int] = Decider(
    category="bench-note",
    stream_key=lambda note_id: note_id,
    events=(NoteWritten,),
    initial=0,
    decide=decide,
    evolve=evolve,
)
