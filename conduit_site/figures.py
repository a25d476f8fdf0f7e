"""What es_core counts in plain numbers, and what its tables say, as Prometheus wants it. Nothing in it is personal."""

from collections.abc import Iterable, Iterator

from django.db import Error
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from conduit_site import limits
from conduit_site.health import pool
from es_core import counts, tail
from es_core.live.hub import hub
from es_core.status import Status, statuses


class Figures(Collector):
    """Asked anew for each scrape. Without a database the rest is told all the same."""

    def describe(self) -> Iterable[Metric]:
        """Nothing ahead of the first scrape: at start-up there may be no database yet."""
        return ()

    def collect(self) -> Iterator[Metric]:
        yield from commands()
        yield from sockets()
        yield from connections()
        try:
            found = [*log(), *projectors(statuses())]
        except Error:
            found = []
        yield GaugeMetricFamily("conduit_database_up", "Whether the database answers.", float(bool(found)))
        yield from found


def commands() -> Iterator[Metric]:
    family = CounterMetricFamily("conduit_commands", "Commands by what came of them.", labels=["command", "outcome"])
    for labels, n in counts.commands().items():
        family.add_metric(labels, n)
    yield family
    said = {
        "appends": "Appends to the log that were committed.",
        "events": "Events in them.",
        "conflicts": "Tries of a command that another writer was faster than.",
    }
    for name, n in counts.totals().items():
        yield CounterMetricFamily(f"conduit_{name}", said[name], n)


def sockets() -> Iterator[Metric]:
    figures = hub.figures
    yield GaugeMetricFamily("conduit_sockets", "Open pages that follow the log.", figures.sockets)
    yield GaugeMetricFamily("conduit_streams", "Programs that follow the feed.", figures.streams)
    yield CounterMetricFamily("conduit_sockets_refused", "Sockets that were closed, and odd tokens.", figures.refused)
    yield CounterMetricFamily("conduit_renders", "Live fragments that were rendered.", figures.renders)
    yield CounterMetricFamily("conduit_renders_broken", "Live fragments that could not be.", figures.broken)
    yield CounterMetricFamily("conduit_renders_reused", "Fragments that pages had from the hub.", figures.reused)
    yield CounterMetricFamily("conduit_frames", "Frames that were sent to sockets.", figures.frames)


def connections() -> Iterator[Metric]:
    family = GaugeMetricFamily("conduit_connections", "Database connections of this process.", labels=["state"])
    for state, n in pool().items():
        family.add_metric([state], n)
    yield family
    yield CounterMetricFamily("conduit_requests_turned_away", "Requests that waited in vain.", limits.turned_away)


def log() -> Iterator[Metric]:
    head = tail.head()
    yield GaugeMetricFamily("conduit_log_position", "Where the log ends.", head)
    if hub.moment.position:
        behind = max(0, head - hub.moment.position)
        yield GaugeMetricFamily("conduit_live_lag_events", "Positions that the hub has not looked at.", behind)


def projectors(found: Iterable[Status]) -> Iterator[Metric]:
    """A label only: the projector."""
    families = {
        "lag": GaugeMetricFamily("conduit_projector_lag_events", "Events behind its checkpoint.", labels=["projector"]),
        "seconds": GaugeMetricFamily(
            "conduit_projector_lag_seconds", "How long the first waits.", labels=["projector"]
        ),
        "dead_letters": GaugeMetricFamily("conduit_dead_letters", "Events parked by it.", labels=["projector"]),
        "is_well": GaugeMetricFamily("conduit_projector_well", "0: it needs an operator.", labels=["projector"]),
    }
    for each in found:
        for name, family in families.items():
            family.add_metric([each.name], float(getattr(each, name)))
    yield from families.values()
