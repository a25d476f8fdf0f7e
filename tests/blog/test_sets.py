"""Columns of values on their way to Postgres."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from blog.projectors.sets import array

pytestmark = pytest.mark.django_db

TEXTS = (
    "", " ", "NULL", "null", "a,b", "{a}", '"', '""', "\\", "\\\\", '\\"', "it's", "%s %% %(x)s", "\n\t\r", "🐝 é",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("text", TEXTS),
        ("text", ()),
        ("uuid", (UUID(int=1), UUID(int=2**128 - 1))),
        ("bigint", (0, -1, 2**62)),
        ("boolean", (True, False)),
        ("timestamptz", (datetime(2026, 8, 1, 12, 30, 1, 5, tzinfo=UTC),)),
    ],
)
def test_every_value_arrives_as_it_was(kind: str, column: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM unnest(%s::{kind}[])", [array(column)])
        assert tuple(value for (value,) in cursor.fetchall()) == column
