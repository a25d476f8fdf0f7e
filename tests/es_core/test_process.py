"""Processes: each event has its reaction exactly once, whoever runs them and whatever fails."""

import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from es_core import read, tail, testing
from es_core.execute import execute
from es_core.models import CommandRecord, Event, ProjectorState
from es_core.process import Dispatch, ProcessManager
from es_core.runner import Runner, checkpoint
from es_core.schedule import SCHEDULE
from es_core.schedule.sender import send_due
from es_core.status import statuses
from tests.es_core.at_once import at_once
from tests.es_core.conftest import ANN
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded
from tests.es_core.example.domain.desk import BELL, DESK, CountVisitor, RingBell
from tests.es_core.example.models import Book, Desk
from tests.es_core.example.processes import RING_LATER
from tests.es_core.example.stock import add_books, lend
from tests.es_core.process import managing
from tests.es_core.running import eventually, running, state_of
from tests.es_core.shelving import ROOM, BookNoticed, NoRoom, react, shelving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "WAITS", (timedelta(milliseconds=10),) * 2)


@pytest.fixture
def process() -> Iterator[ProcessManager[int]]:
    with shelving() as made:
        yield made


def add(title: str = "Emma") -> UUID:
    book = uuid4()
    execute(BOOK, AddBook(book_id=book, title=title, place=str(book)))
    return book


def remembered(process: ProcessManager[int], book_id: UUID) -> list[Any]:
    stream = process.decider.stream_id(process.note_of(BookAdded(book_id=book_id, title="", place="")))
    return [each.event for each in read.stream(stream)]


def names(*types: str) -> Counter[str]:
    return Counter(Event.objects.filter(event_type__in=types).values_list("event_type", flat=True))


def test_an_event_has_its_reaction_once(process: ProcessManager[int]) -> None:
    book = add()
    for _ in range(2):
        Runner([process]).run_once()
    assert remembered(process, book) == [BookNoticed(book_id=book, times=1)]
    assert Desk.objects.get(name="new").visitors == 1
    assert state_of(process).position == tail.head()


def test_its_state_is_what_its_own_stream_says(process: ProcessManager[int]) -> None:
    book = add()
    Runner([process]).run_once()
    lend(book)
    Runner([process]).run_once()
    assert remembered(process, book) == [BookNoticed(book_id=book, times=1), BookNoticed(book_id=book, times=2)]
    assert Book.objects.get(id=book).place == ROOM


def test_what_it_does_tells_what_caused_it(process: ProcessManager[int]) -> None:
    add()
    Runner([process]).run_once()
    added = Event.objects.get(event_type="BookAdded")
    for name in ("BookNoticed", "VisitorCounted"):
        event = Event.objects.get(event_type=name)
        assert (event.causation_id, event.correlation_id, event.actor_id) == (added.event_id, added.correlation_id, ANN)
    record = CommandRecord.objects.get(name="CountVisitor")
    assert (record.channel, record.status, record.causation_id) == ("process shelving", "accepted", added.event_id)
    assert not CommandRecord.objects.filter(name="Note").exists()


def test_a_rejected_command_is_recorded_and_told_and_the_others_go_on(process: ProcessManager[int]) -> None:
    first, second = add_books(2)
    lend(first)
    lend(second)
    Runner([process]).run_once()
    assert remembered(process, first)[1:] == [BookNoticed(book_id=first, times=2)]
    assert remembered(process, second)[1:] == [
        BookNoticed(book_id=second, times=2),
        NoRoom(book_id=second, reason="has already been taken"),
    ]
    assert names("BellRung") == {"BellRung": 2}
    rejected = CommandRecord.objects.get(status="rejected")
    assert (rejected.name, rejected.reason, rejected.channel) == (
        "MoveBook", "has already been taken", "process shelving",
    )  # fmt: skip
    assert state_of(process).position == tail.head()


def test_a_reaction_that_is_nothing_but_a_rejected_command_still_moves_on() -> None:
    def ask_for_the_impossible(event: BookAdded, times: int) -> Sequence[Any]:
        return [Dispatch(BOOK, AddBook(book_id=event.book_id, title="", place="x"))]

    with shelving(react=ask_for_the_impossible) as process:
        add()
        Runner([process]).run_once()
        assert state_of(process).position == tail.head()
        assert CommandRecord.objects.filter(status="rejected").count() == 1


def test_one_that_fails_leaves_nothing_half_done_and_pauses(process: ProcessManager[int]) -> None:
    good, bad = add(), add("poison")

    def choke(event: Any, times: int) -> Sequence[Any]:
        answer = react(event, times)
        return [*answer, Dispatch(BELL, None)] if event.title == "poison" else answer

    process.react = choke
    Runner([process]).run_once()
    state = state_of(process)
    assert state.state == "paused"
    assert state.reason.startswith("BookAdded at position")
    assert len(remembered(process, good)) == 1
    assert remembered(process, bad) == []
    assert Desk.objects.get(name="new").visitors == 1
    [told] = [each for each in statuses() if each.name == "shelving"]
    assert (told.kind, told.state, told.is_well) == ("process", "paused", False)
    process.react = react
    checkpoint.resume(process)
    Runner([process]).run_once()
    assert Desk.objects.get(name="new").visitors == 2


