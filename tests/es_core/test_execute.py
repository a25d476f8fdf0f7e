"""Carrying out one command: events, rows and the answer."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from es_core import context, testing
from es_core.errors import CommandReused, Conflict, NoContext, Rejected
from es_core.execute import Executed, execute
from es_core.models import CommandRecord, Event
from es_core.read import load
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded, BookLent, LendBook, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import BELL, DESK, CountVisitor, RingBell
from tests.es_core.example.models import Book, Desk, Notice

pytestmark = pytest.mark.django_db

EMMA, PERSUASION, BOB = uuid4(), uuid4(), uuid4()


def add(book_id: UUID = EMMA, *, title: str = "Emma", place: str = "A1", command_id: UUID | None = None) -> Executed:
    return execute(BOOK, AddBook(book_id=book_id, title=title, place=place), command_id=command_id)


def lend(*, lent_at: datetime | None = None, command_id: UUID | None = None) -> Executed:
    lent_at = lent_at or context.now()
    return execute(BOOK, LendBook(book_id=EMMA, reader_id=BOB, lent_at=lent_at), command_id=command_id)


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


# -- the same command id again ---------------------------------------------------------------------------------------


def test_a_command_sent_twice_happens_once_and_gets_the_first_answer() -> None:
    add()
    once = uuid4()
    first, second = lend(command_id=once), lend(command_id=once)
    assert second == Executed(first.events, once, repeated=True)
    assert Event.objects.filter(event_type="BookLent").count() == 1
    assert CommandRecord.objects.filter(command_id=once).count() == 1


def test_the_first_answer_is_given_even_when_the_rule_would_now_say_no() -> None:
    first = add(command_id=(once := uuid4()))
    assert add(command_id=once).events == first.events


def test_the_first_answer_of_a_command_without_events_is_that_there_were_none() -> None:
    add()
    once = uuid4()
    execute(BOOK, ReturnBook(book_id=EMMA), command_id=once)
    lend()
    assert execute(BOOK, ReturnBook(book_id=EMMA), command_id=once) == Executed((), once, repeated=True)
    assert Book.objects.get().reader_id == BOB


def test_a_clock_that_went_on_does_not_make_it_another_command() -> None:
    add()
    once, noon = uuid4(), datetime(2026, 5, 1, 12, tzinfo=UTC)
    lend(command_id=once, lent_at=noon)
    repeated = lend(command_id=once, lent_at=noon.replace(hour=13))
    assert repeated.events[0].event == BookLent(book_id=EMMA, reader_id=BOB, lent_at=noon)


def test_a_command_id_stands_for_one_payload() -> None:
    once = uuid4()
    add(command_id=once)
    with pytest.raises(CommandReused):
        add(title="Emma, vol. 2", command_id=once)
    with pytest.raises(CommandReused):
        execute(BOOK, MoveBook(book_id=EMMA, place="A1"), command_id=once)
    assert list(CommandRecord.objects.order_by("id").values_list("status", flat=True)) == [
        "accepted", "rejected", "rejected",
    ]  # fmt: skip


def test_a_command_id_stands_for_one_actor() -> None:
    once = uuid4()
    add(command_id=once)
    with context.acting(actor=BOB, channel="test"), pytest.raises(CommandReused):
        add(command_id=once)


def test_a_personal_field_is_part_of_what_makes_it_the_same() -> None:
    add()
    once, now = uuid4(), context.now()
    execute(BOOK, LendBook(book_id=EMMA, reader_id=BOB, phone="555-0100", lent_at=now), command_id=once)
    with pytest.raises(CommandReused):
        execute(BOOK, LendBook(book_id=EMMA, reader_id=BOB, phone="555-0199", lent_at=now), command_id=once)


def test_the_id_that_came_with_the_request_is_the_command_s() -> None:
    add()
    with context.acting(actor=None, channel="web", command_id=(once := uuid4())):
        assert [lend().repeated, lend().repeated] == [False, True]
    assert CommandRecord.objects.filter(command_id=once).count() == 1


def test_what_was_rejected_may_be_tried_again_under_the_same_id() -> None:
    once = uuid4()
    with pytest.raises(Rejected, match="no such book"):
        lend(command_id=once)
    add()
    assert lend(command_id=once).events
    assert list(CommandRecord.objects.filter(command_id=once).order_by("id").values_list("status", flat=True)) == [
        "rejected", "accepted",
    ]  # fmt: skip


def test_what_failed_may_be_tried_again_under_the_same_id() -> None:
    once = uuid4()
    command = RingBell(desk="a")
    with pytest.raises(ZeroDivisionError):
        execute(BELL, command, command_id=once, alongside=lambda: print(1 // 0))
    assert len(execute(BELL, command, command_id=once).events) == 1


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
