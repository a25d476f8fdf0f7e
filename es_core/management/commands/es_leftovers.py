"""`./manage.py es_leftovers`: what killed rebuilds and the like left in the database."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core.management.chosen import RawHelp, agreed
from es_core.rebuild.leftovers import Leftover, drop_leftovers, leftovers


class Command(RawHelp, BaseCommand):
    help = """List schemas beside the live one: rebuilds that were stopped, verifications, read models as of a moment.

    ./manage.py es_leftovers
    ./manage.py es_leftovers --drop      all that nobody works in; no live table is among them
    ./manage.py es_leftovers --drop --yes --json

    A rebuild goes on with what is left of it, so nothing has to be dropped for one.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--drop", action="store_true", help="drop those that nobody works in")
        parser.add_argument("--yes", action="store_true", help="drop without asking")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        found = leftovers()
        if not options["json"]:
            for each in found:
                self.stdout.write(_told(each))
        dropped = self._drop(found, sure=options["yes"]) if options["drop"] else []
        if options["json"]:
            self.stdout.write(msgspec.json.encode({"found": found, "dropped": dropped}).decode())
        elif options["drop"]:
            self.stdout.write(f"dropped: {', '.join(dropped) or 'nothing'}")

    def _drop(self, found: list[Leftover], *, sure: bool) -> list[str]:
        free = sum(not each.in_use for each in found)
        if free and not sure and not agreed(f"Drop the {free} that nobody works in, kept ones too? [y/N] "):
            raise CommandError("nothing was dropped (--yes drops without asking)")
        return drop_leftovers()


def _told(left: Leftover) -> str:
    stands = "out of service" if left.position is None else f"at position {left.position}"
    return f"{left.schema}: {stands}, {left.size:,} bytes, {'in use' if left.in_use else 'left behind'}"
