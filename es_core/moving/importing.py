"""Reads the file into an empty, migrated database: all of it in one transaction, after every checksum was looked at."""

from collections.abc import Iterator, Sequence
from typing import IO

import msgspec
from cryptography.exceptions import InvalidTag
from django.db import OperationalError, transaction
from psycopg import errors

from es_core import fence
from es_core.models import ProjectorState
from es_core.moving.exporting import blind_index_check, migrations, place_of
from es_core.moving.file import Header, Reader
from es_core.moving.parts import Part, Portable, portable
from es_core.moving.problems import Unusable
from es_core.moving.sealing import Box
from es_core.progress import Advance, bars
from es_core.rebuild.shadow import run_ddl
from es_core.statements import one, run

PATIENCE = "5s"  # for somebody who still writes; the site should be down
ANOTHER_KEY = (
    "this site has another BLIND_INDEX_KEY than the one that the file comes from, and the log is full of keyed hashes"
    " made with that: nobody would be found by e-mail. Set the old site's BLIND_INDEX_KEY here, then import"
)


def check_site(header: Header) -> None:
    """Whether this database can take the file. Raises Unusable."""
    if not _is_migrated(portable()):
        raise Unusable("this database is not migrated yet: ./manage.py migrate")
    if there := _filled(portable()):
        raise Unusable(f"this database is not empty: {', '.join(there)}. Import into a new one")
    if missing := sorted({*header.migrations} ^ {*migrations()}):
        here = "lacks" if missing[0] in header.migrations else "has"
        raise Unusable(
            f"the file was made by another version of the site: this database {here} the migration {missing[0]}"
            f" ({len(missing)} differ). Import with the version that exported, then bring the site up to date"
        )
    if header.blind_index != blind_index_check():
        raise Unusable(ANOTHER_KEY + (" (es_import --print-key shows it)" if header.secrets else ""))


def check_file(file: IO[bytes], box: Box | None) -> None:
    """Every checksum, and all that was promised. Raises Unusable."""
    reader = Reader(file)
    found = dict.fromkeys(reader.header.rows, 0)
    with bars() as progress:
        task = progress.add_task("checking", total=sum(reader.header.rows.values()))
        for part, rows in reader.chunks_of_rows():
            found[part] = found.get(part, 0) + len(rows)
            progress.advance(task, len(rows))
    if found != reader.header.rows:
        raise Unusable(f"the file is damaged: its header promises {reader.header.rows}, it holds {found}")
    if unknown := found.keys() - {each.name for each in portable().parts}:
        raise Unusable(f"the file holds {', '.join(sorted(unknown))}, which this site does not know")
    if box:
        _check_seal(reader, box)


def _check_seal(reader: Reader, box: Box) -> None:
    """Who changed a row and its checksums does not know the passphrase."""
    try:
        sound = reader.ended is not None and box.open("end", reader.ended.seal or "") == reader.ended.sha256
    except (InvalidTag, ValueError):
        sound = False
    if not sound:
        raise Unusable("the file was changed by somebody who does not have the passphrase")


def take_in(file: IO[bytes], box: Box | None) -> Header:
    """All or nothing. Afterwards every projector counts as to be rebuilt. Raises Unusable."""
    reader = Reader(file)
    with transaction.atomic(durable=True):
        _keep_out_others()
        if there := _filled(portable()):
            raise Unusable(f"this database is not empty any more: {', '.join(there)}")
        ProjectorState.objects.all().delete()
        with bars() as progress:
            task = progress.add_task("importing", total=sum(reader.header.rows.values()))
            _put_all(reader, box, lambda done: progress.advance(task, done))
        for name, last in reader.header.sequences.items():
            run("SELECT setval(%s, %s, %s)", [f'"{name}"', last or 1, last is not None])
    run_ddl("ANALYZE")
    return reader.header


def _put_all(reader: Reader, box: Box | None, advance: Advance) -> None:
    parts = {each.name: each for each in portable().parts}
    put = dict.fromkeys(parts, 0)
    for name, rows in reader.chunks_of_rows():
        part = parts[name]
        ready = list(_opened(part, put[name], rows, box)) if part.secret else rows
        if len(run(part.put, [(b"[%s]" % b",".join(ready)).decode()])) != len(rows):
            raise Unusable(f"{name} names something that this site does not have (a permission of an app?)")
        put[name] += len(rows)
        advance(len(rows))


def _opened(part: Part, first: int, rows: Sequence[bytes], box: Box | None) -> Iterator[bytes]:
    assert part.secret  # noqa: S101 - for mypy; `_put_all` looked
    for nth, text in enumerate(rows, first):
        row = msgspec.json.decode(text)
        if box:
            revealed = box.open(place_of(part, nth), row[part.secret.column])
            row[part.secret.column] = part.secret.conceal(row, revealed)
        yield msgspec.json.encode(row)


def _keep_out_others() -> None:
    """The fence first, then the tables, as every transaction does."""
    tables = ", ".join(f'"{each}"' for each in sorted(portable().tables))
    try:
        run_ddl(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        run("SELECT pg_advisory_xact_lock(%s, %s)", fence.FENCE)
        run_ddl(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise Unusable("somebody is writing to this database: stop the site, then import") from error
        raise


def _is_migrated(known: Portable) -> bool:
    tables = [f'"{each}"' for each in known.tables]
    return bool(one("SELECT bool_and(to_regclass(each) IS NOT NULL) FROM unnest(%s::text[]) each", [tables])[0])


def _filled(known: Portable) -> list[str]:
    """Tables with rows; what `migrate` makes is in none of them."""
    return [
        f"{table} has rows"
        for table in sorted(known.tables)
        if one(f'SELECT EXISTS (SELECT FROM "{table}")')[0]  # noqa: S608
    ]
