"""Sending what is due. Any number of senders may run anywhere: one transaction sends a command and says so."""

import logging
from contextlib import AbstractContextManager

import msgspec
from django.db import transaction
from django.db.models.functions import Now

from es_core import context, record
from es_core.errors import Rejected
from es_core.execute import append_within, execute, outcome_of
from es_core.models import Schedule
from es_core.record import Attempt
from es_core.schedule.rules import SCHEDULE, MarkFailed, MarkRefused, MarkSent, NotWaiting
from es_core.schedule.schedulable import UnknownCommand, schedulable
from es_core.statements import one

logger = logging.getLogger(__name__)

CHANNEL = "schedule"
BATCH = 100


def send_due(limit: int = BATCH) -> int:
    """Send what is due by the database's clock, the longest due first. Returns how many commands were dealt with."""
    due = Schedule.objects.filter(next_at__lte=Now()).order_by("next_at")[:limit]
    return sum(send(each) for each in list(due))


def send(waiting: Schedule) -> bool:
    """False when another sender deals with it, or it was sent, moved or cancelled since the row was read."""
    with _acting_for(waiting):
        try:
            attempt = _attempt(waiting)
        except (UnknownCommand, msgspec.ValidationError) as error:
            logger.exception("the scheduled command %s can't be read", waiting.key)
            _give_back(waiting, error)
            return True
        try:
            return _send(waiting, attempt)
        except NotWaiting:
            return False
        except Rejected as reason:
            record.unaccepted(attempt, *outcome_of(reason))
            execute(SCHEDULE, MarkRefused(key=waiting.key, version=waiting.version, reason=reason.message))
        except Exception as error:
            logger.exception("the scheduled command %s failed", waiting.key)
            record.unaccepted(attempt, *outcome_of(error))
            _give_back(waiting, error)
        return True


def _send(waiting: Schedule, attempt: Attempt) -> bool:
    """The lease ends with the transaction, however its process ends. Rows are not locked ahead of streams."""
    with transaction.atomic(durable=True):
        if not _is_leased(waiting.key):
            return False
        mark = MarkSent(key=waiting.key, version=waiting.version)
        append_within([attempt], [(SCHEDULE, mark)], attempt.envelope())
        return True


def _is_leased(key: str) -> bool:
    """Saves others the work; that nothing is sent twice is the stream's doing."""
    return bool(one("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"es_core.schedule.{key}"])[0])


def _give_back(waiting: Schedule, error: Exception) -> None:
    """To be tried again later, or given up. The event names the error alone, as its text may hold anything."""
    [failed_at] = one("SELECT clock_timestamp()")  # the same clock that says when the next try is due
    mark = MarkFailed(key=waiting.key, version=waiting.version, reason=type(error).__name__, failed_at=failed_at)
    execute(SCHEDULE, mark)


def _attempt(waiting: Schedule) -> Attempt:
    """Raises UnknownCommand, and msgspec.ValidationError for a payload that the command can't read any more."""
    declared = schedulable(waiting.name)
    command = declared.read(waiting.payload)
    return Attempt(declared.decider, command, context.new_id(), context.current(), waiting.on_behalf_of)


def _acting_for(waiting: Schedule) -> AbstractContextManager[context.Context]:
    """Caused by the event that scheduled it, and part of whatever that was part of."""
    event_id, correlation_id = one(
        "SELECT event_id, correlation_id FROM es_event WHERE position = %s", [waiting.position]
    )
    return context.acting(
        actor=waiting.on_behalf_of, channel=CHANNEL, causation_id=event_id, correlation_id=correlation_id
    )
