"""How the log and its projectors do, for operators."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from es_core import fence, tail
from es_core.models import DeadLetter, ProjectorState
from es_core.process import ProcessManager, processes
from es_core.projector import Projector, projectors
from es_core.statements import one, run

ALONE_AFTER = 30.0  # seconds without a runner

# By the database's clock alone, and never less than 0 where that jumped back.
WAITING = """
    SELECT greatest(0, extract(epoch FROM clock_timestamp() - recorded_at))::float8
      FROM es_event WHERE position > %s ORDER BY position LIMIT 1
"""
UNSEEN = """
    SELECT name, extract(epoch FROM clock_timestamp() - seen_at)::float8 FROM es_projector WHERE seen_at IS NOT NULL
"""

COUNTED = "SELECT count(*) FROM (SELECT FROM es_event WHERE position > %s LIMIT %s) behind"
COUNTED_TO = 10_000
LIVE = "SELECT max(position) FROM es_live_process"


@dataclass(frozen=True, slots=True)
class Status:
    """`state` is one of: inline, running, retrying, unattended (no runner shows itself), paused, rebuild due.

    `lag` is in events of the log, `seconds` the time that the first of these has waited.
    """

    name: str
    kind: str
    state: str
    version: int | None
    code_version: int
    checkpoint: int
    lag: int
    seconds: float
    reason: str = ""
    holder: str = ""
    held_since: datetime | None = None
    seen_at: datetime | None = None
    dead_letters: int = 0
    is_well: bool = True


def statuses() -> list[Status]:
    states = {each.name: each for each in ProjectorState.objects.all()}
    letters = dict(DeadLetter.objects.values_list("projector").annotate(n=Count("pk")))
    unseen, head = dict(run(UNSEEN)), tail.head()
    return [
        _status(each, states.get(each.name), head, letters.get(each.name, 0), unseen.get(each.name))
        for each in (*projectors.values(), *processes.values())
    ]


def decided() -> int:
    """Up to where the log is final, as far as is known without waiting for those who write."""
    head = tail.head()
    if not fence.holders():
        return head
    known = max(one("SELECT max(position) FROM es_projector")[0] or 0, one(LIVE)[0] or 0)
    return int(one(fence.REACHED, {"after": known, "limit": 10_000})[0] or known)


def _status(projector: Projector, row: ProjectorState | None, head: int, letters: int, unseen: float | None) -> Status:
    state = _state(projector, row, unseen)
    checkpoint = (row.position if row else 0) if projector.catch_up else head
    lag = events_behind(checkpoint, head)
    return Status(
        name=projector.name,
        kind=_kind(projector),
        state=state,
        version=row.version if row else None,
        code_version=projector.version,
        checkpoint=checkpoint,
        lag=lag,
        seconds=round(seconds_behind(checkpoint), 1) if lag else 0.0,
        reason=row.reason if row else "",
        holder=row.holder if row else "",
        held_since=row.held_since if row else None,
        seen_at=row.seen_at if row else None,
        dead_letters=letters,
        is_well=not letters and (state in ("inline", "running", "retrying") or (state == "unattended" and not lag)),
    )


def _kind(projector: Projector) -> str:
    if isinstance(projector, ProcessManager):
        return "process"
    return "catch-up" if projector.catch_up else "inline"


def _state(projector: Projector, row: ProjectorState | None, unseen: float | None) -> str:
    if row is None and isinstance(projector, ProcessManager):
        return "unattended"
    if row is None or row.version != projector.version:
        return "rebuild due"
    if not projector.catch_up:
        return "inline"
    if row.state == ProjectorState.State.PAUSED:
        return "paused"
    if unseen is None or not 0 <= unseen <= ALONE_AFTER:  # seen in the future: before the clock jumped back
        return "unattended"
    return "retrying" if row.tries else "running"


def events_behind(checkpoint: int, head: int) -> int:
    """Counted, as far as that costs little; beyond it positions say it well enough."""
    counted = int(one(COUNTED, [checkpoint, COUNTED_TO])[0])
    return counted if counted < COUNTED_TO else head - checkpoint


def seconds_behind(checkpoint: int) -> float:
    """How long the first event behind it has waited."""
    rows = run(WAITING, [checkpoint])
    return float(rows[0][0]) if rows else 0.0
