"""One hub per web process: follows the log, renders what changed once, offers it to the sockets that watch."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence

from django.db import Error, connection

from es_core import fence, tail
from es_core.errors import UnknownEvent
from es_core.live.board import Board, Socket
from es_core.live.figures import Figures, Telling
from es_core.live.key import Key
from es_core.live.query import woken_types
from es_core.live.rendering import Rendering, render
from es_core.live.sessions import ending_types, recheck_sessions

logger = logging.getLogger(__name__)

POLL = 1.0  # seconds; a wake-up that got lost costs no more
POLL_AFTER_NEWS = 0.02  # a process announces only the first of the commits that it makes within this time
LINGER = 0.1
BETWEEN_RENDERS = 0.05  # seconds from one rendering of a fragment to its next


class Hub:
    """Queries and templates run in the hub's own thread or in a page's, never in the loop of the sockets."""

    def __init__(self) -> None:
        self.board = Board()
        self.figures = Figures()
        self._wake = threading.Event()
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._rendered_at: dict[Key, float] = {}
        self._news_at = 0.0
        self._telling = Telling()

    def start(self) -> None:
        """Once per process; the thread ends with it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look at the log now, and at what is dirty."""
        self._wake.set()

    @property
    def position(self) -> int:
        """What a page notes before its queries run; 0, where no hub runs: everything is then compared by hash."""
        return self.board.decided if self._ready.is_set() else 0

    def watch(self, socket: Socket, key: Key, known: str, at: int) -> None:
        """See Board.watch."""
        self.board.watch(socket, key, known, at)
        self.wake()

    def for_page(self, key: Key, drawn: Callable[[], int]) -> Rendering:
        """The fragment with every event up to position `drawn`, the log's last one when the request began."""
        if not self._ready.is_set():
            return render(key)
        if good := self.board.good(key, drawn()):
            self.figures.reused += 1
            return good
        since = self.board.decided
        rendering = render(key)
        self.board.keep(rendering, since)
        return rendering

    def _run(self) -> None:
        while True:
            try:
                self._begin()
                while True:
                    self._turn()
            except (Error, UnknownEvent):
                logger.warning("the live hub can't read the log; it tries again", exc_info=True)
                connection.close()
                time.sleep(POLL)

    def _begin(self) -> None:
        """The log up to here is history. After a lost connection it goes on from where it was."""
        if not self._ready.is_set():
            head = tail.head()
            fence.await_writers()
            self.board.begin(head)
            self._ready.set()

    def _turn(self) -> None:
        woken = self._wake.wait(self._pause())
        self._wake.clear()
        if self._read_on():
            self._news_at = time.monotonic()
        elif not woken:
            self._settle()
        for key in self._due():
            if self.board.take(key):
                self._render(key)
        self._telling.tell(self.figures, self.board.sizes(), self.board.decided)

    def _read_on(self) -> bool:
        """Mark what the log says; whether it said anything."""
        came = False
        for start, until in tail.ranges(self.board.decided):
            events = tail.between(start, until, woken_types() | ending_types())
            self.board.mark(events, until)
            recheck_sessions(events)
            came = True
        return came

    def _settle(self) -> None:
        """Positions at the very end that were drawn and rolled back: nobody holds them, and nothing came of them."""
        drawn = tail.last_drawn()
        if drawn > self.board.decided and not fence.holders() and tail.head() <= self.board.decided:
            self.board.mark([], drawn)

    def _pause(self) -> float:
        due = [self._rendered_at.get(key, 0.0) + BETWEEN_RENDERS - time.monotonic() for key in self.board.dirty()]
        quiet = time.monotonic() - self._news_at > LINGER
        return max(0.0, min([POLL if quiet else POLL_AFTER_NEWS, *due]))

    def _due(self) -> list[Key]:
        limit = time.monotonic() - BETWEEN_RENDERS
        self._rendered_at = {key: at for key, at in self._rendered_at.items() if at > limit}
        return [key for key in self.board.dirty() if key not in self._rendered_at]

    def _render(self, key: Key) -> None:
        """For those who watch it now: the page of whoever comes meanwhile may know more."""
        since, watchers = self.board.decided, self.board.watchers(key)
        self._rendered_at[key] = time.monotonic()
        try:
            rendering = render(key)
        except Error:
            self.board.give_back(key)
            raise
        except Exception:  # one broken query must not stop all others
            self.figures.broken += 1
            logger.exception("the live query %s could not be rendered", key)
            return
        self.figures.renders += 1
        self.board.keep(rendering, since)
        _offer(watchers, rendering)


def _offer(sockets: Sequence[Socket], rendering: Rendering) -> None:
    for loop in {each.loop for each in sockets}:
        loop.call_soon_threadsafe(_offer_in, loop, sockets, rendering)


def _offer_in(loop: asyncio.AbstractEventLoop, sockets: Sequence[Socket], rendering: Rendering) -> None:
    for each in sockets:
        if each.loop is loop:
            each.offer(rendering)


hub = Hub()
