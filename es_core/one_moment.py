"""Reading many tables as they were at one moment, however large they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction

from es_core.statements import Parameters, run

FETCH = 2000  # rows


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as it was at its beginning. An append is in there whole or not at all."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        run("SELECT 1")  # from here on nothing changes any more
        yield


def batches(sql: str, parameters: Parameters = (), size: int = FETCH) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of one statement, so many at a time: the rest stays in the database. Inside of a transaction only."""
    with connection.wrap_database_errors, psycopg.ServerCursor(connection.connection, "es_core_batches") as cursor:
        cursor.execute(sql.encode(), parameters)
        while rows := cursor.fetchmany(size):
            yield rows


def rows(sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
    for batch in batches(sql, parameters):
        yield from batch
