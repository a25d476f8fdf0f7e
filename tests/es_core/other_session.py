"""Somebody else's open transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


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
