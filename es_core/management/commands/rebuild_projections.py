"""`./manage.py rebuild_projections`: read models made anew from the log while the site runs."""

import argparse
from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from es_core import context, operating
from es_core.management.chosen import USAGE, RawHelp, at_least_one, named
from es_core.management.rebuilding import rebuilt
from es_core.operating.rules import RebuildProjector
from es_core.projector import Projector, projectors
from es_core.rebuild.jobs import Done
from es_core.versions import changed


class Command(RawHelp, BaseCommand):
    help = """Rebuild read models from the event log, without stopping the site.

    ./manage.py rebuild_projections articles comments
    ./manage.py rebuild_projections --all
    ./manage.py rebuild_projections --changed    only those whose code is of another version than their tables

    One that was killed, interrupted or blocked goes on from its last batch; --restart begins anew.
    Exit code: 0 done, 1 one of them was blocked or is being rebuilt elsewhere, 2 no such projector.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(projectors)}")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every projector")
        which.add_argument("--changed", action="store_true", help="those with a changed version; none is no error")
        parser.add_argument("--restart", action="store_true", help="not from where an earlier one was stopped")
        parser.add_argument("--jobs", type=at_least_one, default=2, metavar="N", help="so many at once (2)")
        parser.add_argument("--json", action="store_true", help="one JSON object a projector")

    def handle(self, *, names: list[str], **options: Any) -> None:
        chosen = self._chosen(names, options)
        with context.acting(actor=None, channel="manage.py rebuild_projections"):
            for each in chosen:
                operating.tell(RebuildProjector(projector=each.name, operation_id=context.new_id()))
        failed = [each.failure for each in self._rebuilt(chosen, options) if each.failure]
        if failed:
            raise CommandError("\n".join(failed))

    def _chosen(self, names: list[str], options: dict[str, Any]) -> list[Projector]:
        if names and (options["all"] or options["changed"]):
            raise CommandError("names, --all or --changed: one of them", returncode=USAGE)
        if options["all"]:
            return list(projectors.values())
        if options["changed"]:
            return changed()
        return named(names, "--all or --changed")

    def _rebuilt(self, chosen: list[Projector], options: dict[str, Any]) -> Iterator[Done]:
        for done in rebuilt(chosen, jobs=options["jobs"], restart=options["restart"]):
            self._tell(done, as_json=options["json"])
            yield done

    def _tell(self, done: Done, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(msgspec.json.encode(done).decode())
        elif done.position is not None:
            self.stdout.write(f"{done.projector}: rebuilt up to position {done.position} in {done.seconds:.1f} s")
