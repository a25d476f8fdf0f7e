"""The comparison sees every difference, and no other."""

from collections.abc import Sequence

import pytest
from django.db import connection

from tests.large.rebuild import Fingerprint, fingerprint

pytestmark = pytest.mark.django_db
Row = tuple[int, str | None]


def fingerprint_of(rows: Sequence[Row], columns: str = "id integer, name text") -> Fingerprint:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE compared ({columns}) ON COMMIT DROP")
        cursor.executemany("INSERT INTO compared (id, name) VALUES (%s, %s)", rows)
        found = fingerprint("compared")
        cursor.execute("DROP TABLE compared")
    return found


def test_rows_and_columns_may_lie_in_any_order() -> None:
    assert fingerprint_of([(1, "a"), (2, None)]) == fingerprint_of([(2, None), (1, "a")], "name text, id integer")


@pytest.mark.parametrize(
    "other",
    [[(1, "a")], [(1, "a"), (2, "")], [(1, "b"), (2, None)], [(2, "a"), (1, None)], [(1, "a"), (2, None), (2, None)]],
)
def test_any_other_row_is_a_difference(other: list[Row]) -> None:
    assert fingerprint_of(other) != fingerprint_of([(1, "a"), (2, None)])


def test_an_empty_table_has_one_too() -> None:
    assert fingerprint_of([]) == (0, 0, 0)
