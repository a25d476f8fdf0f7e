"""One line of the audit."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from es_core.audit import masking
from es_core.audit.question import Place, Sort

# In the order of Entry; the payload may be long, and a list does not show it.
COLUMNS = """c.id, c.started_at, c.status, c.name, c.reason, c.actor_id, c.channel, host(c.address), c.agent,
    c.stream_type, c.stream_id, c.command_id, c.correlation_id, c.causation_id, c.positions, c.duration_ms"""
PAYLOAD = "c.payload::text"
NO_PAYLOAD = "'null'"


class Entry(NamedTuple):
    id: int
    started_at: datetime
    status: str
    name: str
    reason: str
    actor_id: UUID | None
    channel: str
    address: str | None
    agent: str
    stream_type: str
    stream_id: UUID | None
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    positions: list[int]
    duration_ms: float
    payload: str  # JSON

    def place(self, sort: Sort) -> Place:
        return Place(getattr(self, sort.column), self.id)

    def masked(self) -> "Entry":
        return self._replace(
            reason=masking.text(self.reason),
            address=masking.address(self.address),
            agent=masking.agent(self.agent),
            payload=_masked_json(self.payload),
        )


def _masked_json(text: str) -> str:
    value: Any = msgspec.json.decode(text)
    return msgspec.json.encode(masking.anything(value)).decode()
