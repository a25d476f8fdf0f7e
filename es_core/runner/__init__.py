"""Feeding catch-up projectors from the log: any number of runners, on any machines, share the work."""

from es_core.runner.runner import Runner, start, stop

__all__ = ["Runner", "start", "stop"]
