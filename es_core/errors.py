"""Everything that es_core raises on purpose."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID


class Rejected(Exception):
    """A rule said no, in words for people. `field` names the form field or API key that it concerns."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Taken(Rejected):
    """A claimed name is held by somebody else; `field` is the claim's scope."""


class Conflict(Exception):
    """The stream moved on since it was read. Retried by `execute` unless the command named its version.

    `locked` are the ids that `es_append` had locked: a next try that locks them first can't lose them again.
    """

    def __init__(self, stream_id: UUID, expected: int, actual: int, locked: Sequence[UUID] = ()) -> None:
        # 0 and less as in es_core.log: NO_STREAM, MUST_EXIST.
        wanted = {0: "not to be there yet", -2: "to be there"}.get(expected, str(expected))
        super().__init__(f"stream {stream_id} is at version {actual}, expected {wanted}")
        self.stream_id = stream_id
        self.expected = expected
        self.actual = actual
        self.locked = locked


class CommandReused(Exception):
    """A command id that was accepted before came again with another payload or from another actor."""


class NoContext(Exception):
    """`execute` ran outside of `es_core.context.acting(...)`: nobody to write into the record."""


class NotYetProjected(Exception):
    """The command was carried out, and stays so; what catch-up projectors make of it is not there yet.

    `executed` is the command's answer; `behind` are the names of the projectors, each with the reason if it is known.
    """

    def __init__(self, executed: Any, behind: Mapping[str, str]) -> None:
        told = ", ".join(f"{name} ({reason})" if reason else name for name, reason in behind.items())
        super().__init__(f"carried out at position {executed.position}, but not projected yet by {told}")
        self.executed = executed
        self.behind = dict(behind)


class UnknownEvent(Exception):
    """The log holds an event type or schema version that no registered class reads."""


class ForeignTable(Exception):
    """A projector wrote a read model of another one."""
