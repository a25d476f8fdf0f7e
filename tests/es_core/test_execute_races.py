"""Commands at the same moment, in threads with connections of their own."""

import threading
import time
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from es_core.errors import CommandReused, Conflict, Rejected, Taken
from es_core.execute import Executed, execute, execute_many
from es_core.models import CommandRecord, Event
from es_core.read import load
from es_core.statements import one
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.book import BOOK, AddBook, MoveBook
from tests.es_core.example.domain.desk import BELL, DESK, CountVisitor, RingBell, VisitorCounted
from tests.es_core.example.models import Book, Desk, Notice

pytestmark = pytest.mark.django_db(transaction=True)

EMMA = uuid4()
WAITING = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def add(book_id: UUID = EMMA, title: str = "Emma", **options: Any) -> Executed:
    return execute(BOOK, AddBook(book_id=book_id, title=title, place="A1"), **options)


def move(place: str, **options: Any) -> Executed:
    return execute(BOOK, MoveBook(book_id=EMMA, place=place), **options)


def names(answers: list[Any]) -> list[str]:
    return sorted(type(each).__name__ for each in answers)


@pytest.mark.parametrize("attempt", range(5))
def test_a_command_sent_twice_at_once_happens_once_and_both_get_its_answer(attempt: int) -> None:
    once = uuid4()
    answers = at_once(*[partial(execute, BELL, RingBell(desk="a"), command_id=once) for _ in range(4)])
    assert names(answers) == ["Executed"] * 4
    assert len({each.events for each in answers if isinstance(each, Executed)}) == 1
    assert sorted(each.repeated for each in answers if isinstance(each, Executed)) == [False, True, True, True]
    assert Event.objects.count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_the_slower_of_two_equal_commands_is_not_told_that_it_broke_a_rule(attempt: int) -> None:
    """A book is added once, so the rule would refuse the second form."""
    once = uuid4()
    answers = at_once(*[partial(add, command_id=once) for _ in range(4)])
    assert names(answers) == ["Executed"] * 4
    assert Book.objects.count() == 1
    assert list(CommandRecord.objects.values_list("status", flat=True)) == ["accepted"]


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_payloads_at_once_under_one_id_one_is_refused(attempt: int) -> None:
    once = uuid4()
    answers = at_once(partial(add, title="Emma", command_id=once), partial(add, title="Persuasion", command_id=once))
    assert names(answers) == ["CommandReused", "Executed"]
    assert sorted(CommandRecord.objects.values_list("status", flat=True)) == ["accepted", "rejected"]


def test_writers_of_one_stream_all_succeed() -> None:
    """However many there are: who lost once has the stream locked at the next try."""

    def count() -> None:
        for _ in range(8):
            execute(DESK, CountVisitor(desk="a"))

    assert at_once(*[count] * 16) == [None] * 16
    assert load(DESK, DESK.stream_id(CountVisitor(desk="a"))) == (128, 128)
    assert Desk.objects.get().visitors == 128
    numbers = [each["number"] for each in Event.objects.order_by("version").values_list("data", flat=True)]
    assert numbers == list(range(1, 129))
    assert set(CommandRecord.objects.values_list("status", flat=True)) == {"accepted"}


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_edits_of_one_version_the_second_is_told(attempt: int) -> None:
    add()
    answers = at_once(partial(move, "B2", expected_version=1), partial(move, "C3", expected_version=1))
    assert names(answers) == ["Conflict", "Executed"]
    [conflict] = [each for each in answers if isinstance(each, Conflict)]
    assert (conflict.stream_id, conflict.expected, conflict.actual) == (EMMA, 1, 2)


def test_a_race_for_a_claim_is_no_conflict_of_versions() -> None:
    """The book is where the form saw it; that its new place was taken meanwhile is for the rules to say."""
    add()
    wrote = threading.Event()

    def take_it() -> None:
        execute(BOOK, AddBook(book_id=uuid4(), title="Persuasion", place="B2"), alongside=let_others_wait)

    def let_others_wait() -> None:
        wrote.set()
        await_a_waiting_append()

    def lose() -> None:
        assert wrote.wait(10)
        move("B2", expected_version=1)

    _, lost = at_once(take_it, lose)
    assert isinstance(lost, Taken)


