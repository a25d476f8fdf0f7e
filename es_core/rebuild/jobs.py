"""Several projectors rebuilt at once: while the database works for one, Python does for another."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from django.db import OperationalError, connection

from es_core.errors import UnknownEvent
from es_core.projector import Projector
from es_core.rebuild import Depended, RebuildRunning, SwapBlocked, rebuild

Advance = Callable[[Projector, int, int], None]  # (projector, position reached, head of the log)


@dataclass(frozen=True, slots=True)
class Done:
    """Rebuilt up to `position`, or not, for a reason in words: then the old tables are in service."""

    projector: str
    position: int | None
    seconds: float
    failure: str | None


def rebuild_all(chosen: Sequence[Projector], advance: Advance, *, jobs: int, restart: bool) -> Iterator[Done]:
    """Each as it is done. Ctrl-C stops them all after the batch they are in. A handler's exception is raised."""
    stop = threading.Event()

    def one(projector: Projector) -> Done:
        def progress(position: int, head: int) -> None:
            advance(projector, position, head)
            if stop.is_set():
                raise KeyboardInterrupt

        return _done(projector, progress, restart)

    if min(jobs, len(chosen)) < 2:
        yield from map(one, chosen)
        return
    with ThreadPoolExecutor(jobs) as pool:
        running = [pool.submit(_with_own_connection, one, each) for each in chosen]
        try:
            for each in as_completed(running):
                yield each.result()
        except BaseException:
            stop.set()
            raise


def _done(projector: Projector, progress: Callable[[int, int], None], restart: bool) -> Done:
    began = time.perf_counter()
    position, failure = None, None
    try:
        position = rebuild(projector, progress, restart=restart)
    except (Depended, RebuildRunning, SwapBlocked, UnknownEvent) as reason:
        failure = str(reason) if projector.name in str(reason) else f"{projector.name}: {reason}"
    except OperationalError as error:
        failure = f"{projector.name}: {str(error).strip()}; the old tables stay, the next rebuild goes on from here"
    return Done(projector.name, position, time.perf_counter() - began, failure)


def _with_own_connection(one: Callable[[Projector], Done], projector: Projector) -> Done:
    try:
        return one(projector)
    finally:
        connection.close()
