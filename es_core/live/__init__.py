"""Live queries: what an open page shows follows the log."""

from es_core.live.query import LiveQuery, always

__all__ = ["LiveQuery", "always"]
