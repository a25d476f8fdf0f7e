"""`./manage.py es_status`: the log's head and how each projector follows it."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from es_core import status, tail
from es_core.management.chosen import RawHelp
from es_core.management.tables import table
from es_core.models import Operation
from es_core.status import Status

NUMBERS = ("version", "at", "lag", "seconds", "parked")
COLUMNS = ("projector", "state", *NUMBERS, "runner")


class Command(RawHelp, BaseCommand):
    help = """Where the log ends and how far each projector is. Exit code 1 when something needs an operator: a
projector is paused, waits for a rebuild, has dead letters, or lags while no runner feeds it.

    ./manage.py es_status
    ./manage.py es_status --json | jq '.projectors[] | select(.is_well | not)'
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        projectors, head, decided = status.statuses(), tail.head(), status.decided()
        under_way = Operation.objects.filter(ended_at=None).order_by("asked_at")
        if options["json"]:
            found = {"head": head, "decided": decided, "projectors": projectors, "operations": [*map(_row, under_way)]}
            self.stdout.write(msgspec.json.encode(found).decode())
        else:
            self.stdout.write(f"The log's head is {head:,}, decided up to {decided:,}.\n")
            self.stdout.write(table(COLUMNS, map(_cells, projectors), numbers=NUMBERS))
            for each in projectors:
                if each.reason:
                    self.stdout.write(f"{each.name}: {each.reason}")
            for operation in under_way:
                self.stdout.write(f"{operation}: {operation.status}, {operation.percent} %")
        if not all(each.is_well for each in projectors):
            raise SystemExit(1)


def _cells(found: Status) -> tuple[str, ...]:
    version = f"{found.version}" if found.version == found.code_version else f"{found.version} -> {found.code_version}"
    figures = (version, f"{found.checkpoint:,}", f"{found.lag:,}", f"{found.seconds:,.1f}", f"{found.dead_letters:,}")
    return (found.name, found.state, *figures, found.holder)


def _row(operation: Operation) -> dict[str, Any]:
    names = ("id", "kind", "projector", "status", "position", "head", "asked_at", "started_at", "holder")
    return {name: getattr(operation, name) for name in names}
