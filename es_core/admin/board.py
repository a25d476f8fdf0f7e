"""What the operations board shows, as live queries: they tick, as no event tells how far a rebuild is.

They are their viewer's own, and look at each rendering whether he still may see them: a socket outlives a permission.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from es_core import status, tail
from es_core.admin.drawing import Line, line, rate
from es_core.context import now
from es_core.live import LiveQuery
from es_core.live.figures import LOST_AFTER
from es_core.models import DeadLetter, LagSample, LiveProcess, Operation, ProjectorState
from es_core.runner.samples import of_last_hour
from es_core.status import Status

SEE, OPERATE = "es_core.view_projectorstate", "es_core.operate"
LETTERS, OPERATIONS = 20, 5
FIGURES = ("sockets", "streams", "subscriptions", "watched", "renders", "reused", "frames", "refused", "broken")

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A projector on the board."""

    status: Status
    line: Line | None
    rate: float | None
    operation: Operation | None

    @property
    def kind(self) -> str:
        """How it looks: well, busy or bad."""
        if not self.status.is_well:
            return "bad"
        return "busy" if self.status.state == "retrying" or self.operation else "well"

    @property
    def waits(self) -> str:
        """How long the first event behind its checkpoint has waited, roughly."""
        for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
            if self.status.seconds >= 2 * size:
                return f"{self.status.seconds / size:.0f} {unit}"
        return f"{self.status.seconds:.0f} s"


def board(viewer_id: str) -> Context | None:
    if not _may(viewer_id, SEE):
        return None
    rows = _rows(status.statuses())
    return {
        "rows": rows,
        "needy": [each.status.name for each in rows if not each.status.is_well],
        "is_alone": all(each.status.state in ("inline", "unattended") for each in rows),
        "operations": Operation.objects.order_by("-asked_at")[:OPERATIONS],
        "processes": _processes(),
    }


def one(viewer_id: str, projector: str) -> Context | None:
    found = next((each for each in status.statuses() if each.name == projector), None)
    if found is None or not _may(viewer_id, SEE):
        return None
    [row] = _rows([found])
    letters = DeadLetter.objects.filter(projector=projector).order_by("position")
    return {
        "row": row,
        "status": found,
        "state": ProjectorState.objects.filter(name=projector).first(),
        "letters": letters[:LETTERS],
        "more_letters": max(0, found.dead_letters - LETTERS),
        "operations": Operation.objects.filter(projector=projector).order_by("-asked_at")[:OPERATIONS],
        "may_operate": _may(viewer_id, OPERATE),
    }


def _rows(found: Sequence[Status]) -> list[Row]:
    samples = of_last_hour(each.name for each in found)
    under_way = {each.projector: each for each in Operation.objects.filter(ended_at=None).order_by("-asked_at")}
    return [_row(each, samples[each.name], under_way.get(each.name)) for each in found]


def _row(found: Status, samples: list[LagSample], operation: Operation | None) -> Row:
    return Row(found, line(samples), rate(samples) if samples else None, operation)


def _processes() -> list[Context]:
    head = tail.head()
    return [
        {"name": each.name, "started_at": each.started_at, "behind": max(0, head - each.position)}
        | {name: each.figures.get(name, 0) for name in FIGURES}
        for each in LiveProcess.objects.filter(seen_at__gt=now() - LOST_AFTER).order_by("name")
    ]


def _may(viewer_id: str, permission: str) -> bool:
    """As it is now, whatever held when the page was made."""
    user = get_user_model()._default_manager.filter(pk=viewer_id, is_active=True).first()
    return user is not None and getattr(user, "is_staff", False) and user.has_perm(permission)


es_board = LiveQuery(
    name="es-board",
    template="admin/es_core/projectorstate/_board.html",
    context=board,
    wakes_on={},
    viewer="viewer_id",
    ticks=True,
)
es_projector = LiveQuery(
    name="es-projector",
    template="admin/es_core/projectorstate/_projector.html",
    context=one,
    wakes_on={},
    viewer="viewer_id",
    ticks=True,
)
