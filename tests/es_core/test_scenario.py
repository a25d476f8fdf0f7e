"""The test kit tells what a decider really answered."""

from uuid import uuid4

import pytest

from es_core import context, testing
from es_core.testing import Scenario
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded, BookLent, LendBook, MoveBook, ReturnBook

EMMA, BOB = uuid4(), uuid4()
ADDED = BookAdded(book_id=EMMA, title="Emma", place="A1")
LENT = BookLent(book_id=EMMA, reader_id=BOB, lent_at=context.now())

book = Scenario(BOOK)


def test_events_are_compared() -> None:
    adding = book.given().when(AddBook(book_id=EMMA, title="Emma", place="A1"))
    adding.then(ADDED)
    for wrong in ([], [ADDED, ADDED], [BookAdded(book_id=EMMA, title="Emma", place="B2")]):
        with pytest.raises(AssertionError):
            adding.then(*wrong)
    with pytest.raises(AssertionError):
        adding.then_nothing()
    with pytest.raises(AssertionError, match="accepted"):
        adding.then_rejected()


def test_the_past_counts() -> None:
    book.given(ADDED).when(ReturnBook(book_id=EMMA)).then_nothing()
    book.given(ADDED, LENT).when(MoveBook(book_id=EMMA, place="A1")).then_nothing()


def test_a_past_belongs_to_one_sentence() -> None:
    book.given(ADDED).when(ReturnBook(book_id=EMMA)).then_nothing()
    book.given().when(ReturnBook(book_id=EMMA)).then_rejected("no such book")


def test_a_refusal_is_compared_by_words_and_field() -> None:
    lending = book.given(ADDED, LENT).when(LendBook(book_id=EMMA, reader_id=EMMA, lent_at=context.now()))
    lending.then_rejected("somebody else", field="reader_id")
    with pytest.raises(AssertionError):
        lending.then_rejected("nobody")
    with pytest.raises(AssertionError):
        lending.then_rejected(field="title")
    with pytest.raises(AssertionError, match="somebody else has it"):
        lending.then_nothing()


@pytest.mark.django_db
def test_given_events_find_their_stream_as_a_command_would() -> None:
    [first] = testing.given(BOOK, ADDED)
    [second] = testing.given(BOOK, LENT)
    assert (first.stream_id, first.version, second.version) == (EMMA, 1, 2)
