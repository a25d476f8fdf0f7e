"""`./manage.py purge_commands`: old command records go; the log stays."""

import argparse
import sys
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from es_core.progress import bar
from es_core.retention import RESENT_WITHIN, older_than, purge

NO_AGE = "how old? Give --older-than DAYS, or set COMMAND_RETENTION_DAYS (without it records are kept for ever)"
LOST = "With a record goes who asked from where, the answer to its form sent again, and finding its events by request."


class Command(BaseCommand):
    help = f"""Delete old records of commands, a small batch at a time, beside the running site. Events stay, all of
    them. Accepted commands of the last {RESENT_WITHIN} days stay too: a form may be sent again.

    ./manage.py purge_commands --older-than 365 --dry-run
    ./manage.py purge_commands --yes                      every night, with COMMAND_RETENTION_DAYS set
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--older-than", type=days, metavar="DAYS", help="or COMMAND_RETENTION_DAYS")
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        age = options["older_than"] or settings.COMMAND_RETENTION_DAYS
        if age < 1:
            raise CommandError(NO_AGE)
        found = older_than(age)
        total = sum(found.values())
        if not options["json"]:
            by_status = ", ".join(f"{count:,} {status}" for status, count in found.items()) or "none"
            self.stdout.write(f"Records older than {age} days: {by_status}.")
        deleted = 0 if options["dry_run"] or not total else self._purge(age, total, asks=not options["yes"])
        if options["json"]:
            told = {"older_than": age, "found": found, "deleted": deleted}
            self.stdout.write(msgspec.json.encode(told).decode())
        elif not options["dry_run"]:
            self.stdout.write(f"{deleted:,} deleted.")

    def _purge(self, age: int, total: int, *, asks: bool) -> int:
        if asks:
            self._ask()
        deleted = 0
        with bar("deleting", total) as advance:
            for batch in purge(age):
                advance(batch)
                deleted += batch
        return deleted

    def _ask(self) -> None:
        if not sys.stdin.isatty():
            raise CommandError("there is no terminal to ask on: use --yes, or --dry-run to look")
        self.stdout.write(LOST)
        if input("Delete them? [y/N] ").strip().lower() not in ("y", "yes"):
            raise CommandError("nothing was deleted")


def days(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= 36_500:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of days from 1 to 36500, not {text!r}")
