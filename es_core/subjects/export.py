"""Everything that is held of a subject, as one JSON document, written row by row."""

from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from es_core import context, tail
from es_core.keys import Forgotten, is_sealed, unseal_many
from es_core.statements import run
from es_core.subjects import holdings
from es_core.subjects.forgetting import ABOUT_SUBJECT, BEGINNING, BY_SUBJECT
from es_core.subjects.holdings import Row, batched

UNREADABLE = "(not readable)"
SCANNED = 20_000  # positions a look
RECORDS = """
    SELECT id, command_id, name, status, reason, stream_type, stream_id, payload::text, channel, host(address), agent,
           positions, correlation_id, started_at
      FROM es_command WHERE {chosen} AND (started_at, id) > (%(moment)s, %(after)s)
     ORDER BY started_at, id LIMIT 1000
"""
RECORD = (
    "command_id", "name", "status", "reason", "stream_type", "stream_id", "payload", "channel", "address", "agent",
    "positions", "correlation_id", "started_at",
)  # fmt: skip
EVENT = (
    "position", "recorded_at", "event_type", "schema_version", "stream_type", "stream_id", "version", "actor_id",
    "command_id", "correlation_id", "data",
)  # fmt: skip


def export(subject_id: UUID, *, scan: bool = False) -> Generator[str, None, None]:
    """Lines of one JSON object, a section each for what apps hold, then events and commands.

    Events are found by the subject's streams and the records of its commands; those whose records were purged by age
    only by a look at every event of the log: `scan`.
    """
    yield "{\n" + f'"subject_id": {_json(subject_id)},\n"exported_at": {_json(context.now())}'
    for name, rows in holdings.sections.items():
        yield from _section(name, rows(subject_id))
    yield from _section("events", _events(subject_id, _positions(subject_id, scan=scan)))
    yield from _section("commands", _commands(subject_id))
    yield "\n}\n"


def _section(name: str, rows: Iterable[Row] | Row) -> Iterator[str]:
    yield f",\n{_json(name)}: "
    if isinstance(rows, Mapping):
        yield _json(rows)
        return
    start = "[\n"
    for row in rows:
        yield start + _json(row)
        start = ",\n"
    yield "[]" if start == "[\n" else "\n]"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _positions(subject_id: UUID, *, scan: bool) -> "array[int]":
    """Sorted, eight bytes each."""
    found = array("q")
    for streams in batched(holdings.streams_of(subject_id)):
        found.extend(each for (each,) in run("SELECT position FROM es_event WHERE stream_id = ANY(%s)", [streams]))
    for row in _records(subject_id):
        found.extend(row["positions"])
    if scan:
        for after, until in tail.ranges(batch=SCANNED):
            acted = "SELECT position FROM es_event WHERE position > %s AND position <= %s AND actor_id = %s"
            found.extend(each for (each,) in run(acted, [after, until, subject_id]))
    return array("q", sorted(set(found)))


def _events(subject_id: UUID, positions: "array[int]") -> Iterator[Row]:
    columns = ", ".join(EVENT[:-1])
    for batch in batched(positions):
        rows = run(
            f"SELECT {columns}, data::text FROM es_event WHERE position = ANY(%s) ORDER BY position",  # noqa: S608
            [batch],
        )
        data = _opened(subject_id, [msgspec.json.decode(row[-1]) for row in rows])
        for row, opened in zip(rows, data, strict=True):
            yield dict(zip(EVENT, (*row[:-1], opened), strict=True))


def _opened(subject_id: UUID, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sealed values as their subject may read them; what is sealed for somebody else stays closed."""
    sealed = [value for each in documents for value in each.values() if is_sealed(value)]
    plain = dict(zip(sealed, unseal_many(sealed, only=subject_id), strict=True))
    return [{name: _readable(plain, value) for name, value in each.items()} for each in documents]


def _readable(plain: Mapping[str, str | Forgotten], value: Any) -> Any:
    if not is_sealed(value):
        return value
    return UNREADABLE if isinstance(plain[value], Forgotten) else plain[value]


def _commands(subject_id: UUID) -> Iterator[Row]:
    for row in _records(subject_id):
        yield row | {"payload": msgspec.Raw(row["payload"].encode())}


def _records(subject_id: UUID) -> Iterator[dict[str, Any]]:
    """Its own, and those of nobody signed in about its account: registering, signing in."""
    identity = holdings.identity_of(subject_id)
    for chosen in (BY_SUBJECT, ABOUT_SUBJECT):
        (moment, after), sql = BEGINNING, RECORDS.format(chosen=chosen)
        asked = {"subject": subject_id, "streams": identity}
        while rows := run(sql, asked | {"moment": moment, "after": after}):
            yield from (dict(zip(RECORD, row[1:], strict=True)) for row in rows)
            moment, after = rows[-1][-1], rows[-1][0]
