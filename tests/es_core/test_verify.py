"""Whether live tables are what the log says, and `./manage.py verify_projections`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from es_core import tail
from es_core.execute import execute
from es_core.models import ProjectorState
from es_core.projector import Projector, projecting
from es_core.rebuild import rebuild
from es_core.rebuild.verify import CannotVerify, verify
from es_core.statements import run
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.book import BOOK, ReturnBook
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.models import Book, Desk, LentTally
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import add_books, lend, shadows
from tests.es_core.other_session import other_session
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def tampering(projector: Projector) -> Iterator[None]:
    """Lets a test write this projector's tables."""
    token = projecting.set(projector)
    yield
    projecting.reset(token)


@pytest.mark.usefixtures("library")
def test_tables_that_commands_made_are_equal() -> None:
    verified = verify(books)
    assert verified.is_equal
    assert verified.position == tail.head()
    assert [(each.table, each.rows) for each in verified.tables] == [("library_book", 5), ("library_lenttally", 2)]
    assert shadows() == []


@pytest.mark.usefixtures("library")
def test_a_changed_row_is_told_with_both_values() -> None:
    with tampering(books):
        Book.objects.filter(place="top").update(title="Wrong")
    book_id = Book.objects.get(title="Wrong").id
    [books_compared, tally] = verify(books).tables
    [difference] = books_compared.differences
    assert (books_compared.differing, tally.differing) == (1, 0)
    assert difference.key == {"id": str(book_id)}
    assert difference.columns == {"title": ("Wrong", "Emma")}


@pytest.mark.usefixtures("library")
def test_a_missing_row_of_a_table_with_a_key_of_three_columns_is_told() -> None:
    gone = LentTally.objects.order_by("pk")[0]
    with tampering(books):
        LentTally.objects.filter(pk=gone.pk).delete()
    [_, tally] = verify(books).tables
    [difference] = tally.differences
    assert difference.key == {"scope": gone.scope, "key": gone.key, "shard": gone.shard}
    assert difference.live is None
    assert difference.log == {**difference.key, "n": gone.n}


@pytest.mark.usefixtures("library")
def test_a_row_that_no_event_made_is_told() -> None:
    with tampering(desks):
        Desk.objects.create(name="c", visitors=9)
    [difference] = verify(desks).tables[0].differences
    assert (difference.live, difference.log) == ({"name": "c", "visitors": 9}, None)


@pytest.mark.usefixtures("library")
def test_of_many_differing_rows_the_first_ones_are_told_and_all_are_counted() -> None:
    with tampering(books):
        Book.objects.update(title="Wrong")
    compared = verify(books, most=2).tables[0]
    assert (compared.differing, len(compared.differences)) == (5, 2)


@pytest.mark.usefixtures("library")
def test_the_same_columns_in_another_order_are_no_difference() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE library_desk RENAME TO desk_then")
        cursor.execute("CREATE TABLE library_desk AS SELECT visitors, name FROM desk_then")
        cursor.execute("DROP TABLE desk_then")
    try:
        assert verify(desks).is_equal
    finally:
        rebuild(desks)


@pytest.mark.usefixtures("library")
def test_tables_of_an_older_shape_can_not_be_compared() -> None:
    connection.cursor().execute("ALTER TABLE library_desk RENAME COLUMN visitors TO guests")
    try:
        with pytest.raises(CannotVerify, match="library_desk has other columns than its model"):
            verify(desks)
        assert shadows() == []
    finally:
        connection.cursor().execute("ALTER TABLE library_desk RENAME COLUMN guests TO visitors")


@pytest.mark.usefixtures("library")
def test_a_table_that_somebody_keeps_locked_can_not_be_compared() -> None:
    with other_session("LOCK TABLE library_desk"), pytest.raises(CannotVerify, match="locked"):
        verify(desks)
    assert shadows() == []


def test_writers_meanwhile_are_no_difference() -> None:
    ids, closing = add_books(40), threading.Event()

    def write(nth: int) -> None:
        reader = uuid4()
        while not closing.is_set():
            for book_id in ids[nth::4]:
                lend(book_id, reader)
                execute(BOOK, ReturnBook(book_id=book_id))
            add_books(1)
            execute(DESK, CountVisitor(desk=str(nth)))

    with in_background(*[partial(write, nth) for nth in range(4)]) as writing:
        try:
            verified = [verify(each) for _ in range(4) for each in (books, desks)]
        finally:
            closing.set()
        for each in writing:
            each.result(30)
    assert [each.tables for each in verified if not each.is_equal] == []
    assert len({each.position for each in verified}) == len(verified)


@pytest.mark.usefixtures("library")
def test_a_projector_that_follows_behind_is_compared_at_its_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "catch_up", True, raising=False)
    ProjectorState.objects.filter(name="desks").update(position=tail.head())
    execute(DESK, CountVisitor(desk="a"))
    with tampering(desks):
        Desk.objects.filter(name="a").update(visitors=2)  # as if nobody had come yet
    assert verify(desks).is_equal


@pytest.mark.usefixtures("library")
def test_the_command_says_that_all_is_well() -> None:
    done = manage("verify_projections", "books", "desks")
    assert (done.returncode, done.stderr) == (0, "")
    assert "library_book: equal, 5 rows" in done.stdout


@pytest.mark.usefixtures("library")
def test_the_command_prints_what_differs() -> None:
    with tampering(desks):
        Desk.objects.filter(name="a").update(visitors=7)
        Desk.objects.filter(name="b").delete()
    done = manage("verify_projections", "desks")
    assert (done.returncode, done.stderr) == (1, "")
    assert "library_desk: 2 rows differ, of 1 in service" in done.stdout
    assert "name=a: visitors is 7, the log says 2" in done.stdout
    assert "name=b: missing" in done.stdout


@pytest.mark.usefixtures("library")
def test_the_command_tells_scripts_in_json() -> None:
    with tampering(desks):
        Desk.objects.filter(name="a").update(visitors=7)
    done = manage("verify_projections", "desks", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["projector"], told["position"]) == (1, "desks", tail.head())
    assert told["tables"][0]["differences"][0]["live"] == {"name": "a", "visitors": 7}


def test_the_command_ends_with_2_when_it_could_not_tell() -> None:
    assert manage("verify_projections", "bookz").returncode == 2
    with other_session("LOCK TABLE library_desk"):
        done = manage("verify_projections", "desks")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert run("SELECT 1 FROM pg_namespace WHERE nspname = 'es_verify_desks'") == []
