"""`./manage.py live_status`: sockets, subscriptions, renders and lag of every web process."""

import argparse
from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from es_core import tail
from es_core.context import now
from es_core.live.figures import LOST_AFTER
from es_core.management.chosen import RawHelp
from es_core.management.tables import table
from es_core.models import LiveProcess

MEANING = {
    "sockets": "open pages that follow the log",
    "streams": "programs that read the feed as it goes",
    "subscriptions": "fragments on all of them",
    "watched": "different ones among these",
    "dirty": "that have changed and wait to be rendered",
    "renders": "so far",
    "reused": "renderings that pages took from the hub",
    "frames": "sent so far",
    "refused": "sockets and tokens so far",
    "broken": "renderings that failed so far",
    "lag": "positions of the log not looked at",
    "age": "seconds since it said all this",
}
NAMES = ("sockets", "streams", "subscriptions", "watched", "dirty", "renders", "reused", "frames", "refused", "broken")
AT_ONCE = 4  # processes side by side


class Command(RawHelp, BaseCommand):
    help = """What live queries do in each web process, as it said within the last seconds. Exit code 1 when no web
process says anything.

    ./manage.py live_status
    ./manage.py live_status --json | jq '.processes[].sockets'
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        head = tail.head()
        found = LiveProcess.objects.filter(seen_at__gt=now() - LOST_AFTER).order_by("name")
        processes = [_row(each, head) for each in found]
        if options["json"]:
            self.stdout.write(msgspec.json.encode({"head": head, "processes": processes}).decode())
        else:
            self.stdout.write("\n".join(_told(processes, head)))
        if not processes:
            raise SystemExit(1)


def _row(process: LiveProcess, head: int) -> dict[str, Any]:
    age = round((now() - process.seen_at).total_seconds(), 1)
    figures = {name: process.figures.get(name, 0) for name in NAMES}
    return {"process": process.name} | figures | {"lag": max(0, head - process.position), "age": age}


def _told(processes: list[dict[str, Any]], head: int) -> Iterator[str]:
    """A row a figure, a column a process, a few of these side by side."""
    yield f"The log's head is {head:,}. Live queries in {len(processes)} web process{'es' * (len(processes) != 1)}:"
    for first in range(0, len(processes), AT_ONCE):
        some = processes[first : first + AT_ONCE]
        numbers = [f"({first + nth + 1})" for nth in range(len(some))]
        yield ""
        yield from (f"{number} {each['process']}" for number, each in zip(numbers, some, strict=True))
        rows = ([name, *(f"{each[name]:,}" for each in some), MEANING[name]] for name in MEANING)
        yield table(["figure", *numbers, "meaning"], rows, numbers=numbers)
