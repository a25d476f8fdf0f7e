"""What operators did to a projector, or asked for. One stream per projector, named by its name.

The events tell, they rule nothing: whether a projector stands or goes is its row in `es_projector`, which a runner
writes too. So that row, locked, is what a command is checked against (`es_core.operating.acts`).
"""

from dataclasses import dataclass
from uuid import UUID

from es_core.command import stamped
from es_core.decider import Decider


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseProjector:
    projector: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeProjector:
    projector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkEvent:
    """The one at `position`, which the projector could not take."""

    projector: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDeadLetters:
    projector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDeadLetters:
    projector: str
    operation_id: UUID = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildProjector:
    projector: str
    operation_id: UUID = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyProjector:
    projector: str
    operation_id: UUID = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOperation:
    projector: str
    operation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorPaused:
    projector: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorResumed:
    projector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventParked:
    projector: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLettersDropped:
    projector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayAsked:
    projector: str
    operation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildAsked:
    projector: str
    operation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationAsked:
    projector: str
    operation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationStopped:
    projector: str
    operation_id: UUID


Asking = ReplayDeadLetters | RebuildProjector | VerifyProjector
Command = PauseProjector | ResumeProjector | ParkEvent | DropDeadLetters | Asking | StopOperation
Event = (
    ProjectorPaused
    | ProjectorResumed
    | EventParked
    | DeadLettersDropped
    | ReplayAsked
    | RebuildAsked
    | VerificationAsked
    | OperationStopped
)


def decide(command: Command, _: None) -> list[Event]:
    match command:
        case PauseProjector(projector=name, reason=reason):
            return [ProjectorPaused(projector=name, reason=reason)]
        case ResumeProjector(projector=name):
            return [ProjectorResumed(projector=name)]
        case ParkEvent(projector=name, position=position):
            return [EventParked(projector=name, position=position)]
        case DropDeadLetters(projector=name):
            return [DeadLettersDropped(projector=name)]
        case ReplayDeadLetters(projector=name, operation_id=operation):
            return [ReplayAsked(projector=name, operation_id=operation)]
        case RebuildProjector(projector=name, operation_id=operation):
            return [RebuildAsked(projector=name, operation_id=operation)]
        case VerifyProjector(projector=name, operation_id=operation):
            return [VerificationAsked(projector=name, operation_id=operation)]
        case StopOperation(projector=name, operation_id=operation):
            return [OperationStopped(projector=name, operation_id=operation)]


PROJECTOR: Decider[Command, Event, None] = Decider(
    category="projector",
    stream_key=lambda command: command.projector,
    events=(
        ProjectorPaused,
        ProjectorResumed,
        EventParked,
        DeadLettersDropped,
        ReplayAsked,
        RebuildAsked,
        VerificationAsked,
        OperationStopped,
    ),
    initial=None,
    decide=decide,
    evolve=lambda state, _: state,
    reads_history=False,
)
