"""How far the log is decided, without ever waiting for a writer: pages go on being served and sockets fed meanwhile."""

import time
from dataclasses import dataclass

from es_core import fence
from es_core.statements import one

SOONEST, LATEST = 0.005, 0.1  # seconds between looks at a hole


@dataclass
class Hole:
    """A position is missing; `open` are the transactions that may still bring it, `last` stands behind it."""

    last: int
    open: set[str]
    since: float


class Reading:
    """The rule is fence.decided's; what is kept from one look to the next is the hole that was seen."""

    def __init__(self) -> None:
        self.hole: Hole | None = None

    def decided(self, after: int, limit: int) -> int:
        """The position up to which the log is final, at most `limit` events behind `after`; itself for none as yet."""
        prefix, last = one(fence.REACHED, {"after": after, "limit": limit})
        if last is None or prefix is not None:
            self.hole = None
            return after if last is None else int(prefix)
        if self.hole is None:
            self.hole = Hole(last, fence.holders(), time.monotonic())
        elif self.hole.open:
            self.hole.open &= fence.holders()
        if self.hole.open:
            return after
        found, self.hole = self.hole.last, None
        return found

    @property
    def pause(self) -> float | None:
        """Seconds after which to look at the hole again: soon, where writers are quick."""
        return min(max((time.monotonic() - self.hole.since) / 10, SOONEST), LATEST) if self.hole else None
