"""Process managers: they react to events with commands, and remember what they must in streams of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from es_core.decider import Decider
from es_core.decision import AnyDecider
from es_core.projector import Projector, catch_up_projectors

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


class ProcessManager(Projector, Generic[S]):
    """Declare it in an app's `processes.py`. Its functions are pure.

    `key(event)` says which stream of its own an event of `reacts_to` belongs to; `react(event, state)` gives own events
    and `Dispatch`es, or nothing; `refused(event, command, reason)` gives own events for a dispatched command that was
    rejected. It begins at the log's head when it is first deployed; with `from_start`, at the log's first event.

    A runner feeds it like a catch-up projector; but it owns no tables, is in no list of projectors, and no rebuild
    ever shows it an event again.
    """

    def __init__(
        self,
        *,
        name: str,
        reacts_to: tuple[type[Any], ...],
        key: Callable[[Any], str | UUID],
        events: tuple[type[Any], ...],
        initial: S,
        react: Callable[[Any, S], Sequence[Any]],
        evolve: Callable[[S, Any], S],
        refused: Callable[[Any, Any, str], Sequence[Any]] = let_be,
        from_start: bool = False,
    ) -> None:
        if set(events) & set(reacts_to):
            raise ValueError(f"{name} would react to what it remembers, without end")
        self.key, self.react, self.refused, self.from_start = key, react, refused, from_start
        # The key is always hashed with the name: an article's process is not the article's stream.
        self.decider: Decider[Note, Any, S] = Decider(
            category=name,
            stream_key=lambda note: note.key,
            events=events,
            initial=initial,
            decide=lambda note, _: note.events,
            evolve=evolve,
        )
        super().__init__(name, models=(), catch_up=True)
        self.on(*reacts_to)(_nothing)

    def _register(self) -> None:
        if self.name in processes:
            raise ValueError(f"two processes are named {self.name}")
        processes[self.name] = self

    def note_of(self, event: Any, events: Sequence[Any] = ()) -> Note:
        return Note(str(self.key(event)), events)


def _nothing(events: Sequence[Any]) -> None:
    """A process is fed by es_core.runner.batch alone, one reaction a transaction."""


processes: dict[str, ProcessManager[Any]] = {}


def fed() -> list[Projector]:
    """All that a runner feeds."""
    return [*catch_up_projectors(), *processes.values()]
