"""Schemas that killed rebuilds, verifications and looks at the past left behind, and those that were to be kept."""

from dataclasses import dataclass

from es_core.rebuild.shadow import Busy, alone, drop
from es_core.statements import run

SCRATCH = """
    SELECT nspname::text, to_regclass(quote_ident(nspname) || '.es_note') IS NOT NULL,
           coalesce((SELECT sum(pg_total_relation_size(oid)) FROM pg_class
                      WHERE relnamespace = n.oid AND relkind = 'r'), 0)::bigint
      FROM pg_namespace n WHERE nspname ~ '^es_(shadow|old|verify|at)_' ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Leftover:
    """`position`: how far its tables have come; None for tables that went out of service."""

    schema: str
    position: int | None
    size: int
    in_use: bool


def leftovers() -> list[Leftover]:
    return [
        Leftover(schema, _position(schema) if has_note else None, size, _in_use(schema))
        for schema, has_note, size in run(SCRATCH)
    ]


def drop_leftovers() -> list[str]:
    """All that nobody works in; returns their names."""
    return [each.schema for each in leftovers() if _drop(each.schema)]


def _drop(schema: str) -> bool:
    try:
        with alone(_worked_in(schema)):
            drop(schema)
    except Busy:
        return False
    return True


def _position(schema: str) -> int | None:
    noted = run(f'SELECT position FROM "{schema}".es_note')  # noqa: S608
    return noted[0][0] if noted else None


def _in_use(schema: str) -> bool:
    try:
        with alone(_worked_in(schema)):
            return False
    except Busy:
        return True


def _worked_in(schema: str) -> str:
    """Tables out of service belong to whoever rebuilds their projector."""
    return schema.replace("es_old_", "es_shadow_", 1)
