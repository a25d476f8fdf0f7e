"""The runner: goes round catch-up projectors and processes, sends what is due, and sleeps while the log does."""

import logging
import threading
import time
from collections.abc import Collection

from django.db import InterfaceError, OperationalError, connection

from es_core import wake
from es_core.process import fed
from es_core.projector import Projector
from es_core.runner import checkpoint
from es_core.runner.feeding import Feeding
from es_core.runner.samples import Sampling
from es_core.schedule.sender import send_due

logger = logging.getLogger(__name__)

POLL = 1.0  # seconds; a wake-up that got lost costs no more
POLL_AFTER_NEWS = 0.02  # a process announces only the first of the commits that it makes within this time
LINGER = 0.1
RETRY = 0.1  # seconds between looks at a projector whose next try is due soon
PATIENCE = 10.0  # seconds for a batch to end


class Runner:
    """Several may run; each takes what no other has leased at that moment. One for some projectors sends nothing."""

    def __init__(self, projectors: Collection[Projector] | None = None) -> None:
        self.feedings = [Feeding(each) for each in (fed() if projectors is None else projectors)]
        self.sends = projectors is None
        self._sampling = Sampling()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._news_at = self._seen_at = float("-inf")

    def run(self) -> None:
        """Until it is stopped: then the batch at hand is finished first."""
        wake.call(self.wake)
        while not self._stopping.is_set():
            try:
                self._turn()
            except (OperationalError, InterfaceError) as error:
                logger.warning("the runner lost its connection; it goes on: %s", error)
                self._wait_for_database()
            except Exception:  # whatever it is, the projectors must not stop for good
                logger.exception("the runner was interrupted; it goes on")
                self._wait_for_database()
        wake.call_no_more(self.wake)
        connection.close()

    def run_once(self) -> None:
        """To the end of the log, as far as that is possible now: what fails is tried to its end."""
        while not self._stopping.is_set():
            if not self.round():
                if not any(each.waits or each.pause for each in self.feedings):
                    return
                self._stopping.wait(RETRY)

    def stop(self) -> None:
        """In any thread, or in a signal's handler."""
        self._stopping.set()
        self._awake.set()

    def wake(self) -> None:
        self._awake.set()

    def round(self) -> bool:
        """One batch of each, and what is due; whether there was anything."""
        came = False
        for each in self.feedings:
            if self._stopping.is_set():
                break
            came |= each.step()
        if self.sends and not self._stopping.is_set():
            came |= send_due() > 0
        if came:
            self._news_at = time.monotonic()
            wake.announce()
        return came

    def _turn(self) -> None:
        while not self._stopping.is_set() and self.round():
            self._sampling.look()
        self._sampling.look()
        self._show_presence()
        self._awake.wait(self._pause())
        self._awake.clear()

    def _pause(self) -> float:
        poll = POLL if time.monotonic() - self._news_at > LINGER else POLL_AFTER_NEWS
        holes = [each.pause for each in self.feedings if each.pause]
        return min([poll, *holes, *(RETRY for each in self.feedings if each.waits)])

    def _show_presence(self) -> None:
        if time.monotonic() - self._seen_at > checkpoint.SEEN_EVERY.total_seconds():
            self._seen_at = time.monotonic()
            checkpoint.show_presence([each.projector for each in self.feedings])

    def _wait_for_database(self) -> None:
        connection.close()
        self._stopping.wait(POLL)


_runner: Runner | None = None
_thread: threading.Thread | None = None


def start() -> None:
    """In a thread of this process, which it ends with. See docs/decisions.md for why no process of its own."""
    global _runner, _thread
    if _thread is None:
        wake.listen()
        _runner = Runner()
        _thread = threading.Thread(target=_runner.run, name="es-runner", daemon=True)
        _thread.start()


def stop() -> None:
    global _runner, _thread
    if _runner and _thread:
        _runner.stop()
        _thread.join(PATIENCE)
        _runner = _thread = None
