"""`./manage.py` as a process of its own, on the tests' database."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(arguments),
        cwd=settings.BASE_DIR,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def managing(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Runs while the block does, a minute at most, and is killed when it still runs at its end."""
    with subprocess.Popen(
        _command(arguments),
        cwd=settings.BASE_DIR,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        too_long = threading.Timer(60, process.kill)
        too_long.start()
        try:
            yield process
        finally:
            too_long.cancel()
            process.kill()


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _environment() -> dict[str, str]:
    """Ours, but for a Python that writes every line at once: a command has to do that itself."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return inherited | {"TEST_DATABASE": str(connection.settings_dict["NAME"])}
