"""Carrying out one command: events, rows and the answer."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from es_core import context, testing
from es_core.errors import Conflict, NoContext, Rejected
from es_core.execute import Executed, execute
from es_core.models import CommandRecord, Event
from es_core.read import load
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded, LendBook, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import BELL, DESK, CountVisitor, RingBell
from tests.es_core.example.models import Book, Desk, Notice

pytestmark = pytest.mark.django_db

EMMA, BOB = uuid4(), uuid4()


def add(*, title: str = "Emma") -> Executed:
    return execute(BOOK, AddBook(book_id=EMMA, title=title, place="A1"))


def lend() -> Executed:
    return execute(BOOK, LendBook(book_id=EMMA, reader_id=BOB, lent_at=context.now()))


def test_an_accepted_command_leaves_events_and_rows() -> None:
    executed = add()
    assert executed.events[0].event == BookAdded(book_id=EMMA, title="Emma", place="A1")
    assert (executed.events[0].stream_id, executed.events[0].version, executed.repeated) == (EMMA, 1, False)
    assert executed.position == Event.objects.order_by("position").values_list("position", flat=True)[1]
    assert Book.objects.get(id=EMMA).title == "Emma"


def test_a_command_that_changes_nothing_is_accepted_without_events() -> None:
    add()
    executed = execute(BOOK, ReturnBook(book_id=EMMA))
    assert (executed.events, executed.position) == ((), 0)
    assert CommandRecord.objects.get(command_id=executed.command_id).status == "accepted"


def test_the_next_command_knows_what_the_last_one_did() -> None:
    assert [execute(DESK, CountVisitor(desk="a")).events[0].event.number for _ in range(3)] == [1, 2, 3]
    assert load(DESK, DESK.stream_id(CountVisitor(desk="a"))) == (3, 3)
    assert Desk.objects.get().visitors == 3


def test_a_rejected_command_leaves_no_event_and_no_row() -> None:
    with pytest.raises(Rejected, match="needs a title") as rejected:
        add(title="")
    assert rejected.value.field == "title"
    assert not Event.objects.exists()
    assert not Book.objects.exists()


def test_events_name_their_command_its_correlation_and_its_cause() -> None:
    cause, correlation, actor = uuid4(), uuid4(), uuid4()
    with context.acting(actor=actor, channel="test", correlation_id=correlation, causation_id=cause):
        executed = add()
    stored = Event.objects.filter(command_id=executed.command_id)
    assert [each.event_type for each in stored.order_by("position")] == ["BookAdded", "Claimed"]
    for each in stored:
        assert (each.actor_id, each.correlation_id, each.causation_id) == (actor, correlation, cause)


def test_a_request_s_commands_share_its_correlation(acting: context.Context) -> None:
    add()
    lend()
    assert set(Event.objects.values_list("correlation_id", flat=True)) == {acting.correlation_id}


def test_without_a_context_nothing_is_executed() -> None:
    token = context._current.set(None)
    try:
        with pytest.raises(NoContext):
            add()
    finally:
        context._current.reset(token)
    assert not CommandRecord.objects.exists()


def test_a_command_inside_of_somebody_else_s_transaction_is_refused() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        add()


# -- a version that the command names ------------------------------------------------------------------------------


def test_a_command_made_from_the_last_version_is_carried_out() -> None:
    add()
    assert execute(BOOK, MoveBook(book_id=EMMA, place="B2"), expected_version=1).events[0].version == 2


def test_a_command_made_from_an_old_version_is_told_so() -> None:
    add()
    lend()
    with pytest.raises(Conflict) as conflict:
        execute(BOOK, MoveBook(book_id=EMMA, place="B2"), expected_version=1)
    assert (conflict.value.stream_id, conflict.value.expected, conflict.value.actual) == (EMMA, 1, 2)
    assert Book.objects.get().place == "A1"
    assert CommandRecord.objects.latest("id").status == "rejected"


def test_being_too_late_is_told_before_what_the_rules_say() -> None:
    """They would speak of a state that the command's maker has not seen."""
    add()
    lend()
    with pytest.raises(Conflict):
        execute(BOOK, AddBook(book_id=EMMA, title="", place="A1"), expected_version=1)


# -- beside the log --------------------------------------------------------------------------------------------------


def test_what_is_written_alongside_comes_after_the_projectors() -> None:
    def note() -> None:
        Notice.objects.create(text=f"new: {Book.objects.get().title}")

    execute(BOOK, AddBook(book_id=EMMA, title="Emma", place="A1"), alongside=note)
    assert Notice.objects.get().text == "new: Emma"


def test_what_fails_alongside_undoes_everything() -> None:
    def fail() -> None:
        Notice.objects.create(text="never seen")
        raise LookupError

    with pytest.raises(LookupError):
        execute(BOOK, AddBook(book_id=EMMA, title="Emma", place="A1"), alongside=fail)
    assert not Event.objects.exists()
    assert not Book.objects.exists()
    assert not Notice.objects.exists()
    assert CommandRecord.objects.get().status == "failed"


def test_a_repeated_command_writes_nothing_alongside() -> None:
    def take_the_money() -> None:
        Notice.objects.create(text="paid")

    for _ in range(2):
        execute(BELL, RingBell(desk="a"), command_id=EMMA, alongside=take_the_money)
    assert Notice.objects.filter(text="paid").count() == 1


def test_a_stream_without_history_takes_events_whatever_its_version() -> None:
    testing.given(BELL, *BELL.decide(RingBell(desk="a"), None))
    assert execute(BELL, RingBell(desk="a")).events[0].version == 2


@pytest.fixture
def broken_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE library_desk ADD CONSTRAINT closed CHECK (visitors < 1)")


@pytest.mark.usefixtures("broken_table")
def test_a_projector_that_the_database_refuses_undoes_the_event() -> None:
    with pytest.raises(DatabaseError, match="closed"):
        execute(DESK, CountVisitor(desk="a"))
    assert not Event.objects.exists()
    assert CommandRecord.objects.get().status == "failed"


@pytest.mark.parametrize("text", ["nul \x00", "half a pair \ud800"])
def test_text_that_can_t_be_stored_fails_and_leaves_a_line_in_the_log(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises((DatabaseError, ValueError)):
        add(title=text)
    assert "AddBook by 0190a000-0000-7000-8000-0000000000aa, failed" in caplog.text
    assert not Event.objects.exists()
