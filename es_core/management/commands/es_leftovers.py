"""`./manage.py es_leftovers`: what killed rebuilds and the like left in the database."""

import argparse
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from es_core.management.chosen import RawHelp
from es_core.rebuild.leftovers import Leftover, drop_leftovers, leftovers


class Command(RawHelp, BaseCommand):
    help = """List schemas beside the live one: rebuilds that were stopped, verifications, read models as of a moment.

    ./manage.py es_leftovers
    ./manage.py es_leftovers --drop      all that nobody works in; no live table is among them

    A rebuild goes on with what is left of it, so nothing has to be dropped for one.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--drop", action="store_true", help="drop those that nobody works in")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, **options: Any) -> None:
        found = leftovers()
        dropped = drop_leftovers() if options["drop"] else []
        if options["json"]:
            self.stdout.write(msgspec.json.encode({"found": found, "dropped": dropped}).decode())
            return
        for each in found:
            self.stdout.write(f"{_told(each)}{', dropped' if each.schema in dropped else ''}")


def _told(left: Leftover) -> str:
    stands = "out of service" if left.position is None else f"at position {left.position}"
    return f"{left.schema}: {stands}, {left.size:,} bytes, {'in use' if left.in_use else 'left behind'}"
