"""`./manage.py projectors`: pausing catch-up projectors, and letting them go on."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from es_core import wake
from es_core.management.commands.run_projectors import named
from es_core.runner import checkpoint


class Command(BaseCommand):
    help = """Pause catch-up projectors, or let paused ones go on. `./manage.py es_status` shows where they stand.

    ./manage.py projectors pause activity --reason "the disk is being moved"
    ./manage.py projectors resume activity    also after a failure, once its cause is gone
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("act", choices=("pause", "resume"))
        parser.add_argument("names", nargs="+", metavar="NAME")
        parser.add_argument("--reason", default="by an operator", help="shown by es_status while it is paused")

    def handle(self, *, act: str, names: list[str], reason: str, **options: Any) -> None:
        for each in named(names):
            if act == "pause":
                checkpoint.pause(each, reason)
            else:
                checkpoint.resume(each)
            self.stdout.write(f"{each.name} is {'paused' if act == 'pause' else 'running'}")
        wake.announce()
