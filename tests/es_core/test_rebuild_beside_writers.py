"""Readers and writers go on while tables are made anew."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID

import pytest

from es_core import testing
from es_core.execute import execute
from es_core.models import Event
from es_core.rebuild import rebuild
from es_core.rebuild.filling import NEAR
from es_core.recorded import AnyRecorded
from es_core.statements import one
from tests.es_core.at_once import at_once, in_background
from tests.es_core.example.domain.book import BOOK, ReturnBook
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, CountVisitor, RingBell, VisitorCounted
from tests.es_core.example.models import Book, Desk
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import add_books, lend
from tests.es_core.passing import passing_handler

pytestmark = pytest.mark.django_db(transaction=True)


# A handler sees its new tables, and writers are not kept away yet.
CHASING = """
    SELECT current_schema() LIKE 'es\\_shadow%%' AND NOT EXISTS (
        SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND objsubid = 2 AND mode = 'ExclusiveLock')
"""


@contextmanager
def open_house(ids: Sequence[UUID], faults: list[str]) -> Iterator[None]:
    """Three who lend, move and add, two who read all the while."""
    closing = threading.Event()

    def write(nth: int) -> None:
        while not closing.is_set():
            for book_id in ids[nth::3]:
                lend(book_id)
                execute(BOOK, ReturnBook(book_id=book_id))
            add_books(1)
            execute(BELL, RingBell(desk="a"))

    def read() -> None:
        while not closing.is_set():
            if Book.objects.count() < len(ids):
                faults.append("the table was empty")

    with in_background(*[partial(write, nth) for nth in range(3)], read, read) as running:
        try:
            yield
        finally:
            closing.set()
        for each in running:
            each.result(30)


def test_readers_and_writers_go_on_while_the_tables_trade_places() -> None:
    ids, faults = add_books(60), list[str]()
    with open_house(ids, faults):
        for _ in range(5):
            rebuild(books)
    assert faults == []
    assert one("SELECT count(*) FROM es_command WHERE status <> 'accepted'") == (0,)
    testing.assert_inline_equals_rebuilt(books)
    assert Book.objects.count() > len(ids)


def test_a_rebuild_ends_although_something_new_is_always_there() -> None:
    fills: list[int] = []

    def somebody_comes(events: Sequence[AnyRecorded]) -> None:
        fills.append(len(events))
        if one(CHASING) == (True,) and len(fills) < 20:
            at_once(partial(execute, DESK, CountVisitor(desk="a")))

    execute(DESK, CountVisitor(desk="a"))
    with passing_handler(desks, somebody_comes, VisitorCounted):
        rebuild(desks)
    assert sum(fills) < 10
    assert Desk.objects.get().visitors == Event.objects.count()


def test_much_that_came_meanwhile_is_read_before_writers_are_kept_away() -> None:
    chasing: list[bool] = []

    def many_come(events: Sequence[AnyRecorded]) -> None:
        chasing.append(one(CHASING) == (True,))
        if chasing == [True]:
            at_once(partial(testing.given, BELL, *[BellRung(desk="a")] * (NEAR + 1)))

    execute(DESK, CountVisitor(desk="a"))
    with passing_handler(books, many_come, VisitorCounted, BellRung):
        chasing.clear()
        rebuild(books)
    assert chasing == [True, False, True]  # the second one is the bell's own transaction
