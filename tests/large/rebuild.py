"""Rebuilds every read model of the database at DATABASE_URL and compares each row with what the inline run made.

    DATABASE_URL=postgres://... .venv/bin/python -m tests.large.rebuild

Nothing may write to the site meanwhile. Ends with 1 when a table differs.
"""

import os
import sys
import time
from typing import NamedTuple

import django
from django.db import connection


class Fingerprint(NamedTuple):
    """Of all rows of a table, in whatever order they and their columns lie."""

    rows: int
    total: int
    mixed: int


def fingerprint(table: str) -> Fingerprint:
    """Two hashes a row, added up and mixed: equal rows give equal ones, whatever the order."""
    with connection.cursor() as cursor:
        columns = sorted(each.name for each in connection.introspection.get_table_description(cursor, table))
        row = "ROW({})::text".format(", ".join(map(connection.ops.quote_name, columns)))
        cursor.execute(
            f"SELECT count(*), coalesce(sum(hashtextextended({row}, 0)), 0),"
            f" coalesce(bit_xor(hashtextextended({row}, 1)), 0) FROM {connection.ops.quote_name(table)}"
        )
        return Fingerprint(*map(int, cursor.fetchone()))


def main() -> int:
    from es_core.projector import projectors
    from es_core.rebuild import rebuild
    from es_core.tail import head

    tables = [model._meta.db_table for each in projectors.values() for model in each.models]
    before = {table: fingerprint(table) for table in tables}
    began = time.perf_counter()
    for each in projectors.values():
        started = time.perf_counter()
        rebuild(each, restart=True)
        print(f"{each.name}: {time.perf_counter() - started:.1f} s")
    seconds = time.perf_counter() - began
    print(f"{head():,} positions, {len(projectors)} projectors: {seconds:.1f} s in all, {head() / seconds:,.0f}/s")
    return _told({table: (before[table], fingerprint(table)) for table in tables})


def _told(compared: dict[str, tuple[Fingerprint, Fingerprint]]) -> int:
    for table, (before, after) in compared.items():
        print(f"{'equal' if before == after else 'DIFFERENT'}  {table}: {before.rows:,} rows, then {after.rows:,}")
    return int(any(before != after for before, after in compared.values()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
    django.setup()
    sys.exit(main())
