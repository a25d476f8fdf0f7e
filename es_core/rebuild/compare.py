"""One table in two schemas, whole rows, by SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from es_core.read_model import ReadModel
from es_core.statements import one, run

# Equal as the columns' types see it: 1.0 and 1.00, a jsonb with its keys in another order.
DIFFERING = """
    WITH live AS (SELECT {columns} FROM "{live}"."{table}" EXCEPT ALL SELECT {columns} FROM "{log}"."{table}"),
         log AS (SELECT {columns} FROM "{log}"."{table}" EXCEPT ALL SELECT {columns} FROM "{live}"."{table}")
    SELECT to_jsonb(live)::text, to_jsonb(log)::text, count(*) OVER ()
      FROM live FULL JOIN log USING ({key}) ORDER BY {key} LIMIT %s
"""
COLUMNS = """
    SELECT array_agg(attname::text || ' ' || format_type(atttypid, atttypmod) ORDER BY attname)
      FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row as it is in service and as the log makes it; None where it should not be, or is not."""

    key: Values
    live: Values | None
    log: Values | None

    @property
    def columns(self) -> dict[str, tuple[Any, Any]]:
        """Those that differ in a row of both sides: (live, log)."""
        live, log = self.live or {}, self.log or {}
        return {name: (live[name], log[name]) for name in live if name in log and live[name] != log[name]}


@dataclass(frozen=True, slots=True)
class Compared:
    table: str
    rows: int
    differing: int
    differences: list[Difference]


def compare(model: type[ReadModel], live: str, log: str, most: int) -> Compared:
    """The live table with the one that the log made; `differing` counts all rows, `differences` are the first ones."""
    table, key = model._meta.db_table, [each.column for each in model._meta.pk_fields]
    columns = [each.column for each in model._meta.local_concrete_fields]
    names = {"columns": _names(columns), "key": _names(key)}
    found = run(DIFFERING.format(**names, table=table, live=live, log=log), [most])
    [rows] = one(f'SELECT count(*) FROM "{live}"."{table}"')  # noqa: S608
    differences = [_difference(key, *map(_values, row[:2])) for row in found]
    return Compared(table, rows, found[0][2] if found else 0, differences)


def _values(row: str | None) -> Values | None:
    return None if row is None else msgspec.json.decode(row)


def _difference(key: Sequence[str], live: Values | None, log: Values | None) -> Difference:
    return Difference({name: (live or log or {})[name] for name in key}, live, log)


def same_columns(table: str, live: str, log: str) -> bool:
    """By name and type; their order is that of migrations in one, that of the model in the other."""
    return one(COLUMNS, [f'"{live}"."{table}"']) == one(COLUMNS, [f'"{log}"."{table}"'])


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{each}"' for each in columns)
