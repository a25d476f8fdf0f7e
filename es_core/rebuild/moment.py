"""Read models as they were at a position of the log or at a moment, in schemas of their own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from secrets import token_hex

from django.db import transaction

from es_core import tail
from es_core.projector import Projector
from es_core.rebuild.filling import Progress, no_progress, replay
from es_core.rebuild.shadow import Shadow, alone, run_ddl, search_path
from es_core.statements import one


@contextmanager
def as_of(*projectors: Projector, position: int | None = None, at: datetime | None = None) -> Iterator[int]:
    """In the block, this connection's querysets read these projectors' tables as they were then, and nothing writes.

    Gives the position. A table of another projector is not there: name each one that a query joins.
    """
    until = position if position is not None else position_at(at)
    with ExitStack() as stack:
        shadows = [stack.enter_context(scratch(each, until)) for each in projectors]
        stack.enter_context(transaction.atomic(durable=True))
        stack.enter_context(search_path(*(each.schema for each in shadows)))
        run_ddl("SET TRANSACTION READ ONLY")
        yield min((each.position for each in shadows), default=until)


@contextmanager
def scratch(
    projector: Projector, until: int, progress: Progress = no_progress, *, keep: bool = False
) -> Iterator[Shadow]:
    """The projector's tables as they were at this position; gone afterwards, unless to be kept."""
    shadow = Shadow(projector, f"es_at_{projector.name}_{token_hex(4)}")
    with alone(shadow.schema):
        shadow.create()
        try:
            replay(shadow, until, progress)
            shadow.analyze()
            yield shadow
        finally:
            if not keep:
                shadow.drop()


def position_at(moment: datetime | None) -> int:
    """Of the last event that was recorded by then; the head without a moment."""
    if moment is None:
        return tail.head()
    return int(one("SELECT coalesce(max(position), 0) FROM es_event WHERE recorded_at <= %s", [moment])[0])
