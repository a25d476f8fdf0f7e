"""`./manage.py read_model_at`: a projector's tables as they were."""

import argparse
from datetime import datetime
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from es_core import tail
from es_core.management.chosen import USAGE, RawHelp, named
from es_core.progress import bars
from es_core.projector import projectors
from es_core.rebuild.moment import position_at, scratch
from es_core.rebuild.shadow import Shadow, search_path


class Command(RawHelp, BaseCommand):
    help = """Replay the log up to a moment into tables of their own, and tell what is in them.

    ./manage.py read_model_at articles --at 2026-08-01T12:00      how many rows each table had then
    ./manage.py read_model_at articles --position 4711 --json     the rows, one JSON object each
    ./manage.py read_model_at articles --at 2026-08-01 --keep     leaves the schema, to be queried by SQL

    `./manage.py es_leftovers --drop` removes what was kept.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(projectors)}")
        when = parser.add_mutually_exclusive_group(required=True)
        when.add_argument(
            "--at", type=_moment, metavar="ISO", help="a date or a time; without an offset the site's own"
        )
        when.add_argument("--position", type=int, metavar="N", help="with the event at this position")
        parser.add_argument("--keep", action="store_true", help="do not drop the schema")
        parser.add_argument("--json", action="store_true", help="print the rows themselves")

    def handle(self, *, name: str, **options: Any) -> None:
        [projector] = named([name], "")
        until = options["position"] if options["at"] is None else position_at(options["at"])
        if not 0 <= until <= tail.head():
            raise CommandError(f"the log goes from 0 to {tail.head()}", returncode=USAGE)
        with bars() as progress:
            task = progress.add_task(name, total=until)
            with scratch(
                projector, until, lambda at, _: progress.update(task, completed=at), keep=options["keep"]
            ) as shadow:
                self._tell(shadow, options)

    def _tell(self, shadow: Shadow, options: dict[str, Any]) -> None:
        with transaction.atomic(), search_path(shadow.schema):
            for model in shadow.projector.models:
                rows = model._default_manager.order_by("pk").values()
                if not options["json"]:
                    self.stdout.write(f"{model._meta.db_table}: {rows.count():,} rows at position {shadow.position}")
                    continue
                for row in rows.iterator():
                    told = {"table": model._meta.db_table, "row": row}
                    self.stdout.write(msgspec.json.encode(told, enc_hook=str).decode())
        if options["keep"]:
            self.stderr.write(f"kept in the schema {shadow.schema}")


def _moment(words: str) -> datetime:
    try:
        moment = parse_datetime(words)
    except ValueError:  # well written, and no time there is
        moment = None
    if moment is None and (day := parse_date(words)) is not None:
        moment = datetime.combine(day, datetime.min.time())
    if moment is None:
        raise argparse.ArgumentTypeError(f"{words} is no date or time, as 2026-08-01 or 2026-08-01T12:00+02:00")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
