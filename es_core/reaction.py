"""One reaction of a process: its own events and those of its commands in one append, in its runner's transaction."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from es_core import context, read, record, registry
from es_core.decision import Decision
from es_core.errors import Rejected
from es_core.execute import TRIES, append_within, outcome_of
from es_core.process import Dispatch, Note, ProcessManager
from es_core.record import Attempt
from es_core.recorded import AnyRecorded
from es_core.statements import one

Refusal = tuple[Attempt, Rejected]

AHEAD = 50  # events that are looked at in one transaction
NEAR = """
    SELECT max(position), count(*)
      FROM (SELECT position FROM es_event WHERE position > %s AND position <= %s AND event_type = ANY(%s)
             ORDER BY position LIMIT %s) ahead
"""


def near(process: ProcessManager[Any], after: int, until: int) -> int:
    """As far as few of its events lie: each of them may be a transaction of its own."""
    names = registry.stored_names(process.fed_types)
    last, n = one(NEAR, [after, until, names, AHEAD])
    return int(last) if n == AHEAD else until


def react_to_first(process: ProcessManager[Any], events: Sequence[AnyRecorded]) -> int | None:
    """The position of the event that it reacted to; None when there was nothing to do.

    To be called in the transaction that holds the process's checkpoint and moves it there: nobody else writes the
    process's streams meanwhile. A command that is rejected is recorded and told to the process, the others go on.
    Whatever else is raised undoes all of it.
    """
    events = [each for each in events if type(each.event) in process.fed_types]
    streams = [process.decider.stream_id(process.note_of(each.event)) for each in events]
    history = read.streams(list(set(streams)))
    for each, stream_id in zip(events, streams, strict=True):
        state, _ = read.fold(process.decider, history[stream_id], process.decider.initial)
        if answer := process.react(each.event, state):
            if sum(other.position == each.position for other in events) > 1:
                raise RuntimeError(f"{process.name} would react to one part of the event at {each.position} alone")
            with _acting_on(process, each):
                _carry_out(process, each.event, answer)
            return each.position
    return None


def _acting_on(process: ProcessManager[Any], recorded: AnyRecorded) -> AbstractContextManager[context.Context]:
    """In the name of whoever caused the event, and part of what that was part of."""
    event_id, correlation_id, actor_id = one(
        "SELECT event_id, correlation_id, actor_id FROM es_event WHERE position = %s", [recorded.position]
    )
    channel = f"process {process.name}"
    return context.acting(actor=actor_id, channel=channel, causation_id=event_id, correlation_id=correlation_id)


def _carry_out(process: ProcessManager[Any], event: Any, answer: Sequence[Any]) -> None:
    own = [each for each in answer if not isinstance(each, Dispatch)]
    attempts = [_attempt(each.decider, each.command) for each in answer if isinstance(each, Dispatch)]
    refusals: list[Refusal] = []
    for _ in range(TRIES):
        try:
            _append(process, process.note_of(event, [*own, *_told(process, event, refusals)]), attempts)
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
