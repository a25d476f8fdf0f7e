"""One runner's work for one projector: batches, in halves where one fails, down to the event that can't be taken."""

import logging

from django.db import connection
from django.db.models.functions import Now
from psycopg import errors

from es_core.errors import UnknownEvent
from es_core.live.reading import Reading
from es_core.models import ProjectorState
from es_core.projector import Projector
from es_core.runner import batch, checkpoint, parked
from es_core.statements import run

logger = logging.getLogger(__name__)

BATCH = 1000  # events
LOST_IN_A_ROW = 3  # times; whoever loses the connection once more does it himself


class Feeding:
    def __init__(self, projector: Projector) -> None:
        self.projector = projector
        self._reading = Reading()
        self._limit = BATCH
        self._fragile = 0  # up to this position a batch has failed
        self._lost = 0  # times in a row that the connection went in the middle of a batch
        self.waits = False  # for another try

    @property
    def pause(self) -> float | None:
        """Seconds after which to look at a hole in the log again."""
        return self._reading.pause

    def step(self) -> bool:
        """At most one batch; whether there may be another one at once."""
        state = checkpoint.find(self.projector) or checkpoint.begin(self.projector)
        is_fed = checkpoint.is_fed(state, self.projector)
        self.waits = is_fed and state is not None and state.tries > 0
        if state is None or not is_fed or not checkpoint.is_due(state):
            return False
        if state.tries and self._limit > 1:
            self._limit, self._reading = 1, Reading()
        until = self._reading.decided(state.position, self._limit)
        return until > state.position and self._feed(state.position, until)

    def _feed(self, after: int, until: int) -> bool:
        try:
            was_ours = batch.feed(self.projector, until)
        except Exception as error:
            self._lost = self._lost + 1 if lost_connection(error) else 0
            if 0 < self._lost <= LOST_IN_A_ROW:
                raise
            logger.warning("%s fails between %s and %s", self.projector.name, after, until, exc_info=True)
            return self._failed(after, until, error)
        self._lost = 0
        if until >= self._fragile:
            self._limit = BATCH
        return was_ours

    def _failed(self, after: int, until: int, error: Exception) -> bool:
        connection.close_if_unusable_or_obsolete()
        self._fragile = max(self._fragile, until)
        if self._limit > 1:
            self._limit //= 2
        else:
            note_failure(self.projector, after, until, error)
            self.waits = True
        return True


def lost_connection(error: Exception) -> bool:
    """Nobody's fault; but that of a handler, when its connection was ended because it took too long."""
    took_too_long = isinstance(error, TimeoutError) or isinstance(
        error.__cause__, errors.IdleInTransactionSessionTimeout
    )
    return not took_too_long and not connection.is_usable()


def note_failure(projector: Projector, after: int, position: int, error: Exception) -> None:
    """The event at `position` was tried alone, and failed: another try later, or the end of its tries."""
    with checkpoint.lease(projector) as state:
        if state is None or state.position != after or state.state != checkpoint.RUNNING:
            return
        tries, stack = state.tries + 1, parked.stack_of(error)
        reason = f"{_event_type(position)} at position {position}: {parked.in_a_line(error)}"
        known = {"tries": tries, "reason": reason, "stack": stack, "failing": position}
        if tries <= len(checkpoint.WAITS):
            _update(state, **known, retry_at=Now() + checkpoint.WAITS[tries - 1])
        elif projector.on_failure == "park" and not isinstance(error, UnknownEvent):
            parked.park(projector, position, parked.in_a_line(error), stack, tries)
            checkpoint.move(state, position)
        else:
            logger.error("%s is paused. %s", projector.name, reason)
            _update(state, **known, state=checkpoint.PAUSED, retry_at=None)


def _event_type(position: int) -> str:
    rows = run("SELECT event_type FROM es_event WHERE position = %s", [position])
    return str(rows[0][0]) if rows else "an event"


def _update(row: ProjectorState, /, **values: object) -> None:
    ProjectorState.objects.filter(name=row.name).update(**values)
