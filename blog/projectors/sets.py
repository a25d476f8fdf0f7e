"""Writing in sets: rows that many streams share are moved in one statement, in the order of their keys."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection

from es_core import statements
from es_core.recorded import Recorded

E = TypeVar("E")


def last_per_stream(events: Sequence[Recorded[E]]) -> list[Recorded[E]]:
    return list({each.stream_id: each for each in events}.values())


def run(sql: str, parameters: Iterable[Any], *, is_lone: bool = False) -> None:
    """One statement; a column of values, given as a tuple, becomes an array, whose type the statement has to name.
    `is_lone`: of one row each, inline."""
    values = [array(each) if isinstance(each, tuple) else each for each in parameters]
    if is_lone:
        statements.do(sql, values)
    else:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


def array(column: tuple[Any, ...]) -> str:
    """Postgres' own notation: psycopg looks at each value for what may need quotes, and that is most of its time."""
    if column and isinstance(column[0], str):
        return "{" + ",".join([_quoted(each) for each in column]) + "}"
    return "{" + ",".join(map(str, column)) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def move_counts(moves: "Counter[tuple[Any, ...]]", *, add: str, drop: str) -> None:
    """Add the differences under their keys, sorted; rows that came to 0 leave, as if they had never been.

    `add` takes an array for each part of the key and one of differences, `drop` those of the key. The rows that may
    leave are locked already, so the second statement waits for nobody.
    """
    changed = sorted((key, n) for key, n in moves.items() if n)
    if not changed:
        return
    keys = list(zip(*(key for key, _ in changed), strict=True))
    run(add, [*keys, tuple(n for _, n in changed)])
    if any(n < 0 for _, n in changed):
        run(drop, keys)
