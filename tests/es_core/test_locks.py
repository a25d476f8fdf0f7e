"""Who waits for whom, as pg_locks tells it: writers of one stream for each other, everybody for a swap, nobody else."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

import pytest

from es_core import fence, tail
from es_core.execute import execute
from es_core.rebuild import rebuild
from es_core.rebuild.filling import chase
from es_core.rebuild.moment import as_of
from es_core.rebuild.shadow import Shadow
from es_core.rebuild.verify import verify
from es_core.statements import run
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.book import BOOK, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import add_books, lend

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 12

# A table that grows is extended by one at a time ("extend"), and announcements, which are made behind the commit, enter
# Postgres's queue one by one: these are no locks of ours.
WAITING = """
    SELECT locktype, coalesce(relation::regclass::text, classid || '.' || objid), mode,
           extract(epoch FROM clock_timestamp() - waitstart)::float
      FROM pg_locks WHERE NOT granted AND locktype <> 'extend'
       AND pid IN (SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND left(query, 16) <> 'SELECT pg_notify')
"""


@dataclass
class Waits:
    """Who was seen to wait, and the longest wait that was seen, in seconds."""

    seen: set[tuple[str, str, str]] = field(default_factory=set)
    longest: float = 0.0
    looks: int = 0

    def look(self) -> None:
        for *lock, seconds in run(WAITING):
            self.seen.add((lock[0], lock[1], lock[2]))
            self.longest = max(self.longest, seconds or 0.0)
        self.looks += 1

    @property
    def of_streams_and_rows(self) -> set[tuple[str, str, str]]:
        """Not for the fence, and not for a table that trades places."""
        fence_name = "{}.{}".format(*fence.FENCE)
        return {each for each in self.seen if each[0] != "relation" and each[1] != fence_name}


@contextmanager
def watching(*work: Callable[[], object]) -> Iterator[Waits]:
    """Looks at pg_locks all the time while the work goes on and the block runs."""
    waits, closing = Waits(), threading.Event()

    def watch() -> None:
        while not closing.is_set():
            waits.look()
            time.sleep(0.001)

    def again(each: Callable[[], object]) -> None:
        while not closing.is_set():
            each()

    with in_background(watch, *[partial(again, each) for each in work]) as running:
        try:
            yield waits
        finally:
            closing.set()
        for each in running:
            each.result(30)
    assert waits.looks > 50


def writers_of_streams_of_their_own() -> list[Callable[[], None]]:
    def write(nth: int) -> None:
        reader = readers[nth]
        lend(ids[nth], reader)
        execute(BOOK, ReturnBook(book_id=ids[nth]))
        execute(DESK, CountVisitor(desk=str(nth)))

    ids, readers = add_books(WRITERS), [uuid4() for _ in range(WRITERS)]
    return [partial(write, nth) for nth in range(WRITERS)]


def test_writers_of_one_stream_are_seen_to_wait() -> None:
    """Or the tests below would not see anybody."""
    [book_id] = add_books(1)
    with watching(*[lambda: execute(BOOK, MoveBook(book_id=book_id, place=str(uuid4())))] * 4) as waits:
        time.sleep(1)
    assert waits.of_streams_and_rows


def test_writers_of_different_streams_never_wait() -> None:
    with watching(*writers_of_streams_of_their_own()) as waits:
        time.sleep(2)
    assert waits.seen == set()


def test_nobody_waits_for_a_tail_a_chase_a_verification_or_a_look_at_the_past() -> None:
    shadow = Shadow(books, "es_shadow_books")

    def follow() -> None:
        for start, until in tail.ranges():
            tail.between(start, until)

    with watching(follow, follow, *writers_of_streams_of_their_own()) as waits:
        for _ in range(3):
            shadow.create()
            chase(shadow)
            shadow.drop()
            verify(books)
            with as_of(books, desks):
                pass
    assert waits.seen == set()


def test_in_a_swap_writers_wait_for_the_fence_or_the_tables_and_not_for_long() -> None:
    with watching(*writers_of_streams_of_their_own()) as waits:
        for _ in range(5):
            rebuild(books)
            rebuild(desks)
    assert waits.seen
    assert waits.of_streams_and_rows == set()
    assert {name for kind, name, _ in waits.seen if kind == "relation"} <= TABLES
    print(f"the longest wait that was seen: {waits.longest * 1000:.0f} ms in {waits.looks} looks")
    assert waits.longest < 3.0


TABLES = {model._meta.db_table for each in (books, desks) for model in each.models}
