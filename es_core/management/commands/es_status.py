"""`./manage.py es_status`: the log's head and how each projector follows it."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from es_core import status, tail
from es_core.status import Status


class Command(BaseCommand):
    help = """Where the log ends and how far each projector is. Exit code 1 when something needs an operator: a
projector is paused, waits for a rebuild, has dead letters, or lags while no runner feeds it.

    ./manage.py es_status
    ./manage.py es_status --json | jq '.projectors[] | select(.is_well | not)'
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        projectors = status.statuses()
        found = {"head": tail.head(), "decided": status.decided(), "projectors": projectors}
        if options["json"]:
            self.stdout.write(msgspec.json.encode(found).decode())
        else:
            Console().print(_table(projectors, f"The log's head is {found['head']}, decided up to {found['decided']}"))
            for each in projectors:
                if each.reason:
                    self.stdout.write(f"{each.name}: {each.reason}")
        if not all(each.is_well for each in projectors):
            raise SystemExit(1)


def _table(projectors: list[Status], title: str) -> Table:
    """A paused one says so on a narrow terminal too."""
    table = Table("projector", title=title)
    table.add_column("state", no_wrap=True)
    for name in ("version", "at", "lag", "seconds", "parked"):
        table.add_column(name, justify="right")
    table.add_column("runner", overflow="fold")
    for each in projectors:
        version = str(each.version) if each.version == each.code_version else f"{each.version} -> {each.code_version}"
        cells = (each.checkpoint, each.lag, each.seconds, each.dead_letters, each.holder)
        table.add_row(each.name, each.state, version, *map(str, cells))
    return table
