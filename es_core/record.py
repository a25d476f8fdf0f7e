"""The command record: what was asked, by whom, from where, and what came of it."""

import hmac
import logging
import time
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import DatabaseError, transaction

from es_core import codec, context, counts, log
from es_core.command import PERSONAL, STAMPED, marked
from es_core.decision import AnyDecider
from es_core.models import CommandRecord
from es_core.statements import run

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One command on its way: everything about it that is known before it is decided."""

    decider: AnyDecider
    command: Any
    command_id: UUID
    acting: context.Context
    actor_id: UUID | None
    started_at: datetime = field(default_factory=context.now)
    clock: float = field(default_factory=time.perf_counter)

    @property
    def name(self) -> str:
        return type(self.command).__name__

    @property
    def stream_id(self) -> UUID:
        return self.decider.stream_id(self.command)

    def fingerprint(self) -> str:
        """The same for the same form sent again: stamped fields are left out, the actor is in.

        Keyed, since personal fields are in too and a plain hash of a phone number is found by trying all.
        """
        values = _values(self.command, without=STAMPED)
        whole = codec.encode([self.name, self.decider.category, self.actor_id, sorted(values.items())])
        return hmac.new(settings.BLIND_INDEX_KEY.encode(), whole, "sha256").hexdigest()

    def accepted(self, events: list[int]) -> log.Command:
        return log.Command(
            id=self.command_id,
            name=self.name,
            stream_type=self.decider.category,
            stream_id=self.stream_id,
            payload=_values(self.command, without=PERSONAL),
            fingerprint=self.fingerprint(),
            events=events,
        )

    def envelope(self) -> log.Envelope:
        return log.Envelope(
            actor_id=self.actor_id,
            correlation_id=self.acting.correlation_id,
            causation_id=self.acting.causation_id,
            channel=self.acting.channel,
            address=self.acting.address,
            agent=self.acting.agent,
            started_at=self.started_at,
        )


def _values(command: Any, *, without: str) -> dict[str, Any]:
    left_out = marked(command, without)
    return {each.name: getattr(command, each.name) for each in fields(command) if each.name not in left_out}


def accepted_before(command_id: UUID) -> log.Repeated | None:
    rows = run(
        "SELECT fingerprint, positions FROM es_command WHERE command_id = %s AND status = 'accepted'", [command_id]
    )
    return log.Repeated(*rows[0]) if rows else None


def is_resent() -> bool:
    """Whether the command that the client names now was accepted before."""
    command_id = context.current().command_id
    return command_id is not None and accepted_before(command_id) is not None


def unaccepted(attempt: Attempt, status: CommandRecord.Status, reason: str) -> None:
    """Written after the rollback, in a transaction of its own; a record that can't be written becomes a log line."""
    counts.command(attempt.name, status.value)
    try:
        with transaction.atomic():
            _row(attempt, status, reason).save(force_insert=True)
    except (DatabaseError, ValueError):  # the latter for text that no JSON can hold
        logger.exception("%s by %s, %s: %s: could not be recorded", attempt.name, attempt.actor_id, status, reason)


def _row(attempt: Attempt, status: CommandRecord.Status, reason: str) -> CommandRecord:
    accepted = attempt.accepted([])
    return CommandRecord(
        command_id=attempt.command_id,
        name=attempt.name,
        stream_type=accepted.stream_type,
        stream_id=accepted.stream_id,
        actor_id=attempt.actor_id,
        channel=attempt.acting.channel,
        payload=msgspec.to_builtins(accepted.payload),
        fingerprint=accepted.fingerprint,
        address=attempt.acting.address,
        agent=attempt.acting.agent,
        correlation_id=attempt.acting.correlation_id,
        causation_id=attempt.acting.causation_id,
        status=status,
        reason=reason,
        started_at=attempt.started_at,
        duration_ms=(time.perf_counter() - attempt.clock) * 1000,
    )
