"""Which tables an older version of the code has made."""

import pytest
from django.core.management import call_command
from django.db import connection

from es_core import testing
from es_core.models import ProjectorState
from es_core.versions import changed, record_fresh_tables
from tests.es_core.example.domain.desk import BELL, BellRung
from tests.es_core.example.projectors import books, desks

pytestmark = pytest.mark.django_db


def test_on_an_empty_log_new_tables_are_right_as_they_are() -> None:
    ProjectorState.objects.all().delete()
    assert {books, desks} <= set(changed())
    record_fresh_tables()
    assert changed() == []


def test_a_projector_that_joins_a_full_log_is_to_be_rebuilt() -> None:
    ProjectorState.objects.filter(name="desks").delete()
    testing.given(BELL, BellRung(desk="a"))
    record_fresh_tables()
    assert changed() == [desks]


def test_an_older_version_is_not_forgotten_by_a_migration() -> None:
    testing.given(BELL, BellRung(desk="a"))
    ProjectorState.objects.filter(name="desks").update(version=7)
    record_fresh_tables()
    assert changed() == [desks]


@pytest.mark.parametrize("table", ["es_event", "es_projector"])
def test_other_apps_may_be_migrated_before_the_log_is_there(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO not_made_yet")
    call_command("migrate", "contenttypes", verbosity=0)
