"""What is no command and belongs on record all the same: a row beside the commands', with the status `noted`."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import msgspec
from django.db import transaction

from es_core import context, log
from es_core.models import CommandRecord

Stream = tuple[str, UUID]  # type and id
NO_STREAM: tuple[str, None] = ("", None)


def note(
    name: str,
    *,
    reason: str = "",
    about: Stream | None = None,
    payload: Mapping[str, Any] | None = None,
    note_id: UUID | None = None,
) -> CommandRecord:
    """By whoever acts, from where the request came. `reason` is what happened, in words that are searched.

    Raises NoContext, and what the database raises: nothing is shown or handed out that could not be put on record.
    """
    row = noted(name, context.current(), reason=reason, about=about, payload=payload)
    row.command_id = note_id or row.command_id
    with transaction.atomic():
        row.save(force_insert=True)
    return row


def noted(
    name: str,
    acting: context.Context,
    *,
    reason: str = "",
    about: Stream | None = None,
    payload: Mapping[str, Any] | None = None,
) -> CommandRecord:
    """The row, for whoever writes many at once."""
    stream_type, stream_id = about or NO_STREAM
    return CommandRecord(
        command_id=context.new_id(),
        name=name,
        stream_type=stream_type,
        stream_id=stream_id,
        actor_id=acting.actor_id,
        channel=acting.channel,
        payload=msgspec.to_builtins(payload or {}),
        fingerprint="",
        address=acting.address,
        agent=acting.agent,
        correlation_id=acting.correlation_id,
        causation_id=acting.causation_id,
        status=CommandRecord.Status.NOTED,
        reason=reason,
        started_at=context.now(),
        duration_ms=0.0,
    )


def note_once(note_id: UUID, name: str, **details: Any) -> bool:
    """Unless it is on record under this id; whether it was not. Two at once make one."""
    with transaction.atomic():
        log.lock([note_id])
        if CommandRecord.objects.filter(command_id=note_id).exclude(status="accepted").exists():
            return False
        note(name, note_id=note_id, **details)
        return True


@dataclass(slots=True)
class HandingOut:
    """An export under way. `rows` is counted up by whoever writes it; the end adds how many left, how long it took and
    whether it was all, and may come when the request's context is gone."""

    record: CommandRecord
    rows: int = 0
    began: float = field(default_factory=time.perf_counter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        CommandRecord.objects.filter(pk=self.record.pk).update(
            payload=self.record.payload | {"rows": self.rows, "whole": error is None},
            duration_ms=(time.perf_counter() - self.began) * 1000,
        )


def handing_out(name: str, **details: Any) -> HandingOut:
    """On record before the first row leaves."""
    return HandingOut(note(name, **details))
