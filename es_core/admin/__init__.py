"""The log, the command record, what is scheduled and how projectors do, in the Django admin. The tables are read only;
what an operator does is a command."""

from es_core.admin.commands import CommandRecordAdmin
from es_core.admin.events import EventAdmin
from es_core.admin.projectors import ProjectorStateAdmin
from es_core.admin.read_only import ReadOnlyAdmin
from es_core.admin.schedules import ScheduleAdmin

__all__ = ["CommandRecordAdmin", "EventAdmin", "ProjectorStateAdmin", "ReadOnlyAdmin", "ScheduleAdmin"]
