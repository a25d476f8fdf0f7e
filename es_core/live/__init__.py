"""Live queries: what an open page shows follows the log."""

from es_core.live.query import LiveQuery, Page, Part, always
from es_core.live.rendering import finishers

__all__ = ["LiveQuery", "Page", "Part", "always", "finishers", "start", "stop"]


def start() -> None:
    """In a process that serves pages and sockets, once. Everywhere else pages are rendered as they are asked for."""
    from es_core import wake
    from es_core.live.hub import hub
    from es_core.live.visits import visits

    hub.start()
    visits.start()
    wake.listen()


def stop() -> None:
    """When the sockets are closed, before the database goes away."""
    from es_core import wake
    from es_core.live.hub import hub
    from es_core.live.visits import visits

    wake.stop_listening()
    visits.stop()
    hub.stop()
