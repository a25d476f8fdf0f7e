"""The same command id again: the same form sent twice, or something else under its name."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from es_core import context
from es_core.errors import CommandReused, Rejected
from es_core.execute import Executed, execute
from es_core.models import CommandRecord, Event
from tests.es_core.example.domain.book import BOOK, AddBook, BookLent, LendBook, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import BELL, RingBell
from tests.es_core.example.models import Book

pytestmark = pytest.mark.django_db

EMMA, BOB = uuid4(), uuid4()


def add(*, title: str = "Emma", command_id: UUID | None = None) -> Executed:
    return execute(BOOK, AddBook(book_id=EMMA, title=title, place="A1"), command_id=command_id)


def lend(*, lent_at: datetime | None = None, command_id: UUID | None = None) -> Executed:
    lent_at = lent_at or context.now()
    return execute(BOOK, LendBook(book_id=EMMA, reader_id=BOB, lent_at=lent_at), command_id=command_id)


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
