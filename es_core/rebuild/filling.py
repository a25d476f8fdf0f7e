"""Replaying the log into a shadow's tables while others go on to write."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from es_core import tail
from es_core.rebuild.shadow import Shadow

BATCH = 5000  # events a transaction
NEAR = 200  # positions that may be left for the moment in which writers are kept away

Progress = Callable[[int, int], None]  # (position reached, head of the log)


def no_progress(position: int, head: int) -> None:
    pass


def chase(shadow: Shadow, progress: Progress = no_progress, head: Callable[[], int] = tail.head) -> None:
    """To the end of the log, as good as: where others write all the time, something new is always there."""
    while True:
        replay(shadow, head(), progress)
        if head() - shadow.position <= NEAR:
            return


def replay(shadow: Shadow, until: int, progress: Progress = no_progress) -> None:
    """Up to and with this position, and no further."""
    for _, decided in tail.ranges(shadow.position, BATCH):
        with old_objects_let_be():
            shadow.fill(min(decided, until))
        progress(shadow.position, until)
        if shadow.position >= until:
            return


@contextmanager
def old_objects_let_be() -> Iterator[None]:
    """A batch makes so many objects that Python would look through all of Django's for garbage, time and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
