"""Readers that follow the feed as it grows. They share one look at the log: all who stand at the same place get the
same batch, and whoever lags behind reads on from there, in batches of the same bounded size."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.db import InterfaceError, OperationalError, connection

from blog.feed import reading
from blog.feed.change import Batch, frame
from blog.feed.topics import Topics
from es_core.live.hub import hub

BEAT = 15.0  # seconds after which a reader hears something, and may come back from there
BETWEEN_WAKES = 0.05  # seconds in which many commits are told together
KEPT = 0.5  # seconds that a batch is at hand; what is deleted meanwhile may still be in it
PAUSE = 1.0  # seconds until a lost database is asked again
THREADS = 2  # each with a connection, for all readers of a process


async def frames(topics: Topics, position: int) -> AsyncIterator[bytes]:
    """Everything behind the position, without end. While a reader does not take what there is, it costs no more."""
    shared, loop = _shared(), asyncio.get_running_loop()
    heard_at = loop.time()
    while True:
        moved, before = shared.moved, position
        text, position = await shared.told(topics, position)
        if text or loop.time() - heard_at >= BEAT:
            yield text or frame(position)
            heard_at = loop.time()
        elif position == before:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(heard_at + BEAT):
                    await moved.wait()


class Shared:
    """What the readers of one event loop have in common."""

    def __init__(self) -> None:
        self.moved = asyncio.Event()  # set when the log has grown, and then replaced by another
        self._loop = asyncio.get_running_loop()
        self._batches: dict[int, asyncio.Future[Batch]] = {}  # by the position that they begin behind
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="feed")
        self._woken_at, self._wake_due = 0.0, False
        hub.call_when_decided(self._call)

    async def told(self, topics: Topics, position: int) -> tuple[bytes, int]:
        """What follows a position, and how far that reaches: to itself, while nothing follows."""
        while hub.position > position:
            try:
                batch = await asyncio.shield(self._batches.get(position) or self._begin(position))
            except (OperationalError, InterfaceError):
                await asyncio.sleep(PAUSE)
            else:
                return batch.frames(topics), batch.until
        return b"", position

    def _begin(self, position: int) -> "asyncio.Future[Batch]":
        begun = self._loop.run_in_executor(self._threads, _read, position, hub.position)
        self._batches[position] = begun
        begun.add_done_callback(lambda done: self._keep(position, done))
        return begun

    def _keep(self, position: int, done: "asyncio.Future[Batch]") -> None:
        """For a moment, unless it failed; those who waited are told why."""
        if done.cancelled() or done.exception():
            self._batches.pop(position, None)
        else:
            self._loop.call_later(KEPT, self._batches.pop, position, None)

    def _call(self) -> None:
        """In the hub's thread."""
        with suppress(RuntimeError):  # this loop has ended, and its readers with it
            self._loop.call_soon_threadsafe(self._wake_soon)

    def _wake_soon(self) -> None:
        if not self._wake_due:
            self._wake_due = True
            self._loop.call_at(max(self._loop.time(), self._woken_at + BETWEEN_WAKES), self._wake)

    def _wake(self) -> None:
        self._wake_due, self._woken_at = False, self._loop.time()
        self.moved.set()
        self.moved = asyncio.Event()


def _read(after: int, decided: int) -> Batch:
    try:
        return reading.batch(after, decided)
    finally:
        connection.close()


_by_loop: dict[asyncio.AbstractEventLoop, Shared] = {}  # a server has one


def _shared() -> Shared:
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = Shared()
    return _by_loop[loop]
