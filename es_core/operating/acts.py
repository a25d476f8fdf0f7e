"""Carrying out what operators want: at once what is quick; the rest is asked for, and done outside of any request."""

from collections.abc import Callable
from functools import partial
from typing import Any

from es_core import context, dead_letters, record
from es_core.errors import CommandReused, Rejected
from es_core.execute import append_within, execute, outcome_of
from es_core.models import CommandRecord, Operation, ProjectorState
from es_core.operating import rules
from es_core.operating.rules import PROJECTOR, Command, StopOperation
from es_core.process import ProcessManager, processes
from es_core.projector import Projector, projectors
from es_core.record import Attempt
from es_core.runner import checkpoint, parked

UNKNOWN = "there is no projector of this name"
A_PROCESS = "a process has no tables to make anew, and leaves no event out"
INLINE = "it runs within each command: it can't stand still"
NEVER = "it has no row yet: it was never rebuilt, or fed"
PAUSED = "it is paused already"
ELSEWHERE = "it does not stand at this event any more"
UNREADABLE = "nobody here can read this event: the code that can has to be deployed"
OVER = "it has ended already"


def carry_out(command: Command) -> None:
    """In the name of whoever acts (`es_core.context`). Raises Rejected, which the command record tells as well."""
    match command:
        case StopOperation():
            execute(PROJECTOR, command, alongside=partial(_mark_stopped, command))
        case rules.RebuildProjector() | rules.VerifyProjector() | rules.ReplayDeadLetters():
            execute(PROJECTOR, command, alongside=partial(_note_operation, command))
        case _:
            _change_row(command)


def tell(command: rules.Asking) -> None:
    """Who asks does it, here and now: record and log tell that it was asked for, and nobody else is to do it."""
    execute(PROJECTOR, command)


def refuse(command: Command, reason: str) -> None:
    """Somebody who may not asked for it: the command record tells that."""
    record.unaccepted(_attempt(command), CommandRecord.Status.REJECTED, reason)


def _change_row(command: Command) -> None:
    """The projector's row says so and the log tells it, or neither."""
    attempt = _attempt(command)
    try:
        _change_locked(_fed(command.projector), attempt)
    except Exception as error:
        record.unaccepted(attempt, *outcome_of(error))
        raise


def _change_locked(projector: Projector, attempt: Attempt) -> None:
    """In the lock order of all: the row first, then the log. The same form sent again changes nothing."""
    try:
        with checkpoint.hold(projector) as state:
            before = record.accepted_before(attempt.command_id)
            if before and before.fingerprint != attempt.fingerprint():
                raise CommandReused(f"command id {attempt.command_id} was used for something else")
            if before is None:
                CHANGES[type(attempt.command)](projector, state, attempt.command)
                append_within([attempt], (), attempt.envelope())
    except ProjectorState.DoesNotExist:
        raise Rejected(NEVER) from None


def _pause(projector: Projector, state: ProjectorState, command: rules.PauseProjector) -> None:
    if state.state == checkpoint.PAUSED:
        raise Rejected(PAUSED)
    checkpoint.pause(projector, command.reason)


def _resume(projector: Projector, state: ProjectorState, command: rules.ResumeProjector) -> None:
    """Also after a failure: the event that failed is tried again."""
    checkpoint.resume(projector)


def _park(projector: Projector, state: ProjectorState, command: rules.ParkEvent) -> None:
    """The event goes to the dead letters, later ones of its stream will follow; the projector goes on behind it."""
    if isinstance(projector, ProcessManager):
        raise Rejected(A_PROCESS)
    if state.failing != command.position:
        raise Rejected(ELSEWHERE)
    if not parked.is_readable(command.position):
        raise Rejected(UNREADABLE)
    error = state.stack.rpartition("\n")[2]  # the reason may be an operator's by now
    parked.park(projector, command.position, error, state.stack, state.tries)
    checkpoint.skip(state, command.position)


def _drop(projector: Projector, state: ProjectorState, command: rules.DropDeadLetters) -> None:
    dead_letters.drop(projector)


CHANGES: dict[type[Any], Callable[[Projector, ProjectorState, Any], None]] = {
    rules.PauseProjector: _pause,
    rules.ResumeProjector: _resume,
    rules.ParkEvent: _park,
    rules.DropDeadLetters: _drop,
}


def _fed(name: str) -> Projector:
    """Those that a runner feeds. Raises Rejected."""
    projector = projectors.get(name) or processes.get(name)
    if projector is None:
        raise Rejected(UNKNOWN)
    if not projector.catch_up:
        raise Rejected(INLINE)
    return projector


def _note_operation(command: rules.Asking) -> None:
    """Behind the append, which locks the projector's stream: nobody else asks at this moment."""
    kind = KINDS[type(command)]
    if command.projector not in projectors and kind != Operation.Kind.REPLAY:
        raise Rejected(A_PROCESS if command.projector in processes else UNKNOWN)
    if Operation.objects.filter(projector=command.projector, kind=kind, ended_at=None).exists():
        raise Rejected(f"a {kind.label} of {command.projector} is under way already")
    by = context.current().actor_id
    Operation.objects.create(id=command.operation_id, kind=kind, projector=command.projector, asked_by=by)


KINDS: dict[type[rules.Asking], Operation.Kind] = {
    rules.RebuildProjector: Operation.Kind.REBUILD,
    rules.VerifyProjector: Operation.Kind.VERIFY,
    rules.ReplayDeadLetters: Operation.Kind.REPLAY,
}


def _mark_stopped(command: StopOperation) -> None:
    """Whoever does it notices between two batches."""
    asked = Operation.objects.filter(pk=command.operation_id, projector=command.projector, ended_at=None)
    if not asked.update(is_stopped=True):
        raise Rejected(OVER)


def _attempt(command: Command) -> Attempt:
    acting = context.current()
    return Attempt(PROJECTOR, command, acting.command_id or context.new_id(), acting, acting.actor_id)
