"""Tabs that come back when their socket is lost, as live.js does, and say what they show."""

import asyncio
import json
import random
import re
import threading
import time

from bench.live.clients import OPENING_AT_ONCE, Page, Seen, Socket, masked

RETRY = (0.25, 0.5, 1.0, 2.0)  # seconds, as in live.js
PATIENCE = 120.0  # seconds for all to open
OPENING = 20.0  # seconds for one
NUMBER = re.compile(r"\d+")


class Tab(Seen):
    """What one page shows; `page` is what it was when it was loaded."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.token)
        self.page = page
        self.hashes: dict[str, str] = dict(page.watch)
        self.shown = 0
        self.is_lost = asyncio.Event()

    def frame(self, number: int, payload: bytes) -> None:
        for each in json.loads(payload).get("fragments") or ():
            self.hashes[each["token"]] = each["hash"]
            if each["token"] == self.token:
                self.shown = int(NUMBER.findall(each["html"])[0])

    def subscribed(self) -> Page:
        message = {"watch": list(self.hashes.items()), "drop": [], "at": self.page.at}
        return Page(self.page.port, self.page.path, masked(json.dumps(message).encode()))

    async def live(self, turn: asyncio.Semaphore) -> None:
        failures = 0
        while True:
            self.is_lost.clear()
            try:
                async with turn:
                    await self._open()
                failures = 0
                await self.is_lost.wait()
            except (OSError, TimeoutError):
                pass
            await asyncio.sleep(RETRY[min(failures, len(RETRY) - 1)] * (0.5 + random.random()))  # noqa: S311
            failures += 1

    async def _open(self) -> None:
        is_open = asyncio.Event()
        await asyncio.get_running_loop().create_connection(
            lambda: Returning(0, self.subscribed(), self, is_open.set), "127.0.0.1", self.page.port
        )
        await asyncio.wait_for(is_open.wait(), OPENING)


class Returning(Socket):
    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        assert isinstance(self.seen, Tab)  # noqa: S101 - for the types
        self.seen.is_lost.set()


class Tabs:
    """In a thread with a loop of its own."""

    def __init__(self, port: int, paths: list[str], number: int) -> None:
        self.number = number
        pages = [Page(port, path) for path in paths]
        for page in pages:
            page.load("favorites-count")
        self.tabs = [Tab(pages[n % len(pages)]) for n in range(number)]
        self.pages = len(pages)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        turn = asyncio.Semaphore(OPENING_AT_ONCE)
        self.lives = [asyncio.run_coroutine_threadsafe(tab.live(turn), self.loop) for tab in self.tabs]

    def wait_until_all_are_open(self) -> None:
        until = time.monotonic() + PATIENCE
        while sum(tab.open for tab in self.tabs) < self.number:
            if time.monotonic() > until:
                raise RuntimeError("not all sockets opened")
            time.sleep(0.1)

    def behind(self, wanted: list[int]) -> int:
        """How many show another count than the one wanted of their page."""
        return sum(tab.shown != wanted[n % self.pages] for n, tab in enumerate(self.tabs))

    def end(self) -> None:
        for each in self.lives:
            each.cancel()
        self.loop.call_soon_threadsafe(self.loop.call_later, 0.5, self.loop.stop)
        self.thread.join()
