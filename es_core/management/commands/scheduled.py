"""`./manage.py scheduled`: the commands that wait for their time, and those that could not be sent."""

import argparse
from datetime import timedelta
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from es_core import context
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.management.chosen import USAGE, RawHelp, agreed, at_least_one
from es_core.models import Schedule
from es_core.schedule import SCHEDULE, CancelCommand, RetryCommand
from es_core.schedule.rules import IN_TROUBLE, Status

SHOWN = ("key", "name", "status", "due_at", "next_at", "attempts", "reason", "on_behalf_of")
IN_A_LINE = ("due_at", "key", "name", "status")
LATE = timedelta(minutes=1)


class Command(RawHelp, BaseCommand):
    help = """What is scheduled, and what became of it.

    ./manage.py scheduled                       what waits, was refused or has failed, the next due first
    ./manage.py scheduled list --all --json     sent and cancelled ones too, for scripts
    ./manage.py scheduled cancel KEY            it will not be sent
    ./manage.py scheduled retry KEY             refused or failed: it is due at once

    Exit code 1 when something was refused, has failed, or is more than a minute late (does anything run that sends?).
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=("list", "cancel", "retry"), default="list")
        parser.add_argument("key", nargs="?", metavar="KEY")
        parser.add_argument("--all", action="store_true", help="list sent and cancelled ones too")
        parser.add_argument("--most", type=at_least_one, default=1000, metavar="N", help="list at most so many (1000)")
        parser.add_argument("--json", action="store_true", help="for scripts")
        parser.add_argument("--yes", action="store_true", help="cancel without asking")

    def handle(self, *, action: str, key: str | None, **options: Any) -> None:
        if action == "list":
            return self._list(options)
        if key is None:
            raise CommandError(f"which one? ./manage.py scheduled {action} KEY", returncode=USAGE)
        if not Schedule.objects.filter(key=key).exists():
            raise CommandError(f"nothing was ever scheduled under the key {key!r}")
        with context.acting(actor=None, channel="manage.py scheduled"):
            self._cancel(key, options) if action == "cancel" else self._retry(key)
        return None

    def _list(self, options: dict[str, Any]) -> None:
        listed = list(_listed(everything=options["all"])[: options["most"] + 1])
        is_more = len(listed) > options["most"]
        listed = listed[: options["most"]]
        if options["json"]:
            rows = [{name: getattr(each, name) for name in SHOWN} for each in listed]
            self.stdout.write(msgspec.json.encode({"scheduled": rows}).decode())
        elif listed:
            for each in listed:
                self.stdout.write(_line(each))
            if is_more:
                self.stdout.write(f"There is more: --most lists more than {options['most']}.")
        else:
            self.stdout.write("Nothing waits.")
        if _need_a_look().exists():
            raise SystemExit(1)

    def _cancel(self, key: str, options: dict[str, Any]) -> None:
        if not options["yes"] and not agreed(f"Cancel {key}? It will not be sent. [y/N] "):
            raise CommandError("nothing was changed (--yes cancels without asking)")
        executed = execute(SCHEDULE, CancelCommand(key=key))
        self.stdout.write(f"{key}: {'cancelled' if executed.events else 'it did not wait any more'}")

    def _retry(self, key: str) -> None:
        try:
            execute(SCHEDULE, RetryCommand(key=key, retried_at=context.now()))
        except Rejected as reason:
            raise CommandError(f"{key}: {reason.message}") from reason
        self.stdout.write(f"{key}: due now")


def _listed(*, everything: bool) -> "QuerySet[Schedule]":
    found = Schedule.objects.order_by("due_at", "key")
    return found if everything else found.filter(status__in=(Status.WAITING, *IN_TROUBLE))


def _need_a_look() -> "QuerySet[Schedule]":
    """Listed or not."""
    return Schedule.objects.filter(Q(status__in=IN_TROUBLE) | Q(next_at__lt=context.now() - LATE))


def _line(schedule: Schedule) -> str:
    """The key whole, as the other actions ask for it."""
    said = "  ".join(_word(getattr(schedule, name)) for name in IN_A_LINE)
    if schedule.attempts:
        said += f"  tried {schedule.attempts} times, next at {_word(schedule.next_at) or 'no time'}"
    return f"{said}  {schedule.reason}".rstrip()


def _word(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if hasattr(value, "tzinfo") else str(value)
