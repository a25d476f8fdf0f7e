"""A thread that looks for what operators asked for, and a process beside it that does it: a rebuild would take turns
with the pages of this one."""

import logging
import os
import subprocess
import sys
import threading

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from es_core import wake
from es_core.operating.doing import is_wanted

logger = logging.getLogger(__name__)

POLL = 1.0  # seconds
PATIENCE = 5.0  # seconds for the process to end
PAUSE = 5.0  # seconds after one that failed


class Worker:
    def __init__(self) -> None:
        self._awake = threading.Event()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Until it is stopped; what is under way then goes on wherever somebody looks next."""
        wake.call(self._awake.set)
        while not self._stopping.is_set():
            try:
                if is_wanted():
                    self._work()
            except (OperationalError, InterfaceError) as error:
                logger.warning("operations wait for the database: %s", error)
                connection.close()
            except Exception:  # whatever it is, what is asked for must not wait for good
                logger.exception("operations were interrupted; they go on")
                self._stopping.wait(PAUSE)
            self._awake.wait(POLL)
            self._awake.clear()
        wake.call_no_more(self._awake.set)
        connection.close()

    def stop(self) -> None:
        self._stopping.set()
        self._awake.set()

    def _work(self) -> None:
        process = subprocess.Popen(COMMAND, env=_environment(), stdin=subprocess.DEVNULL)
        while process.poll() is None and not self._stopping.wait(POLL / 10):
            pass
        if process.poll() is None:
            _end(process)
        elif process.returncode and not self._stopping.is_set():
            logger.error("the process for operations ended with %s", process.returncode)
            self._stopping.wait(PAUSE)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


COMMAND = [sys.executable, "-m", "django", "operations", "run"]


def _environment() -> dict[str, str]:
    """It finds this project from wherever this process was started."""
    path = os.pathsep.join(filter(None, sys.path))
    return os.environ | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}


_worker: Worker | None = None
_thread: threading.Thread | None = None


def start() -> None:
    """In a thread of this process, beside its runner."""
    global _worker, _thread
    if _thread is None:
        _worker = Worker()
        _thread = threading.Thread(target=_worker.run, name="es-operations", daemon=True)
        _thread.start()


def stop() -> None:
    global _worker, _thread
    if _worker and _thread:
        _worker.stop()
        _thread.join(2 * PATIENCE)
        _worker = _thread = None
