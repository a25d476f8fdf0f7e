"""What is asked of the audit. Everything that is given must hold."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from es_core.audit.masking import without_emails

SLOW = 100  # milliseconds; an index of all durations would tax every append, for an order that only its top is read of


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    SLOWEST = "slowest"  # only what took SLOW milliseconds or more

    @property
    def column(self) -> str:
        return "duration_ms" if self is Sort.SLOWEST else "started_at"

    @property
    def falls(self) -> bool:
        return self is not Sort.OLDEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`search` is an id, a name or an e-mail address of somebody, an address of a machine, or words. `address` may be a
    network. `since` is included, `until` is not. `last_id` leaves out what came later."""

    search: str = ""
    actor_id: UUID | None = None
    name: str = ""
    status: str = ""
    stream_type: str = ""
    stream_id: UUID | None = None
    correlation_id: UUID | None = None
    address: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = Sort.NEWEST
    last_id: int | None = None

    def given(self) -> dict[str, Any]:
        """What narrows it, for the record of who asked; an e-mail address that was searched for does not stay there."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("sort", "last_id")}
        said = {name: value for name, value in given.items() if value}
        return said | ({"search": without_emails(self.search)} if self.search else {})


@dataclass(frozen=True, slots=True)
class Place:
    """Between two entries of a sorted list: right behind the one with this value and id."""

    value: datetime | float
    id: int

    def __str__(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, datetime) else repr(self.value)
        return f"{value}_{self.id}"

    @classmethod
    def read(cls, text: str, sort: Sort) -> "Place":
        """As `str` wrote it. Raises ValueError."""
        value, _, number = text.rpartition("_")
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            raise ValueError(text)
        if sort.column == "started_at":
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError(text)
            return cls(moment, int(number))
        return cls(float(value), int(number))
