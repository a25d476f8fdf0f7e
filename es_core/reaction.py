"""One reaction of a process: its own events and those of its commands in one append, in its runner's transaction."""

from collections.abc import Sequence
from typing import Any

from es_core import context, read, record
from es_core.decision import Decision
from es_core.errors import Rejected
from es_core.execute import TRIES, append_within, outcome_of
from es_core.process import Dispatch, Note, ProcessManager
from es_core.record import Attempt
from es_core.recorded import AnyRecorded
from es_core.statements import one

Refusal = tuple[Attempt, Rejected]


def react(process: ProcessManager[Any], recorded: AnyRecorded) -> None:
    """To be called in the transaction that holds the process's checkpoint and moves it past this event.

    Nobody else writes the process's streams meanwhile. A command that is rejected is recorded and told to the process;
    the others go on. Whatever else is raised undoes all of it.
    """
    key = str(process.key(recorded.event))
    state, _ = read.load(process.decider, process.decider.stream_id(Note(key)))
    answer = process.react(recorded.event, state)
    if answer:
        event_id, correlation_id, actor_id = one(
            "SELECT event_id, correlation_id, actor_id FROM es_event WHERE position = %s", [recorded.position]
        )
        with context.acting(
            actor=actor_id, channel=f"process {process.name}", causation_id=event_id, correlation_id=correlation_id
        ):
            _carry_out(process, recorded.event, key, answer)


def _carry_out(process: ProcessManager[Any], event: Any, key: str, answer: Sequence[Any]) -> None:
    own = [each for each in answer if not isinstance(each, Dispatch)]
    attempts = [_attempt(each.decider, each.command) for each in answer if isinstance(each, Dispatch)]
    refusals: list[Refusal] = []
    for _ in range(TRIES):
        try:
            told = [
                told for attempt, reason in refusals for told in process.refused(event, attempt.command, reason.message)
            ]
            _append(process, Note(key, [*own, *told]), attempts)
            break
        except Rejected:
            attempts, refused = _sifted(attempts)
            refusals += refused
    else:
        raise RuntimeError(f"{process.name}: what its commands were decided on changes faster than they are")
    for attempt, reason in refusals:
        record.unaccepted(attempt, *outcome_of(reason))


def _told(process: ProcessManager[Any], event: Any, refusals: Sequence[Refusal]) -> list[Any]:
    """What it remembers of its commands that were rejected."""
    return [told for attempt, reason in refusals for told in process.refused(event, attempt.command, reason.message)]


def _append(process: ProcessManager[Any], note: Note, attempts: Sequence[Attempt]) -> None:
    if note.events or attempts:
        append_within(attempts, [(process.decider, note)], _attempt(process.decider, note).envelope())


def _sifted(attempts: Sequence[Attempt]) -> tuple[list[Attempt], list[Refusal]]:
    """Those that are accepted, one on top of the other, and those that are not, with the reason."""
    accepted: list[Attempt] = []
    refused: list[Refusal] = []
    for each in attempts:
        try:
            Decision().take([(one.decider, one.command) for one in (*accepted, each)])
        except Rejected as reason:
            refused.append((each, reason))
        else:
            accepted.append(each)
    return accepted, refused


def _attempt(decider: Any, command: Any) -> Attempt:
    acting = context.current()
    return Attempt(decider, command, context.new_id(), acting, acting.actor_id)
