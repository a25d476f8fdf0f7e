"""Somebody else's open transaction, and waiting for what others do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from es_core.statements import run

# No other session rebuilds, verifies or appends.
NOBODY_ELSE = """
    SELECT 1 WHERE NOT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


@contextmanager
def other_session(*statements: str) -> Iterator[CursorWrapper]:
    """Has run these statements, and keeps its transaction open as long as the block runs."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            for each in statements:
                cursor.execute(each)
            yield cursor
        other.rollback()
    finally:
        other.close()


def await_row(sql: str) -> None:
    for _ in range(2000):
        if run(sql):
            return
        time.sleep(0.01)
    pytest.fail(f"never true: {sql}")
