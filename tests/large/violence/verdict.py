"""What must hold when the violence is over."""

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.core.management import call_command

from es_core.projector import catch_up_projectors, projectors
from es_core.rebuild import rebuild
from es_core.statements import one, run
from es_core.testing import catch_up
from tests.large.rebuild import fingerprint

RECORD = """
    SELECT positions, (SELECT array_agg(position ORDER BY position) FROM es_event e WHERE e.command_id = c.command_id)
      FROM es_command c WHERE command_id = %s AND status = 'accepted'
"""


def problems(notes: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield from _of_commands(notes)
    yield from _of_the_log()
    yield from _of_read_models()


def _of_commands(notes: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Each accepted one is on record once, and its events are those of the record, and of the answer."""
    for note in notes:
        found = run(RECORD, [note["command_id"]])
        if len(found) != 1:
            yield f"{note['name']} ({note['command_id']}) was accepted, and is on record {len(found)} times"
            continue
        [(recorded, there)] = found
        told = note["positions"]
        if (there or []) != recorded or told not in (None, recorded):
            yield f"{note['name']} ({note['command_id']}): told {told}, on record {recorded}, in the log {there}"


def _of_the_log() -> Iterator[str]:
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("es_verify_log", "--json", "--most=5", stdout=out)
    for each in json.loads(out.getvalue())["findings"]:
        yield f"es_verify_log: {each}"


def _of_read_models() -> Iterator[str]:
    """Each equals a fresh one, those behind the log once a runner has had the time."""
    catch_up(*catch_up_projectors())
    tables = [model._meta.db_table for each in projectors.values() for model in each.models]
    before = {table: fingerprint(table) for table in tables}
    for each in projectors.values():
        rebuild(each)
    for table in tables:
        after = fingerprint(table)
        if after != before[table]:
            yield f"{table}: {before[table].rows:,} rows differ from the {after.rows:,} of a rebuild"


def size() -> str:
    events, streams, accepted = one(
        "SELECT (SELECT count(*) FROM es_event), (SELECT count(DISTINCT stream_id) FROM es_event),"
        " (SELECT count(*) FROM es_command WHERE status = 'accepted')"
    )
    return f"{events:,} events in {streams:,} streams, {accepted:,} accepted commands"
