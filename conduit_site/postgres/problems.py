"""What to say when Postgres can't run: a sentence and a way out, no traceback."""

import sys
import time

from django.core.management.base import CommandError


class NotRunnable(CommandError):
    """Postgres can't be started or reached; the text says why and what to do."""


class Patience:
    """Sleeps a little at a time; says what it waits for after two seconds, and again every ten."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.began = time.monotonic()
        self.next_word = 2.0

    def wait(self) -> None:
        time.sleep(0.02)
        waited = time.monotonic() - self.began
        if waited >= self.next_word:
            print(f"Postgres: waiting for {self.what} ({waited:.0f} s so far)", file=sys.stderr, flush=True)
            self.next_word += 10
