"""What the hub sees of a socket: an event loop in a thread, and what was offered to it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from es_core.live.key import Key
from es_core.live.rendering import Rendering

PATIENCE = 20.0  # seconds, for machines that do something else meanwhile


class Page:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.offered: list[Rendering] = []

    def offer(self, rendering: Rendering) -> None:
        self.offered.append(rendering)

    def shows(self, html: str, key: Key | None = None) -> bool:
        mine = [each for each in self.offered if key in (None, each.key)]
        return bool(mine) and mine[-1].html == html

    def will_show(self, html: str, key: Key | None = None) -> None:
        eventually(lambda: self.shows(html, key))


def eventually(condition: Callable[[], object], patience: float = PATIENCE) -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < patience, "it never came to that"
        time.sleep(0.005)
    return time.monotonic() - began


@contextmanager
def looping() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
