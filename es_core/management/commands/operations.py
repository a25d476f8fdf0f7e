"""`./manage.py operations`: what was asked for in the admin, how far it is, and what came of it."""

import argparse
from typing import Any
from uuid import UUID

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core import context, operating
from es_core.errors import Rejected
from es_core.management.chosen import USAGE, RawHelp, at_least_one
from es_core.management.tables import table
from es_core.models import Operation
from es_core.operating import doing
from es_core.operating.rules import StopOperation

INTERRUPTED = 130
SHOWN = (
    "id", "kind", "projector", "status", "position", "head", "told", "details", "asked_by", "asked_at", "started_at",
    "ended_at", "holder",
)  # fmt: skip


class Command(RawHelp, BaseCommand):
    help = """Rebuilds, verifications and replays that were asked for in the admin. A running site does them, each in
a process of its own; `run` does so where none is running.

    ./manage.py operations                   the last ones; exit code 1 while one is open
    ./manage.py operations list --json --most 100
    ./manage.py operations run               do what waits, then end
    ./manage.py operations stop ID           what is in service stays; the next rebuild goes on from there
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", choices=("list", "run", "stop"), default="list")
        parser.add_argument("id", nargs="?", type=UUID, metavar="ID", help="the operation to stop")
        parser.add_argument("--most", type=at_least_one, default=10, metavar="N", help="list at most so many (10)")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *, act: str, id: UUID | None, **options: Any) -> None:  # noqa: A002 (the argument's name)
        if act == "run":
            self._run()
        elif act == "stop":
            self._stop(id)
        else:
            self._list(options["most"], as_json=options["json"])

    def _run(self) -> None:
        doing.be_polite()
        try:
            self.stdout.write(f"{doing.do_all()} done")
        except KeyboardInterrupt:
            raise CommandError("Stopped. Whoever looks next goes on with it.", returncode=INTERRUPTED) from None

    def _list(self, most: int, *, as_json: bool) -> None:
        found = list(Operation.objects.order_by("-asked_at")[:most])
        if as_json:
            rows = [{name: getattr(each, name) for name in SHOWN} for each in found]
            self.stdout.write(msgspec.json.encode({"operations": rows}).decode())
        elif found:
            self.stdout.write(table(("operation", "asked", "status", "what came of it"), map(_cells, found)))
            for each in found:
                if each.ended_at is None:
                    self.stdout.write(f"./manage.py operations stop {each.id}   stops the {each}")
        else:
            self.stdout.write("Nothing was asked for.")
        if Operation.objects.filter(ended_at=None).exists():
            raise SystemExit(1)

    def _stop(self, operation_id: UUID | None) -> None:
        found = Operation.objects.filter(pk=operation_id).first() if operation_id else None
        if found is None:
            raise CommandError("which one? ./manage.py operations lists them with their ids", returncode=USAGE)
        try:
            with context.acting(actor=None, channel="manage.py operations"):
                operating.carry_out(StopOperation(projector=found.projector, operation_id=found.id))
        except Rejected as reason:
            raise CommandError(f"the {found}: {reason.message}") from reason
        self.stdout.write(f"the {found} is stopping")


def _cells(operation: Operation) -> tuple[str, ...]:
    status = f"{operation.status}, {operation.percent} %" if operation.status == "running" else operation.status
    return str(operation), f"{operation.asked_at:%Y-%m-%d %H:%M:%S}", status, operation.told
