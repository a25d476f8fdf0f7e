"""A catch-up projector's row in es_projector: its checkpoint, its lease, and what went wrong.

Lock order: this row first, then the fence (in a swap alone), then tables.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Now

from es_core import fence, tail
from es_core.models import UNHINDERED, ProjectorState
from es_core.process import ProcessManager
from es_core.projector import Projector
from es_core.statements import run

STATEMENT_SECONDS = 60.0  # that one statement of a handler may take
IDLE_SECONDS = 30.0  # that a handler may go without any statement; then the database ends its transaction
SEEN_EVERY = timedelta(seconds=5)
WAITS = tuple(timedelta(seconds=each) for each in (0.2, 0.8, 3.0, 10.0))  # before the next try of a failing event

RUNNING, PAUSED = ProjectorState.State.RUNNING, ProjectorState.State.PAUSED


@contextmanager
def lease(projector: Projector) -> Iterator[ProjectorState | None]:
    """A transaction with the row locked; None when another runner has it. Ends with its connection: a dead runner's
    work is free at once, a stalled one's when the database has waited long enough."""
    with transaction.atomic():
        run(
            "SELECT set_config('statement_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true)",
            [f"{STATEMENT_SECONDS * 1000:.0f}", f"{IDLE_SECONDS * 1000:.0f}"],
        )
        yield _row(projector).select_for_update(skip_locked=True).first()


@contextmanager
def hold(projector: Projector) -> Iterator[ProjectorState]:
    """For an operator: waits for the batch of whoever has it. Raises ProjectorState.DoesNotExist."""
    with transaction.atomic():
        yield _row(projector).select_for_update().get()


def find(projector: Projector) -> ProjectorState | None:
    return _row(projector).first()


def begin(projector: Projector) -> ProjectorState | None:
    """A process's first checkpoint, once. Behind the head nobody who writes now may still come."""
    if isinstance(projector, ProcessManager) and find(projector) is None:
        position = 0 if projector.from_start else tail.head()
        fence.await_writers()
        first = ProjectorState(name=projector.name, version=projector.version, position=position)
        ProjectorState.objects.bulk_create([first], ignore_conflicts=True)
    return find(projector)


def is_fed(state: ProjectorState | None, projector: Projector) -> bool:
    """Not while it is paused, nor before its tables are made anew by the present code."""
    return state is not None and state.state == RUNNING and state.version == projector.version


def is_due(state: ProjectorState) -> bool:
    """By the database's clock, which may have jumped back since: no wait is longer than the longest."""
    waiting = _of(state).filter(retry_at__gt=Now(), retry_at__lte=Now() + max(WAITS))
    return state.retry_at is None or not waiting.exists()


def move(state: ProjectorState, position: int) -> None:
    """In the transaction of the rows that the events up to there made."""
    me = holder()
    since = Case(When(holder=me, then=F("held_since")), default=Now())
    _of(state).update(position=position, held_since=since, holder=Value(me), seen_at=Now(), **UNHINDERED)


def skip(state: ProjectorState, position: int) -> None:
    """It goes on behind the event at this position, which it could not take."""
    _of(state).update(position=position, state=RUNNING, **UNHINDERED)


def show_presence(projectors: list[Projector]) -> None:
    """Where nothing happens, somebody is there all the same; who has just said so is not contradicted."""
    me = holder()
    silent = ProjectorState.objects.filter(name__in=[each.name for each in projectors], state=RUNNING).exclude(
        seen_at__gt=Now() - SEEN_EVERY, seen_at__lte=Now()
    )
    with transaction.atomic():
        free = list(silent.select_for_update(skip_locked=True).values_list("name", flat=True))
        since = Case(When(holder=me, then=F("held_since")), default=Now())
        if free:
            ProjectorState.objects.filter(name__in=free).update(held_since=since, holder=Value(me), seen_at=Now())


def pause(projector: Projector, reason: str) -> None:
    with hold(projector) as state:
        _of(state).update(state=PAUSED, reason=reason)


def resume(projector: Projector) -> None:
    with hold(projector) as state:
        _of(state).update(state=RUNNING, **UNHINDERED)


def holder() -> str:
    """This process, for people to find."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _row(projector: Projector) -> QuerySet[ProjectorState]:
    return ProjectorState.objects.filter(name=projector.name)


def _of(state: ProjectorState) -> QuerySet[ProjectorState]:
    return ProjectorState.objects.filter(name=state.name)
