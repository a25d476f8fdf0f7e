"""What waits, as a table: a row per key, with the moment at which a sender has to look at it next."""

from collections.abc import Sequence

from es_core.models import Schedule
from es_core.projector import Projector
from es_core.recorded import Recorded, unseen
from es_core.schedule import rules
from es_core.schedule.rules import (
    CommandCancelled,
    CommandFailed,
    CommandRefused,
    CommandScheduled,
    CommandSent,
    Status,
)

schedule = Projector("schedule", models=[Schedule])

STATUS = {CommandCancelled: Status.CANCELLED, CommandSent: Status.SENT}
MOVED = [each.attname for each in Schedule._meta.concrete_fields if not each.primary_key]


@schedule.on(CommandScheduled, CommandCancelled, CommandSent, CommandRefused, CommandFailed)
def set_schedule(events: Sequence[Recorded[rules.Event]]) -> None:
    """Rows as they are, moved on by the events that they have not seen."""
    rows = Schedule.objects.in_bulk({each.event.key for each in events})
    seen = {each.stream_id: rows[each.event.key].version for each in events if each.event.key in rows}
    moved: dict[str, Schedule] = {}
    for each in unseen(events, seen):
        key = each.event.key
        row = moved[key] = rows.setdefault(key, Schedule(key=key))
        _apply(row, each)
    Schedule.objects.bulk_create(
        [moved[key] for key in sorted(moved)], update_conflicts=True, unique_fields=["key"], update_fields=MOVED
    )


def _apply(row: Schedule, recorded: Recorded[rules.Event]) -> None:
    row.version = recorded.version
    match recorded.event:
        case CommandScheduled() as event:
            row.name, row.payload, row.on_behalf_of = event.name, event.payload, event.on_behalf_of
            row.due_at = row.next_at = event.due_at
            row.status, row.reason, row.attempts, row.position = Status.WAITING, "", 0, recorded.position
        case CommandFailed(reason=reason, attempts=attempts, retry_at=retry_at):
            row.reason, row.attempts, row.next_at = reason, attempts, retry_at
            row.status = Status.WAITING if retry_at else Status.FAILED
        case CommandRefused(reason=reason):
            row.status, row.reason, row.next_at = Status.REFUSED, reason, None
        case CommandCancelled() | CommandSent() as event:
            row.status, row.next_at = STATUS[type(event)], None
