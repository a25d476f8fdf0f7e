"""Events that a projector could not take, and those of their streams that wait behind them."""

import traceback
from collections.abc import Sequence

from es_core import read, registry
from es_core.errors import UnknownEvent
from es_core.models import DeadLetter
from es_core.projector import Projector
from es_core.recorded import AnyRecorded
from es_core.statements import one


def without_parked(projector: Projector, events: Sequence[AnyRecorded]) -> list[AnyRecorded]:
    """The rest, after events whose stream has a dead letter have been parked behind it."""
    streams = {each.stream_id for each in events}
    stuck = dict(
        DeadLetter.objects.filter(projector=projector.name, stream_id__in=streams)
        .order_by("-position")
        .values_list("stream_id", "position")
    )
    letters = (
        DeadLetter(
            projector=projector.name,
            position=each.position,
            stream_id=each.stream_id,
            event_type=registry.event_name(type(each.event)),
            error=f"waits behind position {stuck[each.stream_id]}",
        )
        for each in events
        if each.stream_id in stuck
    )
    DeadLetter.objects.bulk_create(letters, ignore_conflicts=True)  # one letter for all parts of a split event
    return [each for each in events if each.stream_id not in stuck]


def park(projector: Projector, position: int, error: str, stack: str, tries: int) -> None:
    stream_id, event_type = one("SELECT stream_id, event_type FROM es_event WHERE position = %s", [position])
    DeadLetter.objects.create(
        projector=projector.name,
        position=position,
        stream_id=stream_id,
        event_type=event_type,
        error=error,
        stack=stack,
        tries=tries,
    )


def is_readable(position: int) -> bool:
    try:
        read.at_positions([position])
    except UnknownEvent:
        return False
    return True


def stack_of(error: Exception) -> str:
    return "".join([*traceback.format_tb(error.__traceback__), in_a_line(error)])


def in_a_line(error: Exception) -> str:
    """Of the database's errors no more than that: it adds whole rows, with all that they hold of people.

    What the database's texts can't hold stands there as an escape: an error that can't be noted would be no end.
    """
    line = f"{type(error).__name__}: {error}".partition("\n")[0]
    return line.encode(errors="backslashreplace").decode().replace("\0", r"\x00")