def test_events_without_a_reaction_are_passed_in_batches(
    process: ProcessManager[int], django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        add("known")
    checkpoint.begin(process)
    with django_assert_max_num_queries(30):
        Runner([process]).run_once()
    assert state_of(process).position == tail.head()
    assert not names("BookNoticed")


def test_it_begins_where_it_was_deployed_unless_it_asks_for_all() -> None:
    old = add()
    for from_start, expected in ((False, 0), (True, 1)):
        with shelving(from_start=from_start) as process:
            ProjectorState.objects.filter(name="shelving").delete()
            checkpoint.begin(process)
            Runner([process]).run_once()
            assert len(remembered(process, old)) == expected


def test_what_happens_between_its_deployment_and_the_first_runner_is_not_lost() -> None:
    add()
    with shelving(from_start=False) as process:
        call_command("migrate", verbosity=0)
        book = add()
        Runner([process]).run_once()
        assert len(remembered(process, book)) == 1
        assert names("BookNoticed") == {"BookNoticed": 1}


def test_a_process_in_service_is_not_begun_again() -> None:
    with shelving(from_start=False) as process:
        checkpoint.begin(process)
        book = add()
        checkpoint.begin(process)
        Runner([process]).run_once()
        assert len(remembered(process, book)) == 1


def test_runners_share_the_work_while_others_write_to_the_same_streams(process: ProcessManager[int]) -> None:
    """The desk that the process counts visitors at is everybody's."""

    def write(seed: int) -> None:
        for n in range(15):
            add()
            execute(DESK, CountVisitor(desk="new"))
            if Random(seed + n).random() < 0.3:
                execute(BELL, RingBell(desk="lent"))

    with running(process, runners=3):
        assert at_once(*[partial(write, seed) for seed in range(3)]) == [None] * 3
        eventually(lambda: names("BookNoticed")["BookNoticed"] == 45)
    assert_each_once(process, books=45, others=45)


def assert_each_once(process: ProcessManager[int], *, books: int, others: int = 0) -> None:
    assert names("BookAdded", "BookNoticed") == {"BookAdded": books, "BookNoticed": books}
    assert {
        each["times"] for each in Event.objects.filter(event_type="BookNoticed").values_list("data", flat=True)
    } == {1}
    assert Desk.objects.get(name="new").visitors == names("VisitorCounted")["VisitorCounted"] == books + others
    assert not CommandRecord.objects.exclude(status="accepted").exists()
    assert state_of(process).position <= tail.head()


RUNNING = """
from tests.es_core.shelving import declared
from es_core.runner import Runner
print("running", flush=True)
Runner([declared()]).run()
"""


def test_runners_killed_at_any_moment_lose_nothing_and_do_nothing_twice(process: ProcessManager[int]) -> None:
    chance, written = Random(4), 0
    checkpoint.begin(process)
    for _ in range(4):
        with managing("shell", "-v", "0", "-c", RUNNING) as runner:
            assert runner.stdout
            assert runner.stdout.readline() == "running\n"
            deadline = time.monotonic() + chance.uniform(0.1, 0.6)
            while time.monotonic() < deadline:
                add()
                written += 1
            runner.send_signal(signal.SIGKILL)
            runner.wait(10)
    assert state_of(process).position > 0
    eventually(lambda: finished(process))
    assert_each_once(process, books=written)


def finished(process: ProcessManager[int]) -> bool:
    """A killed runner's transaction may hold the lease for another moment."""
    Runner([process]).run_once()
    return state_of(process).position == tail.head()


def test_what_a_process_schedules_is_sent() -> None:
    def ring_later(event: BookAdded, times: int) -> Sequence[Any]:
        due_at = Event.objects.get(event_type="BookAdded").recorded_at
        ring = RING_LATER.at(due_at, key=f"ring-{event.book_id}", command=RingBell(desk="a"))
        return [Dispatch(SCHEDULE, ring)]

    with shelving(react=ring_later) as process:
        add()
        Runner([process]).run_once()
        assert send_due() == 1
        assert names("BellRung") == {"BellRung": 1}


def test_a_process_never_reacts_to_itself() -> None:
    with pytest.raises(ValueError, match="without end"):
        ProcessManager(
            name="circle",
            reacts_to=(BookNoticed,),
            key=lambda event: event.book_id,
            events=(BookNoticed,),
            initial=None,
            react=lambda event, state: [],
            evolve=lambda state, event: state,
        )


def test_the_test_kit_catches_up_with_a_process(process: ProcessManager[int]) -> None:
    add()
    add()
    testing.catch_up(process)
    assert Desk.objects.get(name="new").visitors == 2
