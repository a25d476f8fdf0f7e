"""What operators do to projectors: each is a command, so the record and the log say who did it, and when."""

from es_core.operating.acts import carry_out, refuse, tell

__all__ = ["carry_out", "refuse", "tell"]
