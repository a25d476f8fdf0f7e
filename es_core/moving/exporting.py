"""Writes the file. Memory stays flat: rows pass through, however many there are.

The snapshot is taken while the fence is closed for a moment, so nobody is in the middle of an append: no position up to
the last one can be filled later, and tables beside the log are those that the log's last event left behind.
"""

import base64
import hmac
from collections.abc import Iterator
from typing import IO

import msgspec
from django.conf import settings

from es_core import context, tail
from es_core.moving.file import Header, Secrets, Writer
from es_core.moving.parts import Part, carried_sequences, portable
from es_core.moving.sealing import CHECKED, Box
from es_core.one_moment import quiet_moment, rows
from es_core.progress import bars
from es_core.statements import one, run


def export(file: IO[bytes], box: Box | None) -> Header:
    """The whole site; its secrets only with a box. Raises Restless."""
    parts = [each for each in portable().parts if box or not _is_secret_as_a_whole(each)]
    writer = Writer(file)
    with quiet_moment(), bars() as progress:
        header = _header(parts, box)
        writer.header(header)
        for part in parts:
            task = progress.add_task(part.name, total=header.rows[part.name])
            for written in writer.part(part.name, _rows(part, box)):
                progress.advance(task, written)
    writer.end(box.seal("end", writer.digest()) if box else None)
    return header


def _is_secret_as_a_whole(part: Part) -> bool:
    return part.secret is not None and part.secret.without is None


def _header(parts: list[Part], box: Box | None) -> Header:
    return Header(
        made_at=context.now().isoformat(timespec="seconds"),
        head=tail.head(),
        rows={each.name: one(f"SELECT count(*) FROM ({each.take}) rows")[0] for each in parts},  # noqa: S608
        sequences={name: _last_drawn(name) for name in carried_sequences()},
        migrations=migrations(),
        blind_index=blind_index_check(),
        secrets=_secrets(box) if box else None,
    )


def _secrets(box: Box) -> Secrets:
    return Secrets(
        salt=base64.b64encode(box.salt).decode(),
        check=box.seal("check", CHECKED),
        blind_index_key=box.seal("blind_index_key", settings.BLIND_INDEX_KEY),
    )


def _last_drawn(sequence: str) -> int | None:
    last, is_called = one(f'SELECT last_value, is_called FROM "{sequence}"')  # noqa: S608
    return int(last) if is_called else None


def migrations() -> list[str]:
    """Those that made this database what it is."""
    return [f"{app}.{name}" for app, name in run("SELECT app, name FROM django_migrations ORDER BY app, name")]


def blind_index_check() -> str:
    """Tells whether two sites have the same BLIND_INDEX_KEY, and nothing else about it."""
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), b"es_core.moving", "sha256").hexdigest()


def _rows(part: Part, box: Box | None) -> Iterator[bytes]:
    for nth, (row,) in enumerate(rows(part.take)):
        yield row.encode() if part.secret is None else _sealed(part, nth, row, box)


def _sealed(part: Part, nth: int, text: str, box: Box | None) -> bytes:
    row = msgspec.json.decode(text)
    assert part.secret  # noqa: S101 - for mypy; `_rows` looked
    column = part.secret.column
    row[column] = box.seal(place_of(part, nth), part.secret.reveal(row)) if box else part.secret.without
    return msgspec.json.encode(row)


def place_of(part: Part, nth: int) -> str:
    return f"{part.name}:{nth}"