def test_an_edit_sent_twice_at_once_is_no_conflict_with_itself() -> None:
    """The faster one commits after the slower one has looked for its command id, and before it reads the stream."""
    add()
    faster: list[Any] = []

    def find_late(command: Any) -> UUID:
        if connection.in_atomic_block and not faster:
            faster.append(None)
            faster[:] = at_once(partial(move, "B2", command_id=once, expected_version=1))
        return EMMA

    once, slow = uuid4(), replace(BOOK, stream_key=find_late)
    slower = execute(slow, MoveBook(book_id=EMMA, place="B2"), command_id=once, expected_version=1)
    assert slower.repeated
    assert [slower.events] == [each.events for each in faster]


def await_a_waiting_append() -> None:
    while one(WAITING) == (0,):
        time.sleep(0.01)


def test_appends_to_the_same_streams_in_any_order_do_not_deadlock() -> None:
    desks = [f"desk {each}" for each in range(6)]

    def ring(seed: int) -> None:
        chance = Random(seed)
        for _ in range(20):
            execute_many([(BELL, RingBell(desk=each)) for each in chance.sample(desks, 4)])

    assert at_once(*[partial(ring, seed) for seed in range(8)]) == [None] * 8
    assert Event.objects.count() == 8 * 20 * 4
    assert set(CommandRecord.objects.values_list("status", flat=True)) == {"accepted"}


def test_a_deadlock_never_reaches_the_user() -> None:
    """Two that lock rows beside the log in opposite orders; the database picks one, it tries again."""
    first, second = Notice.objects.create(text="1"), Notice.objects.create(text="2")
    both_hold_one = threading.Barrier(2)
    tries: list[int] = []

    def lock(*ids: int) -> None:
        tries.append(ids[0])
        for nth, notice in enumerate(ids):
            Notice.objects.filter(id=notice).update(text="locked")
            if nth == 0 and len(tries) <= 2:
                both_hold_one.wait(10)

    answers = at_once(
        lambda: execute(BELL, RingBell(desk="a"), alongside=lambda: lock(first.id, second.id)),
        lambda: execute(BELL, RingBell(desk="b"), alongside=lambda: lock(second.id, first.id)),
    )
    assert names(answers) == ["Executed", "Executed"]
    assert len(tries) == 3
    assert Event.objects.count() == 2
    assert set(CommandRecord.objects.values_list("status", flat=True)) == {"accepted"}


@pytest.mark.parametrize("error", [LookupError("late"), Conflict(EMMA, 1, 2)])
def test_what_fails_behind_the_commit_neither_repeats_nor_unsays_the_command(error: Exception) -> None:
    """A hook may well execute another command, and that may lose its race for good."""

    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        execute(BELL, RingBell(desk="a"), alongside=lambda: transaction.on_commit(fail))
    assert raised.value is error
    assert Event.objects.count() == 1
    assert [each.status for each in CommandRecord.objects.all()] == ["accepted"]


def test_several_commands_happen_together_or_not_at_all() -> None:
    add()
    with pytest.raises(Rejected):
        execute_many(
            [
                (BELL, RingBell(desk="a")),
                (BOOK, MoveBook(book_id=EMMA, place="B2")),
                (BOOK, MoveBook(book_id=uuid4(), place="C3")),
            ]
        )
    assert not Event.objects.filter(event_type__in=["BellRung", "BookMoved"]).exists()
    assert Book.objects.get().place == "A1"
    assert list(CommandRecord.objects.order_by("id").values_list("name", "status"))[1:] == [
        ("RingBell", "rejected"), ("MoveBook", "rejected"), ("MoveBook", "rejected"),
    ]  # fmt: skip


def test_several_commands_see_each_other_s_events() -> None:
    answers = execute_many([(DESK, CountVisitor(desk="a")) for _ in range(3)])
    assert [each.events[0].event for each in answers] == [VisitorCounted(desk="a", number=each) for each in (1, 2, 3)]


def test_a_writer_waits_no_longer_than_for_its_own_streams() -> None:
    """While one transaction has a stream locked, others write theirs."""
    done = threading.Event()

    def slow() -> None:
        execute(BELL, RingBell(desk="a"), alongside=lambda: None if done.wait(10) else pytest.fail("nobody else wrote"))

    def quick() -> None:
        execute(BELL, RingBell(desk="b"))
        done.set()

    assert at_once(slow, quick) == [None, None]


def test_who_lost_a_race_is_not_in_somebody_s_transaction() -> None:
    with transaction.atomic():
        assert isinstance(at_once(add)[0], Executed)
    with pytest.raises(CommandReused):
        add(title="Persuasion", command_id=CommandRecord.objects.get().command_id)
