"""A batch ends, whatever its handlers do: statements have a timeout, and the whole has this clock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from es_core.projector import Projector
from es_core.runner import checkpoint
from es_core.statements import one, run

BATCH_SECONDS = 60.0  # then the database ends its transaction, and it counts as failed
GRACE = 10.0  # seconds more for a handler to notice; one that does not come back at all pauses its projector


@contextmanager
def bounded(projector: Projector) -> Iterator[None]:
    """To be used inside of the transaction. Raises TimeoutError in place of what the handlers raised by it."""
    clock = _Clock(projector, one("SELECT pg_backend_pid()")[0])
    clock.start()
    try:
        yield
    except Exception as error:
        if clock.struck:
            raise TimeoutError(f"it did not end within {BATCH_SECONDS:.0f} seconds") from error
        raise
    finally:
        clock.ended.set()


class _Clock(threading.Thread):
    def __init__(self, projector: Projector, pid: int) -> None:
        super().__init__(name="es-runner-clock", daemon=True)
        self.projector, self.pid = projector, pid
        self.ended = threading.Event()
        self.struck = False

    def run(self) -> None:
        if self.ended.wait(BATCH_SECONDS):
            return
        self.struck = True
        run("SELECT pg_terminate_backend(%s)", [self.pid])
        if not self.ended.wait(GRACE):
            checkpoint.pause(self.projector, "a handler does not come back: its runner has to be ended")
        connection.close()
