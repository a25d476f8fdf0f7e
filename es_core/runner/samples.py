"""An hour of lag: every half a minute a sample of all that runners feed, by whichever runner comes first."""

import time
from collections.abc import Iterable
from datetime import timedelta

from django.db.models.functions import Now

from es_core import tail
from es_core.models import LagSample, ProjectorState
from es_core.process import fed
from es_core.statements import one
from es_core.status import events_behind, seconds_behind

EVERY = 30  # seconds
SLOTS = 120  # then the oldest is written over

DUE = """
    SELECT extract(epoch FROM now())::bigint / %s %% %s,
           NOT EXISTS (SELECT FROM es_lag_sample
                        WHERE taken_at > now() - make_interval(secs => %s) AND taken_at <= now())
"""


class Sampling:
    """One runner's part in it: it looks at its own clock first."""

    def __init__(self) -> None:
        self._looked_at = float("-inf")

    def look(self) -> None:
        if time.monotonic() - self._looked_at >= EVERY:
            self._looked_at = time.monotonic()
            take()


def take() -> None:
    slot, is_due = one(DUE, [EVERY, SLOTS, 0.9 * EVERY])
    if not is_due:
        return
    head = tail.head()
    checkpoints = ProjectorState.objects.filter(name__in=[each.name for each in fed()])
    rows = [_sample(slot, head, *each) for each in checkpoints.values_list("name", "position").order_by("name")]
    LagSample.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["projector", "slot"],
        update_fields=["taken_at", "position", "lag", "seconds"],
    )


def _sample(slot: int, head: int, name: str, position: int) -> LagSample:
    lag = events_behind(position, head)
    seconds = seconds_behind(position) if lag else 0.0
    return LagSample(projector=name, slot=slot, taken_at=Now(), position=position, lag=lag, seconds=seconds)


def of_last_hour(names: Iterable[str]) -> dict[str, list[LagSample]]:
    """The samples of each, oldest first."""
    since = Now() - timedelta(seconds=EVERY * SLOTS)
    found = {name: list[LagSample]() for name in names}
    for each in LagSample.objects.filter(taken_at__gt=since, projector__in=list(found)).order_by("taken_at"):
        found[each.projector].append(each)
    return found
