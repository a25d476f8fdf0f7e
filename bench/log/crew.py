"""Writers and readers in processes of their own, one connection each, ready before anybody measures."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeAlias

from bench.figures import Failed
from bench.setting_up import set_up

Pipe: TypeAlias = "Connection[Any, Any]"

SYSTEMS = {
    "conduit": "bench.log.conduit:Conduit",
    "pyeventsourcing": "bench.log.peer:Peer",
    "pyeventsourcing-functions": "bench.log.peer:PeerWithFunctions",
    "bare": "bench.log.bare:Bare",
}
PATIENCE = 120.0  # seconds for an answer


@dataclass(frozen=True)
class Done:
    """By one worker, or by all together."""

    work: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.work / self.seconds


@dataclass
class Crew:
    """The processes of one system."""

    system: str
    members: list[tuple[SpawnProcess, Pipe]]

    def work(self, method: str, arguments: Sequence[Any], seconds: float, hands: int = 1) -> list[Done]:
        """As many calls as fit into `seconds`, at least one, by so many hands at once."""
        self.begin(method, arguments, seconds, hands)
        return [self.answer(number) for number in range(hands)]

    def begin(self, method: str, arguments: Sequence[Any], seconds: float, hands: int) -> None:
        for _, pipe in self.members[:hands]:
            pipe.send((method, arguments, seconds))

    @property
    def is_at_work(self) -> bool:
        return not all(pipe.poll() for _, pipe in self.members)

    def answer(self, number: int) -> Done:
        process, pipe = self.members[number]
        if not pipe.poll(PATIENCE):
            raise Failed(f"{self.system}: no answer for {PATIENCE:.0f} s")
        try:
            answer = pipe.recv()
        except EOFError:
            process.join(5)
            raise Failed(f"{self.system}: a worker ended with {process.exitcode}") from None
        if not isinstance(answer, Done):
            raise Failed(f"{self.system}: {answer}")
        return answer


@contextmanager
def crew(system: str, where: str, hands: int) -> Iterator[Crew]:
    spawning = multiprocessing.get_context("spawn")
    crew = Crew(system, [])
    try:
        for _ in range(hands):
            ours, theirs = spawning.Pipe()
            process = spawning.Process(target=_member, args=(theirs, SYSTEMS[system], where), daemon=True)
            process.start()
            theirs.close()
            crew.members.append((process, ours))
            crew.answer(len(crew.members) - 1)  # one after the other: some make tables first
        yield crew
    finally:
        for process, pipe in crew.members:
            pipe.close()
            process.join(10)
            process.kill()


def _member(parent: Pipe, path: str, where: str) -> None:
    """Ends when the parent closes the pipe."""
    with suppress(EOFError, OSError):
        try:
            set_up(where)
            module, _, name = path.partition(":")
            system = getattr(import_module(module), name)(where)
            parent.send(Done(0, 1, 0))
            while True:
                method, arguments, seconds = parent.recv()
                parent.send(_timed(getattr(system, method), arguments, seconds))
        except (EOFError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - told to the parent, which fails
            parent.send(f"{type(error).__name__}: {error}")


def _timed(call: Any, arguments: Sequence[Any], seconds: float) -> Done:
    done = 0
    began, cpu = time.perf_counter(), time.process_time()
    while True:
        done += call(*arguments)
        elapsed = time.perf_counter() - began
        if elapsed >= seconds:
            return Done(done, elapsed, time.process_time() - cpu)
