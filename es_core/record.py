"""The command record: what was asked, by whom, from where, and what came of it."""

import hashlib
import logging
import time
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import DatabaseError, connection

from es_core import codec, context, log
from es_core.command import PERSONAL, STAMPED, marked
from es_core.decision import AnyDecider
from es_core.models import CommandRecord
from es_core.statements import one

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One command on its way: everything about it that is known before it is decided."""

    decider: AnyDecider
    command: Any
    command_id: UUID
    context: context.Context
    actor_id: UUID | None
    started_at: datetime = field(default_factory=context.now)
    clock: float = field(default_factory=time.perf_counter)

    @property
    def name(self) -> str:
        return type(self.command).__name__

    def fingerprint(self) -> str:
        """The same for the same form sent again: stamped fields are left out, the actor is in."""
        values = _values(self.command, without=STAMPED)
        whole = codec.encode([self.name, self.decider.category, self.actor_id, sorted(values.items())])
        return hashlib.sha256(whole).hexdigest()

    def accepted(self, events: list[int]) -> log.Command:
        return log.Command(
            id=self.command_id,
            name=self.name,
            stream_type=self.decider.category,
            stream_id=self.decider.stream_id(self.command),
            payload=_values(self.command, without=PERSONAL),
            fingerprint=self.fingerprint(),
            events=events,
        )

    def envelope(self) -> log.Envelope:
        return log.Envelope(
            actor_id=self.actor_id,
            correlation_id=self.context.correlation_id,
            causation_id=self.context.causation_id,
            channel=self.context.channel,
            address=self.context.address,
            agent=self.context.agent,
            started_at=self.started_at,
        )


def _values(command: Any, *, without: str) -> dict[str, Any]:
    left_out = marked(command, without)
    return {each.name: getattr(command, each.name) for each in fields(command) if each.name not in left_out}


def accepted_before(command_id: UUID) -> log.Repeated | None:
    row = one(
        "SELECT fingerprint, positions FROM es_command WHERE command_id = %s AND status = 'accepted'", [command_id]
    )
    return log.Repeated(row[0], row[1]) if row else None


def unaccepted(attempt: Attempt, status: CommandRecord.Status, reason: str) -> None:
    """Written after the rollback, in a transaction of its own; a record that can't be written becomes a log line."""
    try:
        connection.close_if_unusable_or_obsolete()
        _row(attempt, status, reason).save(force_insert=True)
    except DatabaseError:
        logger.exception("%s of %s was %s (%s) and could not be recorded", attempt.name, attempt.actor_id, status, reason)


def _row(attempt: Attempt, status: CommandRecord.Status, reason: str) -> CommandRecord:
    accepted = attempt.accepted([])
    return CommandRecord(
        command_id=attempt.command_id,
        name=attempt.name,
        stream_type=accepted.stream_type,
        stream_id=accepted.stream_id,
        actor_id=attempt.actor_id,
        channel=attempt.context.channel,
        payload=msgspec.to_builtins(accepted.payload),
        fingerprint=accepted.fingerprint,
        address=attempt.context.address,
        agent=attempt.context.agent,
        correlation_id=attempt.context.correlation_id,
        causation_id=attempt.context.causation_id,
        status=status,
        reason=reason,
        started_at=attempt.started_at,
        duration_ms=(time.perf_counter() - attempt.clock) * 1000,
    )
