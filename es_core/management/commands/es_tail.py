"""`./manage.py es_tail`: the log as it grows."""

import argparse
import signal
import sys
from typing import Any
from uuid import UUID

import msgspec
from django.core.management.base import BaseCommand

from es_core import tail
from es_core.management.chosen import RawHelp
from es_core.statements import run

COLUMNS = (
    "position", "recorded_at", "stream_type", "stream_id", "version", "event_type", "schema_version", "event_id",
    "command_id", "causation_id", "correlation_id", "actor_id", "metadata", "data",
)  # fmt: skip
LAST = 10


class Command(RawHelp, BaseCommand):
    help = """Print events in the order of the log and go on as it grows; Ctrl-C ends it.

    ./manage.py es_tail                              the last ten, then what comes
    ./manage.py es_tail --stream-type article --event-type ArticlePublished
    ./manage.py es_tail --json --after 0 --once      the whole log as JSON lines
    ./manage.py es_tail --json --after 4711 | ./into-another-system

    A reader that keeps the position of the last line it has dealt with goes on with --after: no event is left out.
    """

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--after", type=int, metavar="POSITION", help="begin behind this position; 0 is everything")
        parser.add_argument("--once", action="store_true", help="stop at the end of the log")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, with the whole envelope")
        parser.add_argument("--stream-type", action="append", metavar="TYPE", help="may be given more than once")
        parser.add_argument("--event-type", action="append", metavar="TYPE", help="may be given more than once")
        parser.add_argument("--correlation", type=UUID, metavar="UUID", help="only what one request caused")

    def handle(self, **options: Any) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background jobs ignore it otherwise
        after = options["after"] if options["after"] is not None else max(0, tail.head() - LAST)
        stretches = tail.ranges(after) if options["once"] else tail.follow(after)
        try:
            for start, until in stretches:
                for row in _rows(start, until, options):
                    print(_as_json(row) if options["json"] else _as_line(row))
                sys.stdout.flush()
        except KeyboardInterrupt:
            pass


def _rows(after: int, until: int, options: dict[str, Any]) -> list[dict[str, Any]]:
    rows = run(
        f"""
        SELECT {", ".join(COLUMNS)} FROM es_event WHERE position > %(after)s AND position <= %(until)s
           AND (%(stream_type)s::text[] IS NULL OR stream_type = ANY(%(stream_type)s))
           AND (%(event_type)s::text[] IS NULL OR event_type = ANY(%(event_type)s))
           AND (%(correlation)s::uuid IS NULL OR correlation_id = %(correlation)s) ORDER BY position
        """,  # noqa: S608 - the columns are constants
        {
            "after": after,
            "until": until,
            **{name: options[name] for name in ("stream_type", "event_type", "correlation")},
        },
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _as_json(row: dict[str, Any]) -> str:
    raw = {name: msgspec.Raw(row[name].encode()) for name in ("data", "metadata")}
    return msgspec.json.encode(row | raw).decode()


def _as_line(row: dict[str, Any]) -> str:
    when = row["recorded_at"].strftime("%Y-%m-%d %H:%M:%S")
    what = f"{row['event_type']}  {row['stream_type']} {row['stream_id']} v{row['version']}"
    return f"{row['position']:>8}  {when}  {what}  {row['data']}"
