"""Real threads, each with a database connection of its own, that start at the same moment."""

import contextvars
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(*calls: Callable[[], T]) -> list[T | Exception]:
    """What each call returned or raised, in their order."""
    start = threading.Barrier(len(calls))

    def begin(call: Callable[[], T]) -> T:
        start.wait(timeout=20)
        return call()

    with in_background(*[lambda call=call: begin(call) for call in calls]) as running:
        return [_outcome(each) for each in running]


@contextmanager
def in_background(*calls: Callable[[], T]) -> Iterator[Sequence[Future[T]]]:
    """Runs the calls while the block does; ends when all have ended."""
    with ThreadPoolExecutor(len(calls)) as pool:
        yield [pool.submit(contextvars.copy_context().run, _connected, call) for call in calls]


def _connected(call: Callable[[], T]) -> T:
    try:
        return call()
    finally:
        connection.close()


def _outcome(running: "Future[Any]") -> Any:
    return running.exception(timeout=60) or running.result()
