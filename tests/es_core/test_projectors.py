"""Inline projectors: what a command's transaction makes of its events."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db.models import Sum

from es_core import context, testing
from es_core.execute import Executed, execute, execute_many
from es_core.models import CommandRecord, Event
from es_core.projector import Projector, projecting, projectors
from es_core.read_model import SHARDS, shard
from es_core.recorded import AnyRecorded
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded, BookLent, BookMoved, LendBook, ReturnBook
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, CountVisitor, RingBell, VisitorCounted
from tests.es_core.example.models import Book, Desk, LentTally, Notice
from tests.es_core.example.projectors import books, desks
from tests.es_core.passing import passing_handler, passing_projector

pytestmark = pytest.mark.django_db

BOB = uuid4()


def added(nth: int = 0) -> tuple[UUID, BookAdded]:
    book_id = uuid4()
    return book_id, BookAdded(book_id=book_id, title=f"Volume {nth}", place=f"A{nth}")


def lend(book_id: UUID, reader_id: UUID = BOB) -> Executed:
    return execute(BOOK, LendBook(book_id=book_id, reader_id=reader_id, lent_at=context.now()))


def lent_to(reader_id: UUID) -> int:
    return LentTally.objects.filter(scope="reader", key=str(reader_id)).aggregate(n=Sum("n"))["n"] or 0


def add_books(count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    execute_many([(BOOK, AddBook(book_id=each, title="Emma", place=str(each))) for each in ids])
    return ids


def test_a_handler_gets_a_command_s_events_as_one_list_in_the_order_of_the_log() -> None:
    seen: list[list[AnyRecorded]] = []
    with passing_projector() as passing:
        passing.on(VisitorCounted)(lambda events: seen.append(list(events)))
        execute_many([(DESK, CountVisitor(desk=each)) for each in ("a", "b", "a")])
    [events] = seen
    assert [(each.event.desk, each.event.number) for each in events] == [("a", 1), ("b", 1), ("a", 2)]
    assert [each.position for each in events] == sorted(each.position for each in events)


def test_a_handler_gets_only_the_types_it_asked_for() -> None:
    seen: list[type] = []
    with passing_projector() as passing:
        passing.on(BookMoved, BookAdded)(lambda events: seen.extend(type(each.event) for each in events))
        book_id, event = added()
        testing.given(BOOK, event, BookLent(book_id=book_id, reader_id=BOB, lent_at=context.now()))
        testing.given(BELL, BellRung(desk="a"))
    assert seen == [BookAdded]


def test_handlers_run_in_the_order_of_their_declaration_and_projectors_too() -> None:
    order: list[str] = []

    def note(name: str, events: Sequence[AnyRecorded]) -> None:
        order.append(name)

    with passing_projector("first") as first, passing_projector("second") as second:
        second.on(BellRung)(partial(note, "second"))
        first.on(BellRung)(partial(note, "first, upper"))
        first.on(BellRung)(partial(note, "first, lower"))
        execute(BELL, RingBell(desk="a"))
    assert order == ["first, upper", "first, lower", "second"]


def test_a_handler_that_fails_undoes_the_event_and_all_rows() -> None:
    def fail(events: Sequence[AnyRecorded]) -> None:
        assert Desk.objects.get().visitors == 1
        raise LookupError("no such shelf")

    with passing_projector() as passing:
        passing.on(VisitorCounted)(fail)
        with pytest.raises(LookupError):
            execute(DESK, CountVisitor(desk="a"))
    assert not Event.objects.exists()
    assert not Desk.objects.exists()
    assert CommandRecord.objects.get().reason == "LookupError: no such shelf"
    assert projecting.get() is None


def test_a_handler_knows_whose_it_is() -> None:
    seen: list[Projector | None] = []
    with passing_projector() as passing:
        passing.on(BellRung)(lambda events: seen.append(projecting.get()))
        execute(BELL, RingBell(desk="a"))
    assert seen == [passing]


def test_live_only_handlers_sleep_when_the_log_is_replayed() -> None:
    [rung] = testing.given(BELL, BellRung(desk="a"))
    assert Notice.objects.count() == 1
    desks.project([rung], live=False)
    assert Notice.objects.count() == 1
    assert BellRung not in desks.event_types
    assert VisitorCounted in desks.event_types


def test_two_projectors_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two projectors are named books"):
        Projector("books", models=[])
    assert projectors["books"] is books


def test_a_table_has_one_projector() -> None:
    with pytest.raises(ValueError, match="library_book belongs to books already"):
        Projector("more_books", models=[Book])
    assert "more_books" not in projectors


def test_a_tally_is_the_number_of_rows() -> None:
    first, second, third = add_books(3)
    for each in (first, second, third):
        lend(each)
    assert lent_to(BOB) == 3
    execute(BOOK, ReturnBook(book_id=second))
    assert lent_to(BOB) == 2 == Book.objects.filter(reader_id=BOB).count()
    lend(second, reader_id=(other := uuid4()))
    assert (lent_to(BOB), lent_to(other)) == (2, 1)


def test_a_stream_s_shard_depends_on_its_id_alone() -> None:
    ids = [uuid4() for _ in range(500)]
    assert [shard(each) for each in ids] == [shard(UUID(str(each))) for each in ids]
    assert {shard(each) for each in ids} == set(range(SHARDS))


@pytest.mark.django_db(transaction=True)
def test_a_tally_loses_nothing_among_many_writers() -> None:
    ids = add_books(40)

    def borrow(mine: Sequence[UUID]) -> None:
        for each in mine:
            lend(each)
        for each in mine[::2]:
            execute(BOOK, ReturnBook(book_id=each))

    assert at_once(*[partial(borrow, ids[nth::8]) for nth in range(8)]) == [None] * 8
    assert lent_to(BOB) == Book.objects.filter(reader_id=BOB).count() == 16
    assert set(CommandRecord.objects.values_list("status", flat=True)) == {"accepted"}


def test_replayed_twice_equals_once() -> None:
    for each in add_books(5):
        lend(each)
    testing.assert_replayed_twice_equals_once(books, desks)


def test_the_test_kit_sees_a_handler_that_counts_twice() -> None:
    def count_again(events: Sequence[AnyRecorded]) -> None:
        Desk.objects.update_or_create(name=f"desk {Desk.objects.count()}", defaults={"visitors": 0})

    with passing_handler(desks, count_again, BellRung):
        testing.given(BELL, BellRung(desk="a"))
        with pytest.raises(AssertionError):
            testing.assert_replayed_twice_equals_once(desks)
