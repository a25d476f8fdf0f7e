"""`./manage.py purge_commands`: old command records go; the log stays."""

import argparse
import sys
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from es_core.management.chosen import RawHelp, agreed
from es_core.progress import bar
from es_core.retention import RESENT_WITHIN, older_than, purge

NO_AGE = (
    "how old? Give --older-than or --noted-older-than DAYS, or set COMMAND_RETENTION_DAYS or NOTED_RETENTION_DAYS"
    " (without them records are kept for ever)"
)
LOST = "With a record goes who asked from where, the answer to its form sent again, and finding its events by request."


class Command(RawHelp, BaseCommand):
    help = f"""Delete old records of commands, and of what is noted beside them (sockets, exports, looks at personal
    fields), a small batch at a time, beside the running site. Events stay, all of them. Accepted commands of the last
    {RESENT_WITHIN} days stay too: a form may be sent again.

    ./manage.py purge_commands --older-than 365 --dry-run
    ./manage.py purge_commands --noted-older-than 30      what is noted alone; commands stay
    ./manage.py purge_commands --yes                      every night, with COMMAND_RETENTION_DAYS or
                                                          NOTED_RETENTION_DAYS set
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--older-than", type=days, metavar="DAYS", help="or COMMAND_RETENTION_DAYS")
        parser.add_argument(
            "--noted-older-than", type=days, metavar="DAYS", help="what is no command; or NOTED_RETENTION_DAYS"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        age, noted_age = _ages(options["older_than"], options["noted_older_than"])
        found = older_than(age, noted_age)
        total = sum(found.values())
        if not options["json"]:
            by_status = ", ".join(f"{count:,} {status}" for status, count in found.items()) or "none"
            self.stdout.write(f"Records older than {_in_words(age, noted_age)}: {by_status}.")
        deleted = 0 if options["dry_run"] or not total else self._purge(age, noted_age, total, options["yes"])
        if options["json"]:
            told = {"older_than": age, "noted_older_than": noted_age, "found": found, "deleted": deleted}
            self.stdout.write(msgspec.json.encode(told).decode())
        elif not options["dry_run"]:
            self.stdout.write(f"{deleted:,} deleted.")

    def _purge(self, age: int, noted_age: int, total: int, sure: bool) -> int:
        if not sure:
            self._ask()
        deleted = 0
        with bar("deleting", total) as advance:
            for batch in purge(age, noted_age):
                advance(batch)
                deleted += batch
        return deleted

    def _ask(self) -> None:
        if not sys.stdin.isatty():
            raise CommandError("there is no terminal to ask on: use --yes, or --dry-run to look")
        self.stdout.write(LOST)
        if not agreed("Delete them? [y/N] "):
            raise CommandError("nothing was deleted")


def _ages(said: int | None, noted_said: int | None) -> tuple[int, int]:
    """An age that is said counts alone; settings count when none is. What goes with all goes as noted, too."""
    if said or noted_said:
        age, noted_age = said or 0, noted_said or 0
    else:
        age, noted_age = (max(0, each) for each in (settings.COMMAND_RETENTION_DAYS, settings.NOTED_RETENTION_DAYS))
    if max(age, noted_age) < 1:
        raise CommandError(NO_AGE)
    return age, noted_age


def _in_words(age: int, noted_age: int) -> str:
    ages = ([f"{age} days"] if age else []) + ([f"{noted_age} days (noted alone)"] if noted_age else [])
    return " or ".join(ages)


def days(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= 36_500:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of days from 1 to 36500, not {text!r}")
