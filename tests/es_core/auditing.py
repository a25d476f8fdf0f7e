"""Entries for the audit, of every kind, at given times."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from es_core.audit.asking import Asking
from es_core.audit.entry import Entry
from es_core.audit.question import Place, Question
from es_core.audit.reading import page
from es_core.models import CommandRecord

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def recorded(minutes: float = 0, **fields: Any) -> CommandRecord:
    """So many minutes after noon."""
    given: dict[str, Any] = {
        "command_id": uuid4(),
        "name": "AddBook",
        "stream_type": "book",
        "stream_id": uuid4(),
        "channel": "web",
        "payload": {},
        "fingerprint": "",
        "correlation_id": uuid4(),
        "status": "accepted",
        "started_at": NOON + timedelta(minutes=minutes),
        "duration_ms": 1.0,
    }
    return CommandRecord.objects.create(**given | fields)


def question(**typed: str) -> Question:
    form = Asking(typed)
    assert form.is_valid(), form.errors
    return form.question


def ids(entries: list[Entry]) -> list[int]:
    return [each.id for each in entries]


def listed(**typed: str) -> list[int]:
    """What the first page shows."""
    return ids(page(question(**typed)).entries)


def all_pages(asked: Question, size: int) -> list[list[int]]:
    """Page after page to the end."""
    found: list[list[int]] = []
    behind: Place | None = None
    while True:
        shown = page(asked, behind=behind, size=size)
        found.append(ids(shown.entries))
        if shown.behind is None:
            return found
        behind = shown.behind
