"""What moves with a site: every table is carried, projected anew, or left behind for a reason.

Each app says so in its `portable.py`; a test fails while a table or a sequence is forgotten.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.module_loading import autodiscover_modules

from es_core.projector import projectors
from es_core.statements import run

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A column that leaves the site sealed only. `reveal` gives its text from a row, `conceal` the value that it
    gets at the new site, `without` the one in a file without secrets; where that is None, such a file lacks the row."""

    column: str
    reveal: Callable[[Row], str]
    conceal: Callable[[Row, str], Any]
    without: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`take` selects one JSON object a row, in a lasting order; `put` inserts an array of them, one row each."""

    name: str
    tables: tuple[str, ...]
    take: str
    put: str
    secret: Secret | None = None


@dataclass(slots=True)
class Portable:
    """All that the apps said; `left` are tables with the reason why they stay."""

    parts: list[Part] = field(default_factory=list)
    sequences: set[str] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> set[str]:
        return {table for part in self.parts for table in part.tables}


_portable = Portable()


def carry(model: type[models.Model], secret: Secret | None = None) -> None:
    """The table as it is, row by row, keys included. What it points at has to be carried before it."""
    table = model._meta.db_table
    columns = ", ".join(f'"{each.column}"' for each in model._meta.local_concrete_fields)
    order = ", ".join(f'"{each.column}"' for each in model._meta.pk_fields)
    carry_part(
        Part(
            name=table,
            tables=(table,),
            take=f'SELECT row_to_json(each)::text FROM (SELECT {columns} FROM "{table}" ORDER BY {order}) each',  # noqa: S608
            put=f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE'  # noqa: S608
            f' SELECT {columns} FROM json_populate_recordset(NULL::"{table}", %s::json) RETURNING 1',
            secret=secret,
        )
    )


def carry_part(part: Part) -> None:
    """For a table whose rows mean something else at another site: ids that `migrate` gives, for example."""
    _portable.parts.append(part)


def carry_sequence(name: str) -> None:
    """One that belongs to no column. Those of carried tables' keys come along by themselves."""
    _portable.sequences.add(name)


def leave(*tables: str, because: str) -> None:
    _portable.left |= dict.fromkeys(tables, because)


def portable() -> Portable:
    """What all apps said, in the order in which each said it."""
    autodiscover_modules("portable")
    return _portable


def projected() -> set[str]:
    return {model._meta.db_table for each in projectors.values() for model in each.models}


OWNED = """
    SELECT c.relname, owner.relname
      FROM pg_class c
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                           AND d.refclassid = 'pg_class'::regclass
      LEFT JOIN pg_class owner ON owner.oid = d.refobjid
     WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace ORDER BY 1
"""


def sequences() -> dict[str, str | None]:
    """All of the schema, and the table that each belongs to."""
    return dict(run(OWNED))


def carried_sequences() -> Collection[str]:
    known = portable()
    return [name for name, table in sequences().items() if name in known.sequences or table in known.tables]
