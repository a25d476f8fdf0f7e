"""Commands that wait for their time: declared by apps, kept as streams, sent exactly once."""

from es_core.schedule.rules import SCHEDULE, CancelCommand, RetryCommand, ScheduleCommand
from es_core.schedule.schedulable import Schedulable

__all__ = ["SCHEDULE", "CancelCommand", "RetryCommand", "Schedulable", "ScheduleCommand"]
