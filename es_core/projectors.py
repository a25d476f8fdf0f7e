"""es_core's own read models, found at start-up like every app's; and the events that have none."""

from es_core.operating.rules import PROJECTOR
from es_core.schedule.projector import schedule

__all__ = ["PROJECTOR", "schedule"]
