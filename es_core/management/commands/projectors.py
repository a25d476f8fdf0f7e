"""`./manage.py projectors`: which there are, pausing those behind the log, and letting them go on."""

import argparse
from collections.abc import Callable
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core import context, operating, wake
from es_core.errors import Rejected
from es_core.management.chosen import RawHelp
from es_core.management.commands.run_projectors import named
from es_core.management.tables import table
from es_core.operating import rules
from es_core.process import processes
from es_core.projector import Projector, projectors
from es_core.status import Status, statuses


class Command(RawHelp, BaseCommand):
    help = """List projectors, pause those that follow behind the log, or let paused ones go on. The command record
tells who did so. `./manage.py es_status` shows how far they are, the admin's board the same with buttons.

    ./manage.py projectors                    which there are; exit code 1 when one needs an operator
    ./manage.py projectors list --json
    ./manage.py projectors pause activity --reason "the disk is being moved"
    ./manage.py projectors resume activity    also after a failure, once its cause is gone
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", choices=("list", "pause", "resume"), default="list")
        parser.add_argument("names", nargs="*", metavar="NAME")
        parser.add_argument("--reason", default="by an operator", help="shown while it is paused")
        parser.add_argument("--json", action="store_true", help="the list for scripts")

    def handle(self, *, act: str, names: list[str], reason: str, **options: Any) -> None:
        if act == "list":
            self._list(names, as_json=options["json"])
        elif not names:
            raise CommandError(f"which one? ./manage.py projectors {act} NAME", returncode=2)
        elif act == "pause":
            self._each(names, lambda name: rules.PauseProjector(projector=name, reason=reason), "paused")
        else:
            self._each(names, lambda name: rules.ResumeProjector(projector=name), "running")

    def _each(self, names: list[str], make: Callable[[str], rules.Command], becomes: str) -> None:
        with context.acting(actor=None, channel="manage.py projectors"):
            for each in named(names):
                try:
                    operating.carry_out(make(each.name))
                except Rejected as reason:
                    raise CommandError(f"{each.name}: {reason.message}") from reason
                self.stdout.write(f"{each.name} is {becomes}")
        wake.announce()

    def _list(self, names: list[str], *, as_json: bool) -> None:
        found = [each for each in statuses() if not names or each.name in names]
        if missing := set(names) - {each.name for each in found}:
            there_are = ", ".join([*projectors, *processes])
            raise CommandError(f"unknown: {', '.join(sorted(missing))}; there are: {there_are}", returncode=2)
        if as_json:
            self.stdout.write(msgspec.json.encode({"projectors": [_row(each) for each in found]}).decode())
        else:
            self.stdout.write(table(("projector", "kind", "version", "state", "tables"), map(_cells, found)))
        if not all(each.is_well for each in found):
            raise SystemExit(1)


def _declared(name: str) -> Projector:
    return projectors.get(name) or processes[name]


def _row(found: Status) -> dict[str, Any]:
    tables = [model._meta.db_table for model in _declared(found.name).models]
    shown = ("name", "kind", "version", "code_version", "state", "reason", "is_well")
    return {name: getattr(found, name) for name in shown} | {"tables": tables}


def _cells(found: Status) -> tuple[str, ...]:
    row = _row(found)
    version = f"{found.version}" if found.version == found.code_version else f"{found.version} -> {found.code_version}"
    return found.name, found.kind, version, found.state, "\n".join(row["tables"])
