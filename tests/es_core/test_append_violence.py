"""A connection that is lost in the middle of an append leaves all of it or nothing, and a retry makes it one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from es_core.claims import stream_id as claim_id
from es_core.execute import Executed, execute
from es_core.models import CommandRecord, Event
from es_core.rebuild.shadow import run_ddl
from es_core.statements import run
from tests.es_core.at_once import in_background
from tests.es_core.cut_line import cut_line
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded
from tests.es_core.example.models import Book
from tests.es_core.example.projectors import books
from tests.es_core.other_session import other_session
from tests.es_core.passing import passing_handler
from tests.es_core.test_es_verify_log import findings

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = UUID("0190a000-0000-7000-8000-000000000001")
LOST = "terminating connection|closed the connection|connection is lost|connection is closed"
WAITING = """
    SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s
"""


def add() -> Executed:
    """Two streams: the book's and its place's."""
    return execute(BOOK, AddBook(book_id=UUID(int=7), title="Emma", place="A1"), command_id=ONCE)


def accepted() -> int:
    return CommandRecord.objects.filter(command_id=ONCE, status="accepted").count()


def expect_all_or_nothing() -> bool:
    """Whether it was all: events, record and read model agree."""
    events = Event.objects.filter(command_id=ONCE).count()
    assert (events, accepted(), Book.objects.count()) in ((0, 0, 0), (2, 1, 1))
    return events == 2


def expect_one_after_a_retry() -> None:
    add()
    assert Event.objects.count() == 2
    assert (accepted(), Book.objects.count()) == (1, 1)
    assert findings() == []


@pytest.mark.parametrize(
    ("word", "heard", "kept"),
    [
        pytest.param(b"es_append", False, False, id="before the append"),
        pytest.param(b"es_append", True, False, id="before the append's answer"),
        pytest.param(b"COMMIT", False, False, id="before the commit"),
        pytest.param(b"COMMIT", True, True, id="before the commit's answer"),
    ],
)
def test_a_line_that_is_cut_leaves_all_or_nothing(word: bytes, heard: bool, kept: bool) -> None:
    with cut_line(word, heard=heard) as over, pytest.raises(DatabaseError, match=LOST):
        over(add)
    ends_at_the_server()
    assert expect_all_or_nothing() is kept
    expect_one_after_a_retry()


def ends_at_the_server() -> None:
    """It may still be at work for the client that is gone."""
    others = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND state <> 'idle' AND backend_type = 'client backend'
    """
    deadline = time.monotonic() + 20
    while run(others)[0][0]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def terminate_who_waits(statement: str) -> None:
    deadline = time.monotonic() + 20
    while not (waiting := run(WAITING, [f"%{statement}%"])):
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.02)
    for (pid,) in waiting:
        run("SELECT pg_terminate_backend(%s)", [pid])


def test_a_backend_that_ends_inside_of_the_append_leaves_nothing() -> None:
    lock = f"SELECT pg_advisory_xact_lock(uuid_hash_extended('{claim_id('place', 'A1')}', 0))"
    with other_session(lock), in_background(add) as [adding]:
        terminate_who_waits("es_append")
        assert_lost(adding)
    assert not expect_all_or_nothing()
    expect_one_after_a_retry()


def test_a_backend_that_ends_between_append_and_commit_leaves_nothing() -> None:
    def die(_: Any) -> None:
        [(mine,)] = run("SELECT pg_backend_pid()")
        with other_session() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])

    with passing_handler(books, die, BookAdded), in_background(add) as [adding]:
        assert_lost(adding)
    assert not expect_all_or_nothing()
    expect_one_after_a_retry()


def test_a_backend_that_ends_inside_of_the_commit_leaves_nothing() -> None:
    with slow_commits(), in_background(add) as [adding]:
        terminate_who_waits("COMMIT")
        assert_lost(adding)
    assert not expect_all_or_nothing()
    expect_one_after_a_retry()


def assert_lost(adding: Any) -> None:
    with pytest.raises(DatabaseError, match=LOST):
        adding.result(timeout=30)


@contextmanager
def slow_commits() -> Iterator[None]:
    """Each waits for a lock that somebody else holds."""
    run_ddl(
        "CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$"
    )
    run_ddl(
        "CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON library_book DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION wait_at_commit()"
    )
    try:
        with other_session("SELECT pg_advisory_xact_lock(4711)"):
            yield
    finally:
        run_ddl("DROP FUNCTION wait_at_commit CASCADE")


def test_many_writers_whose_backends_end_at_random_leave_each_command_once() -> None:
    """Each knows its own command ids only, and tries again until it gets an answer."""
    ids = [[uuid4() for _ in range(12)] for _ in range(6)]

    def write(mine: list[UUID]) -> int:
        return sum(insists(each) for each in mine)

    with in_background(*[partial(write, mine) for mine in ids]) as writing:
        deadline = time.monotonic() + 40
        while not all(each.done() for each in writing) and time.monotonic() < deadline:
            run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle' AND random() < 0.3"
            )
            time.sleep(0.02)
        lost = sum(each.result(timeout=60) for each in writing)
    assert lost > 0, "nobody was ever cut off"
    assert Book.objects.count() == len(ids) * 12
    assert Event.objects.filter(event_type="BookAdded").count() == len(ids) * 12
    assert CommandRecord.objects.filter(status="accepted").count() == len(ids) * 12
    assert findings() == []


def insists(command_id: UUID) -> int:
    """How often its line was lost before it had its answer."""
    command = AddBook(book_id=command_id, title="Emma", place=str(command_id))
    for lost in range(200):
        try:
            execute(BOOK, command, command_id=command_id)
        except DatabaseError:
            connection.close()
        else:
            return lost
    raise AssertionError("never got through")
