"""Live queries: what an open page shows follows the log."""

from es_core.live.query import LiveQuery, always
from es_core.live.rendering import finishers

__all__ = ["LiveQuery", "always", "finishers", "start"]


def start() -> None:
    """In a process that serves pages and sockets, once. Everywhere else pages are rendered as they are asked for."""
    from es_core.live import wake
    from es_core.live.hub import hub

    hub.start()
    wake.listen()
