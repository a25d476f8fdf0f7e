"""Reading many tables as they were at one moment, however large they are."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connection, transaction

from es_core import fence
from es_core.statements import Parameters, run

FETCH = 2000  # rows
LOCK_TIMEOUT = 40  # milliseconds
TRIES, PAUSE = 100, 0.1  # seconds


class Restless(Exception):
    """There was no moment without an append under way."""


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is as it was at its beginning. An append is in there whole or not at all."""
    with _repeatable_read():
        run("SELECT 1")  # from here on nothing changes any more
        yield


@contextmanager
def quiet_moment() -> Iterator[None]:
    """The same, of a moment at which nobody was appending: all positions up to the last one are decided, no event will
    ever appear between them. Raises Restless when there was no such moment."""
    with _repeatable_read():
        with _fence_closed():
            run("SELECT 1")
        yield


@contextmanager
def _repeatable_read() -> Iterator[None]:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _fence_closed() -> Iterator[None]:
    """By a connection of its own: to wait for the fence takes a snapshot, and that would be one of before."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            _close_fence(other, cursor)
            yield
        other.rollback()
    finally:
        other.close()


def _close_fence(other: Any, cursor: Any) -> None:
    """Each try is short, for appends wait behind it."""
    for _ in range(TRIES):
        try:
            cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT}")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", fence.FENCE)
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise
            other.rollback()
            time.sleep(PAUSE)
        else:
            return
    raise Restless("somebody has been appending to the log all the time (a long import?); try again when it is through")


def batches(sql: str, parameters: Parameters = (), size: int = FETCH) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of one statement, so many at a time: the rest stays in the database. Inside of a transaction only."""
    with connection.wrap_database_errors, psycopg.ServerCursor(connection.connection, "es_core_batches") as cursor:
        cursor.execute(sql.encode(), parameters)
        while rows := cursor.fetchmany(size):
            yield rows


def rows(sql: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
    for batch in batches(sql, parameters):
        yield from batch
