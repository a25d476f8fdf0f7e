"""Process managers: they react to events with commands, and remember what they must in streams of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from es_core.decider import Decider
from es_core.decision import AnyDecider

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A command that a process asks for."""

    decider: AnyDecider
    command: Any


@dataclass(frozen=True, slots=True)
class Note:
    """What a process decided to remember under a key: the command of its own stream."""

    key: str
    events: Sequence[Any] = ()


def let_be(event: Any, command: Any, reason: str) -> Sequence[Any]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessManager(Generic[S]):
    """Declare it in an app's `processes.py`. Its functions are pure.

    `key(event)` says which stream of its own an event of `reacts_to` belongs to; `react(event, state)` gives own events
    and `Dispatch`es, or nothing; `refused(event, command, reason)` gives own events for a dispatched command that was
    rejected. It begins at the log's head when it is first deployed; with `from_start`, at the log's first event.
    """

    name: str
    reacts_to: tuple[type[Any], ...]
    key: Callable[[Any], str | UUID]
    events: tuple[type[Any], ...]
    initial: S
    react: Callable[[Any, S], Sequence[Any]]
    evolve: Callable[[S, Any], S]
    refused: Callable[[Any, Any, str], Sequence[Any]] = let_be
    from_start: bool = False
    decider: Decider[Note, Any, S] = field(init=False)

    def __post_init__(self) -> None:
        if self.name in processes:
            raise ValueError(f"two processes are named {self.name}")
        if set(self.events) & set(self.reacts_to):
            raise ValueError(f"{self.name} would react to what it remembers, without end")
        # The key is always hashed with the name: an article's process is not the article's stream.
        decider: Decider[Note, Any, S] = Decider(
            category=self.name,
            stream_key=lambda note: note.key,
            events=self.events,
            initial=self.initial,
            decide=lambda note, _: note.events,
            evolve=self.evolve,
        )
        object.__setattr__(self, "decider", decider)
        processes[self.name] = self


processes: dict[str, ProcessManager[Any]] = {}
