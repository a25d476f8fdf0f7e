"""The log, the command record and what is scheduled in the Django admin: to be read, never to be written."""

from es_core.admin.commands import CommandRecordAdmin
from es_core.admin.events import EventAdmin
from es_core.admin.read_only import ReadOnlyAdmin
from es_core.admin.schedules import ScheduleAdmin

__all__ = ["CommandRecordAdmin", "EventAdmin", "ReadOnlyAdmin", "ScheduleAdmin"]
