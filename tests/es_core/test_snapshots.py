"""Snapshots save reading, and nothing depends on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection

from es_core import read, snapshots
from es_core.errors import UnknownEvent
from es_core.execute import execute, execute_many
from es_core.models import Event, Snapshot
from tests.es_core.example.domain.book import BOOK, AddBook
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.stock import BOB

pytestmark = pytest.mark.django_db(transaction=True)

A = DESK.stream_id(CountVisitor(desk="a"))


def visit(times: int, desk: str = "a") -> int:
    """The last visitor's number."""
    for _ in range(times):
        last = execute(DESK, CountVisitor(desk=desk)).events[0].event.number
    return int(last)


def kept() -> list[tuple[UUID, int, int]]:
    return list(Snapshot.objects.values_list("stream_id", "version", "state"))


def test_one_is_kept_after_so_many_events() -> None:
    visit(4)
    assert kept() == []
    visit(2)
    assert kept() == [(A, 5, 5)]
    assert visit(5) == 11
    assert kept() == [(A, 10, 10)]
    assert read.load(DESK, A) == (11, 11)


def test_what_came_before_is_not_read_again() -> None:
    visit(6)
    with connection.cursor() as cursor:  # an event that nobody can read, in the past
        cursor.execute("ALTER TABLE es_event DISABLE TRIGGER es_event_immutable")
        cursor.execute("UPDATE es_event SET event_type = 'Eaten' WHERE stream_id = %s AND version = 2", [A])
        cursor.execute("ALTER TABLE es_event ENABLE ALWAYS TRIGGER es_event_immutable")
    assert visit(1) == 7
    snapshots.drop([A])
    with pytest.raises(UnknownEvent):
        visit(1)


def test_the_past_is_folded_without() -> None:
    visit(7)
    assert read.load(DESK, A, version=3) == (3, 3)


@pytest.mark.parametrize(
    "broken", [{"state": "no number"}, {"made_by": "desk 0", "state": 99}, {"made_by": "another 1", "state": 99}]
)
def test_one_that_is_unreadable_or_of_other_code_is_passed_over(broken: dict[str, object]) -> None:
    visit(6)
    Snapshot.objects.update(**broken)
    assert visit(1) == 7
    assert read.load(DESK, A) == (7, 7)


def test_without_them_all_is_the_same() -> None:
    visit(6)
    Snapshot.objects.all().delete()
    assert visit(5) == 11
    assert kept() == [(A, 10, 10)]


def test_what_is_undone_leaves_none() -> None:
    visit(4)
    with pytest.raises(RuntimeError):
        execute(DESK, CountVisitor(desk="a"), alongside=stumble)
    assert kept() == []
    assert Event.objects.filter(stream_id=A).count() == 4


def stumble() -> None:
    raise RuntimeError


def test_several_streams_at_once() -> None:
    visit(6)
    visit(3, "b")
    commands = [(DESK, CountVisitor(desk=each)) for each in ("a", "b", "a", "c")]
    assert [each.events[0].event.number for each in execute_many(commands)] == [7, 4, 8, 1]


def test_without_a_history_there_is_nothing_to_keep() -> None:
    with pytest.raises(ValueError, match="desk keeps snapshots of a history that it does not read"):
        replace(DESK, reads_history=False)


def test_a_decider_that_keeps_none_asks_for_none() -> None:
    with no_table():
        execute(BOOK, AddBook(book_id=BOB, title="Emma", place="top"))
        with pytest.raises(ProgrammingError):
            visit(1)


@contextmanager
def no_table() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE es_snapshot RENAME TO es_snapshot_away")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE es_snapshot_away RENAME TO es_snapshot")
