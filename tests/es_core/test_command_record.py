"""Every attempt at a command is on record, whatever came of it."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from django.test import override_settings

from es_core import context
from es_core.errors import Conflict, Rejected
from es_core.execute import execute, execute_many
from es_core.models import CommandRecord, Event
from es_core.record import Attempt
from es_core.statements import one, run
from tests.es_core.at_once import at_once
from tests.es_core.conftest import ANN
from tests.es_core.example.domain.book import BOOK, AddBook, LendBook, MoveBook
from tests.es_core.example.domain.desk import BELL, RingBell

pytestmark = pytest.mark.django_db

EMMA, BOB = uuid4(), uuid4()


def add(title: str = "Emma", place: str = "A1", book_id: UUID = EMMA) -> AddBook:
    return AddBook(book_id=book_id, title=title, place=place)


def fail() -> None:
    raise LookupError("the till is empty")


def the_record() -> CommandRecord:
    return CommandRecord.objects.get()


def test_an_accepted_command_is_recorded_with_all_that_is_known(acting: context.Context) -> None:
    executed = execute(BOOK, add())
    record = the_record()
    assert (record.status, record.reason, record.name) == ("accepted", "", "AddBook")
    assert (record.command_id, record.stream_type, record.stream_id) == (executed.command_id, "book", EMMA)
    assert (record.actor_id, record.channel, record.address, record.agent) == (ANN, "test", "192.0.2.7", "pytest")
    assert record.correlation_id == acting.correlation_id
    assert record.payload == {"book_id": str(EMMA), "title": "Emma", "place": "A1"}
    assert record.positions == list(Event.objects.order_by("position").values_list("position", flat=True))
    assert 0 < record.duration_ms < 5000
    assert abs((context.now() - record.started_at).total_seconds()) < 5


def test_a_rejected_command_is_recorded_with_the_reason(acting: context.Context) -> None:
    with pytest.raises(Rejected):
        execute(BOOK, add(title=""))
    record = the_record()
    assert (record.status, record.reason, record.positions) == ("rejected", "a book needs a title", [])
    assert (record.actor_id, record.channel, record.address, record.agent) == (ANN, "test", "192.0.2.7", "pytest")
    assert (record.correlation_id, record.stream_id) == (acting.correlation_id, EMMA)
    assert record.payload["place"] == "A1"
    assert record.duration_ms > 0


def test_the_cause_of_a_command_is_recorded() -> None:
    cause = uuid4()
    with context.acting(actor=None, channel="test", causation_id=cause):
        execute(BOOK, add())
        with pytest.raises(Rejected):
            execute(BOOK, add())
    assert list(CommandRecord.objects.values_list("causation_id", flat=True)) == [cause, cause]


@pytest.mark.django_db(transaction=True)
def test_a_failed_command_is_recorded_though_all_else_is_undone() -> None:
    with pytest.raises(LookupError):
        execute(BOOK, add(), alongside=fail)
    [seen_by_another] = at_once(lambda: run("SELECT name, status, reason FROM es_command"))
    assert seen_by_another == [("AddBook", "failed", "LookupError: the till is empty")]
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_command_whose_connection_broke_is_recorded_through_another_one() -> None:
    def cut() -> None:
        [pid] = one("SELECT pg_backend_pid()")
        at_once(lambda: run("SELECT pg_terminate_backend(%s)", [pid]))
        connection.ensure_connection()
        run("SELECT 1")

    with pytest.raises(Exception, match="terminating connection"):
        execute(BOOK, add(), alongside=cut)
    assert the_record().status == "failed"
    assert execute(BOOK, add()).events


def test_a_conflict_is_recorded_as_rejected() -> None:
    execute(BOOK, add())
    with pytest.raises(Conflict):
        execute(BOOK, MoveBook(book_id=EMMA, place="B2"), expected_version=7)
    record = CommandRecord.objects.latest("id")
    assert (record.status, record.reason) == ("rejected", f"stream {EMMA} is at version 1, expected 7")


def test_what_identifies_a_person_is_in_no_record() -> None:
    execute(BOOK, add())
    lend = LendBook(book_id=EMMA, reader_id=BOB, phone="555 0100", lent_at=context.now())
    execute(BOOK, lend)
    with pytest.raises(Rejected):
        execute(BOOK, LendBook(book_id=EMMA, reader_id=ANN, phone="555 0199", lent_at=context.now()))
    kept = [str(row) for row in run("SELECT c::text FROM es_command c UNION ALL SELECT e::text FROM es_event e")]
    assert any("LendBook" in each for each in kept)
    assert not any("555 01" in each for each in kept)


def test_a_row_that_the_database_quotes_is_in_no_record() -> None:
    def write_nothing() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO library_notice SELECT 555, NULL")

    with pytest.raises(IntegrityError, match="555"):
        execute(BOOK, add(), alongside=write_nothing)
    assert the_record().reason.startswith("IntegrityError: null value in column")
    assert "555" not in the_record().reason


def test_what_identifies_a_person_is_not_found_by_trying_all_values() -> None:
    """The fingerprint covers it, so it has a key."""
    attempt = Attempt(BOOK, add(), uuid4(), context.current(), ANN)
    with override_settings(BLIND_INDEX_KEY="another"):
        elsewhere = attempt.fingerprint()
    assert attempt.fingerprint() != elsewhere
    assert attempt.fingerprint() == Attempt(BOOK, add(), uuid4(), context.current(), ANN).fingerprint()


def test_each_of_several_commands_has_a_record_and_its_own_events() -> None:
    first, second = execute_many([(BOOK, add()), (BELL, RingBell(desk="a"))])
    recorded = {each.name: each for each in CommandRecord.objects.all()}
    assert recorded["AddBook"].positions == [each.position for each in first.events]
    assert recorded["RingBell"].positions == [each.position for each in second.events]
    of_command = dict(Event.objects.values_list("position", "command_id"))
    assert {of_command[each.position] for each in first.events} == {first.command_id}
    assert {of_command[each.position] for each in second.events} == {second.command_id}


def test_an_actor_may_be_found_out_late() -> None:
    with context.acting(actor=lambda: BOB, channel="test"):
        execute(BELL, RingBell(desk="a"))
    assert the_record().actor_id == BOB
    assert Event.objects.get().actor_id == BOB
