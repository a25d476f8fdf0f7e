"""es_core's own read models, found at start-up like every app's."""

from es_core.schedule.projector import schedule

__all__ = ["schedule"]
