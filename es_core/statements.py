"""Runs es_core's own SQL: bound and prepared on the server, where Django's cursors send it anew each time."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

Parameters = Sequence[Any] | Mapping[str, Any]


def run(sql: str, parameters: Parameters = (), *, prepare: bool | None = None) -> list[tuple[Any, ...]]:
    """All rows. On Django's connection and in its transaction; raises Django's database errors.

    `prepare=False` plans it for these very values each time.
    """
    connection = connections[DEFAULT_DB_ALIAS]  # looked up once: `django.db.connection` does it for each attribute
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql.encode(), parameters, prepare=prepare)
        return cursor.fetchall()


def do(sql: str, parameters: Parameters) -> None:
    """A statement of a projector, prepared as well; for few rows, since its plan knows no numbers.

    Through Django's wrappers, as all of an application. It must give no rows: a rebuild may change their shape.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    with CursorWrapper(psycopg.Cursor(connection.connection), connection) as cursor:
        cursor.execute(sql, parameters)


def one(sql: str, parameters: Parameters = ()) -> tuple[Any, ...]:
    """The row of a statement that always has one."""
    return run(sql, parameters)[0]
