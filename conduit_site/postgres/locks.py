"""Locks between processes: flock, which the kernel releases however a process ends. No pids, nothing to clean up."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conduit_site.postgres.problems import Patience


def open_lock(path: Path) -> int:
    """A descriptor that no child inherits; for reading only, so that any user who may read the file may lock it."""
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def take_shared(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def take_exclusive(descriptor: int, waiting_for: str) -> None:
    patience = Patience(waiting_for)
    while not try_exclusive(descriptor):
        patience.wait()


def try_exclusive(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(descriptor: int) -> None:
    """Unlocks before it closes: a forked child may still hold a copy of the descriptor."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def is_held(path: Path) -> bool:
    descriptor = open_lock(path)
    try:
        return not try_exclusive(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(path: Path, waiting_for: str) -> Iterator[None]:
    descriptor = open_lock(path)
    take_exclusive(descriptor, waiting_for)
    try:
        yield
    finally:
        release(descriptor)
