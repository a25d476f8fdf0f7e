"""A reader with a card; the telephone number is sealed. One stream per reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from es_core.command import personal
from es_core.decider import Decider


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLibrary:
    reader_id: UUID
    nickname: str
    phone: str = personal()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetReader:
    reader_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderJoined:
    reader_id: UUID
    nickname: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderForgotten:
    reader_id: UUID


Command = JoinLibrary | ForgetReader
Event = ReaderJoined | ReaderForgotten


def decide(command: Command, is_member: bool) -> Sequence[Event]:
    match command:
        case JoinLibrary(reader_id=reader, nickname=nickname, phone=phone) if not is_member:
            return [ReaderJoined(reader_id=reader, nickname=nickname, phone=phone)]
        case ForgetReader(reader_id=reader) if is_member:
            return [ReaderForgotten(reader_id=reader)]
    return []


READER: Decider[Command, Event, bool] = Decider(
    category="reader",
    stream_key=lambda command: command.reader_id,
    events=(ReaderJoined, ReaderForgotten),
    initial=False,
    decide=decide,
    evolve=lambda _, event: isinstance(event, ReaderJoined),
)
