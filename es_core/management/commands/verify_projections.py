"""`./manage.py verify_projections`: whether pages can be trusted."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from es_core.management.chosen import USAGE, RawHelp, at_least_one, named
from es_core.progress import bars
from es_core.projector import Projector, projectors
from es_core.rebuild.compare import Compared, Difference
from es_core.rebuild.verify import CannotVerify, Verified, verify

DIFFERS, COULD_NOT = 1, 2


class Command(RawHelp, BaseCommand):
    help = """Compare the tables in service with what the event log says, row by row, while the site runs.

    ./manage.py verify_projections articles
    ./manage.py verify_projections --all --json

    Exit code: 0 equal, 1 some rows differ (rebuild_projections makes them right), 2 it could not be told.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(projectors)}")
        parser.add_argument("--all", action="store_true", help="every projector")
        parser.add_argument("--most", type=at_least_one, default=20, metavar="N", help="rows to show of a table (20)")
        parser.add_argument("--json", action="store_true", help="one JSON object a projector")

    def handle(self, *, names: list[str], **options: Any) -> None:
        if names and options["all"]:
            raise CommandError("names or --all: one of them", returncode=USAGE)
        chosen = list(projectors.values()) if options["all"] else named(names, "--all")
        verified = [self._verify(each, options) for each in chosen]
        if not all(each.is_equal for each in verified):
            raise SystemExit(DIFFERS)

    def _verify(self, projector: Projector, options: dict[str, Any]) -> Verified:
        with bars() as progress:
            task = progress.add_task(projector.name, total=None)
            try:
                verified = verify(
                    projector, lambda at, head: progress.update(task, completed=at, total=head), options["most"]
                )
            except CannotVerify as reason:
                raise CommandError(str(reason), returncode=COULD_NOT) from reason
            except OperationalError as error:
                raise CommandError(f"{projector.name}: {str(error).strip()}", returncode=COULD_NOT) from error
        self.stdout.write(msgspec.json.encode(verified).decode() if options["json"] else _told(verified))
        return verified


def _told(verified: Verified) -> str:
    return "\n".join(
        [
            f"{verified.projector} at position {verified.position}",
            *(line for each in verified.tables for line in _table(each)),
        ]
    )


def _table(table: Compared) -> list[str]:
    if not table.differing:
        return [f"  {table.table}: equal, {table.rows:,} rows"]
    lines = [f"  {table.table}: {table.differing:,} rows differ, of {table.rows:,} in service"]
    lines += [line for each in table.differences for line in _row(each)]
    if table.differing > len(table.differences):
        lines.append(f"    and {table.differing - len(table.differences):,} more")
    return lines


def _row(difference: Difference) -> list[str]:
    key = ", ".join(f"{name}={value}" for name, value in difference.key.items())
    if difference.live is None:
        return [f"    {key}: missing, the log makes {difference.log}"]
    if difference.log is None:
        return [f"    {key}: not in the log, in service is {difference.live}"]
    return [f"    {key}: {name} is {live!r}, the log says {log!r}" for name, (live, log) in difference.columns.items()]
