"""The audit as a file: JSON Lines, or CSV for spreadsheets."""

import csv
import io
from collections.abc import Callable, Generator, Iterable
from typing import Any

import msgspec

from es_core.audit.entry import Entry
from es_core.audit.meanings import names_of
from es_core.audit.notes import HandingOut
from es_core.audit.question import Question
from es_core.audit.reading import everything
from es_core.subjects.holdings import batched

FIELDS = (
    "id", "started_at", "status", "name", "reason", "actor_id", "actor", "channel", "address", "agent", "stream_type",
    "stream_id", "command_id", "correlation_id", "causation_id", "positions", "duration_ms", "payload",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out

Row = dict[str, Any]


def json_lines(rows: Iterable[Row]) -> Generator[str, None, None]:
    for row in rows:
        yield msgspec.json.encode(row | {"payload": msgspec.Raw(row["payload"].encode())}).decode() + "\n"


def csv_lines(rows: Iterable[Row]) -> Generator[str, None, None]:
    """A text that begins like a formula gets an apostrophe: it may be a stranger's."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    yield out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([_cell(row[name]) for name in FIELDS])
        yield out.getvalue()


FORMATS: dict[str, tuple[str, Callable[[Iterable[Row]], Generator[str, None, None]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_lines),
    "jsonl": ("application/x-ndjson", json_lines),
}


def written(question: Question, how: str, export: HandingOut, *, personal: bool) -> Generator[str, None, None]:
    """Line by line, what was on record before the export; it counts there what it wrote, and closes it at the end."""
    with export:
        entries = everything(question, before=export.record.pk)
        yield from FORMATS[how][1](_rows(entries, export, personal=personal))


def _rows(entries: Iterable[Entry], export: HandingOut, *, personal: bool) -> Iterable[Row]:
    for batch in batched(entries):
        names = names_of({each.actor_id for each in batch if each.actor_id})
        for each in batch:
            export.rows += 1
            shown = each if personal else each.masked()
            yield shown._asdict() | {"actor": names.get(each.actor_id, "") if each.actor_id else ""}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
