"""The log's history: forward and backward, by version, moment, type, actor and request; and states of the past."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from es_core import context, read, tail
from es_core.context import acting
from es_core.execute import execute
from es_core.history import Question, _parameters, _sql, position_at, stored
from es_core.models import CommandRecord, Event
from tests.es_core.example.domain.book import BOOK, AddBook, BookMoved, MoveBook
from tests.es_core.example.domain.desk import DESK, CountVisitor, VisitorCounted
from tests.es_core.example.stock import add_books

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def moved(times: int) -> UUID:
    """A book that stood at 0, and then at 1, 2, ..."""
    book = uuid4()
    execute(BOOK, AddBook(book_id=book, title="Emma", place=f"{book}-0"))
    for n in range(1, times + 1):
        execute(BOOK, MoveBook(book_id=book, place=f"{book}-{n}"))
    return book


def place(book: UUID, **when: Any) -> str | None:
    state = read.load(BOOK, book, **when)[0]
    return state.place and state.place.rpartition("-")[2]


def positions(*, backward: bool = False, **question: Any) -> list[int]:
    return [each.position for each in stored(Question(**question), backward=backward, batch=3)]


def at_minutes(*minutes: int) -> list[int]:
    """Events recorded so many minutes after noon, in this order; their positions."""
    stream = uuid4()
    return [
        Event.objects.create(
            event_id=uuid4(), stream_type="desk", stream_id=stream, version=n, event_type="VisitorCounted",
            data={"desk": "a", "number": n}, recorded_at=NOON + timedelta(minutes=each),
        ).position
        for n, each in enumerate(minutes, start=1)
    ]  # fmt: skip


def test_a_stream_as_of_a_version() -> None:
    book = moved(3)
    assert [place(book, version=n) for n in range(5)] == [None, "0", "1", "2", "3"]
    assert read.load(BOOK, book, version=2)[1] == 2


def test_a_stream_as_of_a_moment() -> None:
    book = moved(1)
    between = context.now()
    execute(BOOK, MoveBook(book_id=book, place=f"{book}-2"))
    assert (place(book, at=between), place(book), place(book, at=NOON)) == ("1", "2", None)


def test_a_stream_forward_and_backward() -> None:
    book = moved(3)
    assert [each.version for each in read.stream(book, after=1, until=3)] == [2, 3]
    assert [each.version for each in read.stream(book, backward=True)] == [4, 3, 2, 1]


def test_the_whole_log_in_both_directions() -> None:
    add_books(5)
    whole = [each.position for each in tail.read_all()]
    assert positions() == whole
    assert positions(backward=True) == whole[::-1]
    assert positions(after=whole[2], until=whole[6]) == whole[3:7]
    assert positions(after=whole[2], until=whole[6], backward=True) == whole[6:2:-1]


def test_by_what_it_is_about() -> None:
    book = moved(4)
    execute(DESK, CountVisitor(desk="a"))
    everything = list(stored(Question()))
    assert positions(stream_id=book) == [each.position for each in everything if each.stream_id == book]
    assert positions(stream_type="desk") == [each.position for each in everything if each.stream_type == "desk"]
    types = frozenset({BookMoved, VisitorCounted})
    assert [each.events[0].__class__ for each in stored(Question(event_types=types))] == [BookMoved] * 4 + [
        VisitorCounted
    ]


def test_by_who_did_it_and_for_which_request() -> None:
    moved(1)
    bob, request = uuid4(), uuid4()
    with acting(actor=bob, channel="test", correlation_id=request):
        for _ in range(4):
            execute(DESK, CountVisitor(desk="b"))
    his = [each.position for each in stored(Question()) if each.actor_id == bob]
    assert len(his) == 4
    assert positions(actor_id=bob) == positions(correlation_id=request) == his
    assert positions(actor_id=bob, stream_type="book") == []
    CommandRecord.objects.filter(actor_id=bob).delete()
    assert positions(actor_id=bob) == [], "the record of commands knows the way, and nothing else does"


def test_by_moment() -> None:
    whole = at_minutes(0, 1, 1, 2, 5)
    assert positions(since=NOON + timedelta(minutes=1)) == whole[1:]
    assert positions(by=NOON + timedelta(minutes=1)) == whole[:3]
    assert positions(since=NOON + timedelta(minutes=1), by=NOON + timedelta(minutes=2)) == whole[1:4]
    assert positions(since=NOON + timedelta(minutes=6)) == []
    assert [position_at(NOON + timedelta(minutes=each)) for each in (-1, 0, 3, 9)] == [0, whole[0], whole[3], whole[4]]


def test_a_clock_that_jumps_back_loses_nothing() -> None:
    """Order is by position; a moment that the log passed twice is found at one of the two places."""
    whole = at_minutes(0, 5, 2, 3, 9)
    assert positions() == whole
    assert position_at(NOON + timedelta(minutes=4)) in (whole[0], whole[3])
    assert position_at(NOON + timedelta(minutes=9)) == whole[-1]


@pytest.mark.parametrize(
    "question",
    [
        Question(stream_id=uuid4()),
        Question(after=100, until=200),
        Question(actor_id=uuid4()),
        Question(correlation_id=uuid4()),
        Question(stream_type="book"),
    ],
    ids=["stream", "positions", "actor", "correlation", "type"],
)
@pytest.mark.parametrize("backward", [False, True])
def test_no_question_makes_the_database_read_the_whole_log(question: Question, backward: bool) -> None:
    for _ in range(5):
        add_books(200)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE es_event, es_command")
        cursor.execute(
            "EXPLAIN " + _sql(question, backward), _parameters(question, question.after, question.until, batch=50)
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on es_event" not in plan, plan
    assert "Sort" not in plan or "es_event_pkey" in plan or "es_event_stream_version" in plan, plan
