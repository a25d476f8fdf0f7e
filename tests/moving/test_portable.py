"""Nothing that a site knows is forgotten when it moves."""

import pytest
from django.db import connection

from es_core.moving.parts import portable, projected, sequences

pytestmark = pytest.mark.django_db


def test_every_table_is_carried_projected_or_left_for_a_reason() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    known = [*portable().tables, *projected(), *portable().left]
    assert sorted(known) == sorted(tables)  # each once: say in the app's portable.py what becomes of a new one
    assert all(portable().left.values())


def test_every_sequence_goes_on_where_it_was() -> None:
    """One of a table's, with the table; any other has to be named in the app's portable.py."""
    forgotten = {name for name, table in sequences().items() if table is None} - portable().sequences
    assert forgotten == set()
    assert {"es_event_position_seq", "blog_comment_number"} <= sequences().keys()
