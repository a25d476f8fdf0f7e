"""Which tables an older version of the code has made."""

import psycopg
import pytest
from django.db import connection

from es_core import testing
from es_core.models import ProjectorState
from es_core.versions import changed, record_fresh_tables
from tests.es_core.databases import conninfo, scratch_database
from tests.es_core.example.domain.desk import BELL, BellRung
from tests.es_core.example.projectors import books, desks
from tests.es_core.process import manage

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


@pytest.mark.django_db(transaction=True)
def test_apps_may_be_migrated_before_the_log_and_the_log_away_again() -> None:
    with scratch_database(f"{connection.settings_dict['NAME']}_migrated") as name:
        for steps in (["contenttypes"], ["es_core"], ["es_core", "zero"], ["es_core"]):
            done = manage("migrate", *steps, database=name)
            assert (done.returncode, done.stderr) == (0, "")
        with psycopg.connect(conninfo(name)) as migrated:
            names = migrated.execute("SELECT name FROM es_projector ORDER BY name").fetchall()
            assert ("books",) in names
