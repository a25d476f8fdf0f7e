"""The tables of es_core."""

from es_core.models.log import CommandRecord, Event, Snapshot, SubjectKey
from es_core.models.operations import LagSample, LiveProcess, Operation
from es_core.models.projectors import UNHINDERED, DeadLetter, ProjectorState, Schedule

__all__ = [
    "UNHINDERED",
    "CommandRecord",
    "DeadLetter",
    "Event",
    "LagSample",
    "LiveProcess",
    "Operation",
    "ProjectorState",
    "Schedule",
    "Snapshot",
    "SubjectKey",
]
