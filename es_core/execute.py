"""Carrying out a command: load, decide, append, project, commit; once more when another writer was faster."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction

from es_core import context, counts, log, read, record, waiting
from es_core.decision import AnyDecider, Decision
from es_core.errors import CommandReused, Conflict, NotYetProjected, Rejected
from es_core.models import CommandRecord
from es_core.projector import Projector
from es_core.record import Attempt
from es_core.recorded import AnyRecorded
from es_core.signals import events_recorded

TRIES = 5
Sent = tuple[AnyDecider, Any]
LOST_RACES = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


@dataclass(frozen=True, slots=True)
class Executed:
    """The answer to an accepted command. `repeated`: it was accepted before, and these are the events of that time."""

    events: tuple[AnyRecorded, ...]
    command_id: UUID
    repeated: bool = False

    @property
    def position(self) -> int:
        """Of the last event; 0 when nothing had to change."""
        return self.events[-1].position if self.events else 0


def execute(
    decider: AnyDecider,
    command: Any,
    *,
    command_id: UUID | None = None,
    expected_version: int | None = None,
    alongside: Callable[[], None] | None = None,
    wait_for: Sequence[Projector | str] = (),
    timeout: float = 5.0,
) -> Executed:
    """Carry out one command in a transaction of its own.

    `command_id` defaults to the one that came with the request. `expected_version` is the stream's version that the
    command's maker saw. `alongside` runs in the same transaction after the projectors, for tables beside the log.
    `wait_for` are catch-up projectors that have to pass the command's events before it returns, in `timeout` seconds.
    Raises Rejected; Conflict, when an expected version was given and is stale; CommandReused; NoContext; and
    NotYetProjected, which undoes nothing. Nor does what an `on_commit` hook raises: it comes out as it is.
    """
    awaited = waiting.named(wait_for)
    attempt = _attempt(decider, command, command_id)
    named = command_id is not None or attempt.acting.command_id is not None
    [executed] = _carry_out([attempt], once=named, expected_version=expected_version, alongside=alongside)
    if behind := waiting.still_behind(awaited, executed.position, timeout):
        raise NotYetProjected(executed, behind)
    return executed


def execute_many(
    commands: Sequence[tuple[AnyDecider, Any]], *, alongside: Callable[[], None] | None = None
) -> list[Executed]:
    """Carry out all or none, in one append of at most 500 streams, claims included. Each is recorded by itself."""
    attempts = [_attempt(decider, command, context.new_id()) for decider, command in commands]
    return _carry_out(attempts, once=False, expected_version=None, alongside=alongside)


def _attempt(decider: AnyDecider, command: Any, command_id: UUID | None) -> Attempt:
    acting = context.current()
    return Attempt(decider, command, command_id or acting.command_id or context.new_id(), acting, acting.actor_id)


def _carry_out(
    attempts: Sequence[Attempt], *, once: bool, expected_version: int | None, alongside: Callable[[], None] | None
) -> list[Executed]:
    told = attempts[0].stream_id if expected_version is not None else None
    contended: Sequence[UUID] = ()
    committed: list[bool] = []
    for lost in itertools.count(1):
        try:
            with transaction.atomic(durable=True):
                transaction.on_commit(partial(committed.append, True))
                return _once(attempts, once, expected_version, alongside, contended, is_again=lost > 1)
        except Exception as error:
            if committed:
                raise  # from a hook behind the commit: the command stands, another try would carry it out twice
            if _lost_a_race(error, None):
                counts.conflict()
            if lost < TRIES and _lost_a_race(error, told):
                contended = error.locked if isinstance(error, Conflict) else ()
            elif not (once and _came_twice(error, attempts[0])):
                _record(attempts, error)
                raise
    raise AssertionError  # the loop above only ends by returning or raising


def _lost_a_race(error: Exception, told: UUID | None) -> bool:
    """Another try may win; but a conflict about the stream `told` is for whoever named its version."""
    if isinstance(error, Conflict):
        return error.stream_id != told
    return isinstance(error.__cause__, LOST_RACES)


def _came_twice(error: Exception, attempt: Attempt) -> bool:
    """The same form, later or at once: it fails on what was written the first time, and gets the answer of then."""
    return isinstance(error, Rejected | Conflict) and record.accepted_before(attempt.command_id) is not None


def _once(
    attempts: Sequence[Attempt],
    once: bool,
    expected_version: int | None,
    alongside: Callable[[], None] | None,
    contended: Sequence[UUID],
    *,
    is_again: bool,
) -> list[Executed]:
    if contended:
        log.lock(contended)
    # The first try leaves it to `es_append` to know the command id: hardly any comes twice.
    if once and is_again and (first := _answered_before(attempts[0])):
        return [first]
    ids = [attempts[0].command_id] if once else []
    executed = _append(attempts, (), attempts[0].envelope(), expected_version, ids)
    if isinstance(executed, log.Repeated):
        return [_first_answer(attempts[0], executed)]
    if alongside:
        alongside()
    return executed


def append_within(
    attempts: Sequence[Attempt], beside: Sequence[tuple[AnyDecider, Any]], envelope: log.Envelope
) -> None:
    """All or none, in a transaction that the caller began and has appended nothing in.

    Commands `beside` are decided first, and not recorded; what is raised is the caller's to record. An append that
    met a conflict keeps its streams locked, so that the next try reads what will hold.
    """
    for lost in itertools.count(1):
        try:
            _append(attempts, beside, envelope)
        except Conflict:
            counts.conflict()
            if lost == TRIES:
                raise
        else:
            return


def _append(
    attempts: Sequence[Attempt],
    beside: Sequence[Sent],
    envelope: log.Envelope,
    expected_version: int | None = None,
    once: Sequence[UUID] = (),
) -> list[Executed] | log.Repeated:
    """Decide, append, project."""
    decision = Decision()
    commands = [(each.decider, each.command) for each in attempts]
    taken = decision.take([*beside, *commands], expected_version)[len(beside) :]
    accepted = [each.accepted(indices) for each, indices in zip(attempts, taken, strict=True)]
    appended = log.append(decision.streams, decision.order, envelope, accepted, once)
    if isinstance(appended, log.Repeated):
        return appended
    decision.keep_snapshots()
    if appended:
        events_recorded.send(sender=None, events=appended)
    transaction.on_commit(partial(counts.appended, [each.name for each in attempts], len(appended)))
    return [
        Executed(tuple(appended[i] for i in indices), each.command_id)
        for each, indices in zip(attempts, taken, strict=True)
    ]


def _answered_before(attempt: Attempt) -> Executed | None:
    repeated = record.accepted_before(attempt.command_id)
    return _first_answer(attempt, repeated) if repeated else None


def _first_answer(attempt: Attempt, repeated: log.Repeated) -> Executed:
    if repeated.fingerprint != attempt.fingerprint():
        raise CommandReused(f"command id {attempt.command_id} was used for something else")
    counts.command(attempt.name, "repeated")
    return Executed(tuple(read.at_positions(repeated.positions)), attempt.command_id, repeated=True)


def _record(attempts: Sequence[Attempt], error: Exception) -> None:
    for attempt in attempts:
        record.unaccepted(attempt, *outcome_of(error))


def outcome_of(error: Exception) -> tuple[CommandRecord.Status, str]:
    """What the command record says of an error."""
    if isinstance(error, Rejected | Conflict | CommandReused):
        return CommandRecord.Status.REJECTED, str(error)
    # One line: the database adds whole rows, with all that they hold of people.
    return CommandRecord.Status.FAILED, f"{type(error).__name__}: {error}".partition("\n")[0]
