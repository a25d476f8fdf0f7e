"""A desk: its visitors are numbered, its bell can be rung. One stream per desk."""

from dataclasses import dataclass

from es_core.decider import Decider, Snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class CountVisitor:
    desk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RingBell:
    desk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorCounted:
    desk: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung:
    desk: str


def decide(command: CountVisitor, visitors: int) -> list[VisitorCounted]:
    return [VisitorCounted(desk=command.desk, number=visitors + 1)]


def evolve(visitors: int, event: VisitorCounted) -> int:
    return event.number


DESK: Decider[CountVisitor, VisitorCounted, int] = Decider(
    category="desk",
    stream_key=lambda command: command.desk,
    events=(VisitorCounted,),
    initial=0,
    decide=decide,
    evolve=evolve,
    snapshots=Snapshots(state=int, every=5),
)

BELL: Decider[RingBell, BellRung, None] = Decider(
    category="bell",
    stream_key=lambda command: command.desk,
    events=(BellRung,),
    initial=None,
    decide=lambda command, _: [BellRung(desk=command.desk)],
    evolve=lambda state, _: state,
    reads_history=False,
)
