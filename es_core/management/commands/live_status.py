"""`./manage.py live_status`: sockets, subscriptions, renders and lag of every web process."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from es_core import tail
from es_core.context import now
from es_core.live.figures import LOST_AFTER
from es_core.models import LiveProcess

COLUMNS = (
    "sockets",
    "streams",
    "subscriptions",
    "watched",
    "dirty",
    "renders",
    "reused",
    "frames",
    "refused",
    "broken",
)


class Command(BaseCommand):
    help = "What live queries do in each web process, as it said within the last seconds. Exit code 1 when none runs."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        head = tail.head()
        processes = [
            _row(each, head) for each in LiveProcess.objects.order_by("name") if now() - each.seen_at < LOST_AFTER
        ]
        if options["json"]:
            self.stdout.write(msgspec.json.encode({"head": head, "processes": processes}).decode())
        else:
            Console().print(_table(processes, head))
        if not processes:
            raise SystemExit(1)


def _row(process: LiveProcess, head: int) -> dict[str, Any]:
    """`lag`: events of the log that this process has not looked at; `seconds`: since it said so."""
    seconds = round((now() - process.seen_at).total_seconds(), 1)
    return {"process": process.name, "lag": max(0, head - process.position), "seconds": seconds} | {
        name: process.figures.get(name, 0) for name in COLUMNS
    }


def _table(processes: list[dict[str, Any]], head: int) -> Table:
    """A column a process."""
    table = Table("", *(each["process"] for each in processes), title=f"Live queries; the log's head is {head}")
    for name in ("lag", "seconds", *COLUMNS):
        table.add_row(name, *(str(each[name]) for each in processes))
    return table
