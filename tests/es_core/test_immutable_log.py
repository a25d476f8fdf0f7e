"""The database itself keeps the log as it was written."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from es_core import testing
from es_core.models import Event
from es_core.statements import one
from tests.es_core.example.domain.desk import BELL, BellRung

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE es_event SET data = '{}'",
    "UPDATE es_event SET actor_id = NULL WHERE false",
    "DELETE FROM es_event",
    "TRUNCATE es_event",
    "TRUNCATE es_event CASCADE",
]


@pytest.fixture(autouse=True)
def bell() -> Event:
    [rung] = testing.given(BELL, BellRung(desk="a"))
    return Event.objects.get(position=rung.position)


def say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def refuse(sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        say(sql)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_refused(change: str) -> None:
    say("SET LOCAL es_core.test_reset = off")
    refuse(change)


@pytest.mark.parametrize("change", CHANGES)
def test_a_replica_session_is_refused_too(change: str) -> None:
    """Ordinary triggers sleep then."""
    say("SET LOCAL es_core.test_reset = off")
    say("SET LOCAL session_replication_role = replica")
    refuse(change)


@pytest.mark.parametrize("change", CHANGES[:3])
def test_the_escape_of_tests_is_for_truncate_alone(change: str) -> None:
    assert one("SELECT current_setting('es_core.test_reset')") == ("on",)
    refuse(change)


def test_the_model_s_own_methods_are_refused(bell: Event) -> None:
    bell.event_type = "BellStolen"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        bell.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        bell.delete()


def test_an_insert_in_a_replica_session_holds_the_fence() -> None:
    say("SET LOCAL session_replication_role = replica")
    testing.given(BELL, BellRung(desk="b"))
    assert one(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND pid = pg_backend_pid()"
    ) == (1,)


def test_the_triggers_fire_always() -> None:
    """A test that puts the fence away has put it back."""
    assert one(
        "SELECT array_agg(tgname::text || ' ' || tgenabled::text ORDER BY tgname) FROM pg_trigger"
        " WHERE tgrelid = 'es_event'::regclass AND NOT tgisinternal"
    ) == (["es_event_fence A", "es_event_immutable A"],)


@pytest.fixture
def other_database() -> Iterator[psycopg.Connection]:
    """The same log in a database that is not called test_..."""
    name = f"not_{connection.settings_dict['NAME']}"
    with psycopg.connect(conninfo("postgres"), autocommit=True) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        with psycopg.connect(conninfo(name), autocommit=True) as other:
            other.execute("CREATE TABLE es_event (position bigint)")
            other.execute(one("SELECT pg_get_functiondef('es_refuse_change'::regproc)")[0])
            other.execute(one("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'es_event_immutable'")[0])
            yield other
        server.execute(SQL("DROP DATABASE {}").format(Identifier(name)))


def conninfo(database: str) -> str:
    info = connection.connection.info
    return make_conninfo(info.dsn, dbname=database, password=info.password or None)


def test_the_escape_works_in_no_other_database(other_database: psycopg.Connection) -> None:
    other_database.execute("SET es_core.test_reset = on")
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        other_database.execute("TRUNCATE es_event")


def test_a_test_database_can_be_reset() -> None:
    say("TRUNCATE es_event")
    assert not Event.objects.exists()
