"""Runs es_core's own SQL: bound and prepared on the server, where Django's cursors send it anew each time."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

Parameters = Sequence[Any] | Mapping[str, Any]


def run(sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """All rows. On Django's connection and in its transaction; raises Django's database errors."""
    connection = connections[DEFAULT_DB_ALIAS]  # looked up once: `django.db.connection` does it for each attribute
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql.encode(), parameters)
        return cursor.fetchall()


def one(sql: str, parameters: Parameters = ()) -> tuple[Any, ...]:
    """The row of a statement that always has one."""
    return run(sql, parameters)[0]
