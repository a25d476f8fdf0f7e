"""Which commands may wait in the log: each app declares its own, under names that are for ever."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from es_core.command import PERSONAL
from es_core.decision import AnyDecider
from es_core.schedule.rules import ScheduleCommand

C = TypeVar("C")


class UnknownCommand(Exception):
    """The log holds a scheduled command that no app here declares."""


@dataclass(frozen=True, slots=True)
class Schedulable(Generic[C]):
    """`name` is what the log calls it: the command's class may move and be renamed, its fields are kept as JSON."""

    name: str
    decider: AnyDecider
    command: type[C]

    def __post_init__(self) -> None:
        if self.name in schedulables:
            raise ValueError(f"two commands that may be scheduled are named {self.name}")
        personal = [each.name for each in fields(self.command) if each.metadata.get(PERSONAL)]  # type: ignore[arg-type]  # commands are dataclasses
        if personal:
            raise ValueError(f"{self.command.__name__} can't wait in the log, which keeps nothing personal: {personal}")
        schedulables[self.name] = self

    def at(self, due_at: datetime, *, key: str, command: C, on_behalf_of: UUID | None = None) -> ScheduleCommand:
        """To be executed with SCHEDULE. The same key again replaces it; `on_behalf_of` will be the command's actor."""
        payload = msgspec.to_builtins(command)
        return ScheduleCommand(key=key, name=self.name, due_at=due_at, payload=payload, on_behalf_of=on_behalf_of)

    def read(self, payload: dict[str, Any]) -> C:
        """Raises msgspec.ValidationError for what the class can't read any more."""
        return msgspec.convert(payload, self.command)


schedulables: dict[str, Schedulable[Any]] = {}


def schedulable(name: str) -> Schedulable[Any]:
    """Raises UnknownCommand."""
    try:
        return schedulables[name]
    except KeyError:
        raise UnknownCommand(f"no app declares the scheduled command {name!r}") from None
