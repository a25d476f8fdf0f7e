"""Doing what operators asked for. Any number of processes may try: a session lock is the lease, so what a process that
died had begun is free at once, and a rebuild goes on behind its last batch."""

import os
import time
from collections.abc import Callable

from django.db.models import F
from django.db.models.functions import Now

from es_core import dead_letters, wake
from es_core.models import Operation
from es_core.operating import outcomes
from es_core.operating.outcomes import Outcome, Status
from es_core.process import processes
from es_core.projector import projectors
from es_core.rebuild.jobs import rebuild_all
from es_core.rebuild.shadow import Busy, alone
from es_core.rebuild.verify import CannotVerify, verify
from es_core.runner import checkpoint, parked

TOLD_EVERY = 0.5  # seconds
TRIES = 3  # processes that may end in the middle of one
POLITENESS = 5  # readers come first

Tell = Callable[[int, int], None]  # (position, head); raises Stopped


class Stopped(KeyboardInterrupt):
    """An operator stopped it: as by Ctrl-C, the next rebuild goes on from there."""


def do_all() -> int:
    """What is asked for and nobody does, the oldest first, until there is nothing more. How many it did."""
    done = 0
    while _do_next():
        done += 1
    return done


def is_wanted() -> bool:
    """Whether anything waits for somebody to do it."""
    return any(_is_free(each) for each in _open())


def be_polite() -> None:
    """For a process of its own, beside those that serve pages."""
    os.nice(POLITENESS)


def _do_next() -> bool:
    for each in _open():
        try:
            with alone(_lease(each)):
                each.refresh_from_db()
                if each.ended_at is None:
                    _do(each)
                    return True
        except Busy:
            continue
    return False


def _open() -> list[Operation]:
    return list(Operation.objects.filter(ended_at=None).order_by("asked_at"))


def _is_free(operation: Operation) -> bool:
    try:
        with alone(_lease(operation)):
            return True
    except Busy:
        return False


def _lease(operation: Operation) -> str:
    return f"es_operation_{operation.id}"


def _do(operation: Operation) -> None:
    if operation.is_stopped:
        outcome = outcomes.stopped()
    elif operation.tries >= TRIES:
        outcome = outcomes.given_up(operation.tries)
    else:
        _begin(operation)
        outcome = _outcome(operation)
    _update(operation, status=outcome.status, told=outcome.told, details=outcome.details, ended_at=Now())
    wake.announce()


def _begin(operation: Operation) -> None:
    begun = {"status": Status.RUNNING, "holder": checkpoint.holder(), "tries": F("tries") + 1}
    _update(operation, **begun, started_at=operation.started_at or Now(), seen_at=Now())
    wake.announce()


def _outcome(operation: Operation) -> Outcome:
    try:
        return ACTS[operation.kind](operation)
    except Stopped:
        return outcomes.stopped()
    except CannotVerify as reason:
        return Outcome(Status.FAILED, str(reason))
    except Exception as error:  # noqa: BLE001 (a handler's; it is told where it was asked for)
        return Outcome(Status.FAILED, parked.in_a_line(error), [parked.stack_of(error)])


def _rebuild(operation: Operation) -> Outcome:
    tell, chosen = _telling(operation), [projectors[operation.projector]]
    [done] = rebuild_all(chosen, lambda _, at, head: tell(at, head), jobs=1, restart=False)
    return outcomes.of_rebuild(done)


def _verify(operation: Operation) -> Outcome:
    return outcomes.of_verification(verify(projectors[operation.projector], _telling(operation)))


def _replay(operation: Operation) -> Outcome:
    fed = projectors.get(operation.projector) or processes[operation.projector]
    return outcomes.of_replay(dead_letters.replay(fed))


ACTS: dict[str, Callable[[Operation], Outcome]] = {
    Operation.Kind.REBUILD: _rebuild,
    Operation.Kind.VERIFY: _verify,
    Operation.Kind.REPLAY: _replay,
}


def _telling(operation: Operation) -> Tell:
    """Between two batches, so outside of their transactions; seldom enough to cost nothing."""
    told_at = float("-inf")

    def tell(position: int, head: int) -> None:
        nonlocal told_at
        if position < head and time.monotonic() - told_at < TOLD_EVERY:
            return
        told_at = time.monotonic()
        _update(operation, position=position, head=head, seen_at=Now())
        if Operation.objects.filter(pk=operation.pk, is_stopped=True).exists():
            raise Stopped

    return tell


def _update(row: Operation, /, **values: object) -> None:
    Operation.objects.filter(pk=row.pk).update(**values)
