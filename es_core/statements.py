"""Runs es_core's own SQL: bound and prepared on the server, where Django's cursors send it anew each time."""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from django.db import connection


def run(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows. On Django's connection and in its transaction; raises Django's database errors."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql.encode(), parameters)
        return cursor.fetchall()


def one(sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    return next(iter(run(sql, parameters)), None)


def stream(sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    yield from run(sql, parameters)
