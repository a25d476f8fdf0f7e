"""A command that waits for its time. One stream per key: scheduling a key again replaces what waits under it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from es_core.command import stamped
from es_core.decider import Decider
from es_core.errors import Rejected

# How long after its nth failure a command is tried again; after one more it is given up.
PAUSES = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))


class Status(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"


IN_TROUBLE = (Status.REFUSED, Status.FAILED)


class NotWaiting(Rejected):
    """It was sent, moved or cancelled since its sender looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCommand:
    """Made by `Schedulable.at`. `name` is the Schedulable's, `payload` the command's fields as JSON has them."""

    key: str
    name: str
    due_at: datetime
    payload: dict[str, Any]
    on_behalf_of: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCommand:
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryCommand:
    """What was refused or given up is due again."""

    key: str
    retried_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSent:
    """`version` is the stream's as its sender saw it."""

    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRefused:
    key: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkFailed:
    key: str
    version: int
    reason: str
    failed_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandScheduled:
    key: str
    name: str
    due_at: datetime
    payload: dict[str, Any]
    on_behalf_of: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandCancelled:
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSent:
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused:
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFailed:
    """`retry_at` is None when it was given up."""

    key: str
    reason: str
    attempts: int
    retry_at: datetime | None


Command = ScheduleCommand | CancelCommand | RetryCommand | MarkSent | MarkRefused | MarkFailed
Event = CommandScheduled | CommandCancelled | CommandSent | CommandRefused | CommandFailed


@dataclass(frozen=True, slots=True)
class Schedule:
    """`attempts` are those that failed; `version` is the stream's."""

    scheduled: CommandScheduled
    status: Status
    attempts: int
    version: int


def decide(command: Command, schedule: Schedule | None) -> Sequence[Event]:
    """Scheduling what waits already, and cancelling what does not, yields no event."""
    match command:
        case ScheduleCommand():
            return _schedule(command, schedule)
        case CancelCommand(key=key):
            is_open = schedule and schedule.status in (Status.WAITING, *IN_TROUBLE)
            return [CommandCancelled(key=key)] if is_open else []
        case RetryCommand(retried_at=retried_at):
            if schedule is None or schedule.status not in IN_TROUBLE:
                raise Rejected("only what was refused or has failed can be tried again")
            return [replace(schedule.scheduled, due_at=retried_at)]
        case MarkSent(key=key, version=version):
            if not _is_as_seen(schedule, version):
                raise NotWaiting("it does not wait any more")
            return [CommandSent(key=key)]
        case MarkRefused(key=key, version=version, reason=reason):
            return [CommandRefused(key=key, reason=reason)] if _is_as_seen(schedule, version) else []
        case MarkFailed(version=version):
            return [_fail(command, schedule)] if schedule and _is_as_seen(schedule, version) else []


def _schedule(command: ScheduleCommand, schedule: Schedule | None) -> list[Event]:
    if not command.key:
        raise Rejected("can't be blank", field="key")
    if command.due_at.tzinfo is None:
        raise Rejected("needs a time zone", field="due_at")
    wanted = CommandScheduled(
        key=command.key,
        name=command.name,
        due_at=command.due_at,
        payload=command.payload,
        on_behalf_of=command.on_behalf_of,
    )
    waits_already = schedule and schedule.status is Status.WAITING and schedule.scheduled == wanted
    return [] if waits_already else [wanted]


def _is_as_seen(schedule: Schedule | None, version: int) -> bool:
    return schedule is not None and schedule.status is Status.WAITING and schedule.version == version


def _fail(command: MarkFailed, schedule: Schedule) -> CommandFailed:
    attempts = schedule.attempts + 1
    pause = PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
    retry_at = command.failed_at + pause if pause else None
    return CommandFailed(key=command.key, reason=command.reason, attempts=attempts, retry_at=retry_at)


def evolve(schedule: Schedule | None, event: Event) -> Schedule | None:
    if isinstance(event, CommandScheduled):
        return Schedule(event, Status.WAITING, attempts=0, version=schedule.version + 1 if schedule else 1)
    if schedule is None:
        return None
    moved = replace(schedule, version=schedule.version + 1)
    match event:
        case CommandCancelled():
            return replace(moved, status=Status.CANCELLED)
        case CommandSent():
            return replace(moved, status=Status.SENT)
        case CommandRefused():
            return replace(moved, status=Status.REFUSED)
        case CommandFailed(attempts=attempts, retry_at=retry_at):
            return replace(moved, attempts=attempts, status=Status.WAITING if retry_at else Status.FAILED)


SCHEDULE: Decider[Command, Event, Schedule | None] = Decider(
    category="schedule",
    stream_key=lambda command: command.key,
    events=(CommandScheduled, CommandCancelled, CommandSent, CommandRefused, CommandFailed),
    initial=None,
    decide=decide,
    evolve=evolve,
)
