"""The guard of all tests (tests/read_model_guard.py) bites."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection

from es_core import testing
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.book import BOOK, BookAdded
from tests.es_core.example.models import Book, Notice
from tests.es_core.example.projectors import books, desks
from tests.es_core.passing import passing_handler
from tests.read_model_guard import ReadModelWritten

pytestmark = pytest.mark.django_db

BOOK_ID = uuid4()


def say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def insert() -> None:
    Book.objects.create(id=uuid4(), title="Emma", place="A1")


STRANGERS: list[Callable[[], object]] = [
    insert,
    lambda: Book(id=uuid4(), title="Emma", place="A1").save(),
    lambda: Book.objects.bulk_create([Book(id=uuid4(), title="Emma", place="A1")]),
    lambda: Book.objects.update(title="Emma"),
    lambda: Book.objects.filter(id=BOOK_ID).delete(),
    lambda: say("UPDATE library_book SET title = 'Emma'"),
    lambda: say("WITH gone AS (DELETE FROM library_lenttally RETURNING n) SELECT sum(n) FROM gone"),
    lambda: say('TRUNCATE "library_notice", "library_desk"'),
    lambda: say("insert  into public.library_desk values ('a', 1)"),
]


@pytest.mark.parametrize("write", STRANGERS)
def test_no_stranger_writes_a_read_model(write: Callable[[], object]) -> None:
    with pytest.raises(ReadModelWritten):
        write()


def test_another_projector_is_a_stranger_too() -> None:
    with passing_handler(desks, lambda events: insert(), BookAdded), pytest.raises(ReadModelWritten, match="to <Proj"):
        testing.given(BOOK, BookAdded(book_id=BOOK_ID, title="Emma", place="A1"))


def test_its_own_projector_writes_it() -> None:
    testing.given(BOOK, BookAdded(book_id=BOOK_ID, title="Emma", place="A1"))
    assert Book.objects.get().title == "Emma"
    assert books.models[0] is Book


def test_an_ordinary_table_is_everybody_s() -> None:
    Notice.objects.create(text="closed on Mondays")
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads_are_watched_too() -> None:
    assert [type(each) for each in at_once(insert, insert)] == [ReadModelWritten, ReadModelWritten]
