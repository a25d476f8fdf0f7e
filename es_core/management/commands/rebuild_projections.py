"""`./manage.py rebuild_projections`: read models made anew from the log while the site runs."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from es_core.progress import bars
from es_core.projector import Projector, projectors
from es_core.rebuild import RebuildRunning, SwapBlocked, rebuild
from es_core.versions import changed


class Command(BaseCommand):
    help = """Rebuild read models from the event log, without stopping the site.

    ./manage.py rebuild_projections articles comments
    ./manage.py rebuild_projections --all
    ./manage.py rebuild_projections --changed    only those whose code is of another version than their tables
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(projectors)}")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every projector")
        which.add_argument("--changed", action="store_true", help="those with a changed version; none is no error")

    def handle(self, *, names: list[str], **options: Any) -> None:
        chosen = self._chosen(names, options)
        with bars() as progress:
            for projector in chosen:
                self._rebuild(projector, progress)

    def _chosen(self, names: list[str], options: dict[str, Any]) -> list[Projector]:
        if options["all"]:
            return list(projectors.values())
        if options["changed"]:
            return changed()
        unknown = [name for name in names if name not in projectors]
        if unknown or not names:
            problem = f"unknown: {', '.join(unknown)}" if unknown else "name a projector, or give --all or --changed"
            raise CommandError(f"{problem}; there are: {', '.join(projectors)}")
        return [projectors[name] for name in names]

    def _rebuild(self, projector: Projector, progress: Progress) -> None:
        task = progress.add_task(projector.name, total=None)
        try:
            position = rebuild(projector, lambda at, head: progress.update(task, completed=at, total=head))
        except (RebuildRunning, SwapBlocked) as reason:
            raise CommandError(str(reason)) from reason
        progress.update(task, completed=position, total=position)
        self.stdout.write(f"{projector.name}: rebuilt up to position {position}")
