"""One hub per web process: follows the log, renders what changed once, offers it to the sockets that watch."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from es_core import fence, tail, wake
from es_core.errors import UnknownEvent
from es_core.live.board import Board, Moment, Watcher
from es_core.live.figures import Figures, Telling
from es_core.live.following import Following
from es_core.live.key import Key
from es_core.live.offering import offer
from es_core.live.pacing import Pacing
from es_core.live.query import Context, woken_types
from es_core.live.reading import Reading
from es_core.live.rendering import Rendering, render
from es_core.live.sessions import ending_types, recheck_sessions
from es_core.models import ProjectorState

logger = logging.getLogger(__name__)

POLL = 1.0  # seconds; a wake-up that got lost costs no more
POLL_AFTER_NEWS = 0.02  # a process announces only the first of the commits that it makes within this time
LINGER = 0.1
MOMENT = 0.05  # seconds of rendering, then the log is looked at again
PATIENCE = 3.0  # seconds for the thread to end
BATCH = 500  # events; while they are marked, no socket gets the board


class Hub:
    """Queries and templates run in the hub's own thread or in a page's, never in the loop of the sockets."""

    def __init__(self) -> None:
        self.figures = Figures()
        self._wake = threading.Event()
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._telling = Telling()
        self._turned_at = 0.0
        self._followers: list[Callable[[], None]] = []
        self._forget()

    def _forget(self) -> None:
        self.board = Board()
        self._pacing = Pacing()
        self._reading = Reading()
        self._following = Following()
        self._in_service: set[Any] | None = None
        self._news_at = self._looked_at = 0.0
        self._told_decided = 0

    def start(self) -> None:
        """Once per process; the thread ends with it, or when it is told to."""
        if self._thread is None:
            self._stopping, self._turned_at = False, time.monotonic()
            wake.call(self.wake)
            self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Nobody may watch any more."""
        if self._thread:
            self._stopping = True
            wake.call_no_more(self.wake)
            self.wake()
            self._thread.join(PATIENCE)
            if not self._thread.is_alive():  # it may wait for a writer, who need not end before us
                self._thread = None
                self._ready.clear()
                self._forget()

    def call_when_decided(self, follower: Callable[[], None]) -> None:
        """From here on it is called, in the hub's thread, whenever `position` has moved. It must neither block nor
        raise."""
        self._followers.append(follower)

    def wake(self) -> None:
        """Look at the log now, and at what is dirty."""
        self._wake.set()

    @property
    def moment(self) -> Moment:
        """What a page notes before its queries run; where no hub runs, position 0: everything is compared by hash."""
        return self.board.moment if self._ready.is_set() else Moment(0, 0)

    @property
    def position(self) -> int:
        """Up to which the hub knows all; 0, where none runs. Asked for by every reader of the feed, so without the
        board's lock."""
        return self.board.decided if self._ready.is_set() else 0

    @property
    def silence(self) -> float:
        """Seconds since its thread came round last; 0 where none is to run."""
        return time.monotonic() - self._turned_at if self._thread else 0.0

    def settled(self, keys: Iterable[Key]) -> int:
        """See Board.settled."""
        return self.board.settled(keys) if self._ready.is_set() else 0

    def watch(self, watcher: Watcher, key: Key, known: str, at: int) -> None:
        """See Board.watch."""
        self.board.watch(watcher, key, known, at)
        self.wake()

    def for_page(
        self, key: Key, drawn: Callable[[], int], known: Context | None = None, since: Moment | None = None
    ) -> Rendering:
        """The fragment with every event up to position `drawn`, the log's last one when the request began.

        `known` is what its query finds, where the page has run that already, behind the moment `since`. Then one user's
        own is not kept: hardly anybody asks for it twice.
        """
        if good := self.at_hand(key, drawn):
            return good
        noted = self.moment if known is None else since if key.viewer_id is None else None
        rendering = render(key, known)
        self.keep(rendering, noted)
        return rendering

    def at_hand(self, key: Key, drawn: Callable[[], int]) -> Rendering | None:
        """One with every event up to position `drawn`."""
        good = self.board.good(key, drawn()) if self._ready.is_set() else None
        if good:
            self.figures.reused += 1
        return good

    def keep(self, rendering: Rendering, since: Moment | None) -> None:
        """`since`: before its queries ran."""
        if since and self._ready.is_set():
            self.board.keep(rendering, since)

    def not_at_hand(self, keys: Iterable[Key], drawn: Callable[[], int]) -> list[Key]:
        """Those of which there is no rendering with every event up to position `drawn`."""
        if not self._ready.is_set():
            return list(keys)
        position = drawn()
        return [key for key in keys if not self.board.good(key, position)]

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._begin()
                while not self._stopping:
                    self._turn()
            except Exception:  # whatever it is, pages must not stop following the log for good
                logger.warning("the live hub was interrupted; it goes on", exc_info=True)
                connection.close()
                time.sleep(POLL)
        connection.close()

    def _begin(self) -> None:
        """The log up to here is history. After a lost connection it goes on from where it was."""
        if not self._ready.is_set():
            head = tail.head()
            fence.await_writers()
            self.board.begin(head)
            self._ready.set()

    def _turn(self) -> None:
        self._wake.wait(self._pause())
        self._wake.clear()
        self._turned_at = time.monotonic()
        if self._read_on() | self._following.look(self.board):
            self._news_at = time.monotonic()
        self._tell_followers()
        self._look_around()
        self._render_due()
        self._telling.tell(self.figures, self.board.sizes(), self.board.decided)

    def _read_on(self) -> bool:
        """Mark what the log says; whether it said anything."""
        came = False
        while (until := self._reading.decided(start := self.board.decided, BATCH)) > start:
            came = True
            try:
                events = tail.between(start, until, woken_types() | ending_types())
            except UnknownEvent as reason:
                logger.warning("%s; whatever is watched is looked at", reason)
                self.board.pass_unread(until)
            else:
                self.board.mark(events, until)
                recheck_sessions(events)
        return came

    def _tell_followers(self) -> None:
        if self.board.decided != self._told_decided:
            self._told_decided = self.board.decided
            for each in tuple(self._followers):
                each()

    def _look_around(self) -> None:
        """Once in a while, for what no event tells."""
        if time.monotonic() - self._looked_at > POLL:
            self._looked_at = time.monotonic()
            self._settle()
            self._notice_swaps()
            self.board.tick()

    def _settle(self) -> None:
        """Positions at the very end that were drawn and rolled back: nobody holds them, and nothing came of them."""
        drawn = tail.last_drawn()
        if drawn > self.board.decided and not fence.holders() and tail.head() <= self.board.decided:
            self.board.mark([], drawn)

    def _notice_swaps(self) -> None:
        """Rebuilt tables may tell another story than those they replace; so may a dead letter that came late."""
        in_service = set(ProjectorState.objects.values_list("name", "version", "rebuilt_at", "replays"))
        if self._in_service not in (None, in_service):
            self.board.doubt()
        self._in_service = in_service

    def _pause(self) -> float:
        due = [self._pacing.due(key) - time.monotonic() for key in self.board.dirty()]
        poll = POLL if time.monotonic() - self._news_at > LINGER else POLL_AFTER_NEWS
        return max(0.0, min([poll, self._reading.pause or poll, *due]))

    def _render_due(self) -> None:
        """What does not fit into a moment waits until the log has been looked at again."""
        began = time.monotonic()
        self._pacing.forget_rested(began)
        for key in [key for key in self.board.dirty() if self._pacing.due(key) <= began]:
            if self.board.take(key):
                self._render(key)
            if time.monotonic() - began > MOMENT:
                return

    def _render(self, key: Key) -> None:
        """For those who watch it now: the page of whoever comes meanwhile may know more."""
        since, watchers = self.board.moment, self.board.watchers(key)
        self._pacing.rendered(key, time.monotonic())
        try:
            rendering = render(key)
        except (OperationalError, InterfaceError):
            self._put_off(key)
        except Exception:  # one broken query must not stop all others; it waits for the next event
            self.figures.broken += 1
            logger.exception("the live query %s could not be rendered", key)
        else:
            self.figures.renders += 1
            self.board.keep(rendering, since)
            offer(watchers, rendering)
        self.board.finish(key)

    def _put_off(self, key: Key) -> None:
        """A lost database loses no change. Raises what is being handled, when nothing else can be rendered either."""
        self._pacing.put_off(key, time.monotonic() + POLL)
        self.board.give_back(key)
        if not connection.is_usable():
            raise
        logger.warning("the live query %s has to wait", key, exc_info=True)


hub = Hub()
