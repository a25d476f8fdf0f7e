"""Appends, claims, repeated commands, reading and rebuilding, against a model of a few dictionaries: whatever is asked
in whatever order, the database and the model say the same."""

from collections import defaultdict
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from es_core import context, log, read, tail
from es_core.errors import Conflict, Rejected
from es_core.execute import execute
from es_core.history import Question, stored
from es_core.log import ANY_VERSION, MUST_EXIST, NO_STREAM, Envelope, Stream
from es_core.rebuild import rebuild
from tests.es_core.example.domain.book import BOOK, AddBook, LendBook, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import BellRung
from tests.es_core.example.models import Book
from tests.es_core.example.projectors import books

HERE = UUID("0190a000-0000-7000-8000-0000000000bb")
BELLS = [uuid5(HERE, f"bell {n}") for n in range(3)]
SHELF = [uuid5(HERE, f"book {n}") for n in range(3)]
READERS = [uuid5(HERE, f"reader {n}") for n in range(2)]
PLACES = ["top", "middle", "floor"]

bells = st.lists(st.sampled_from(range(3)), min_size=1, max_size=3, unique=True)
expectations = st.sampled_from(["right", "stale", ANY_VERSION, MUST_EXIST, NO_STREAM])


class Log(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rung: dict[UUID, int] = defaultdict(int)  # versions of the bells
        self.order: list[UUID] = []  # whose bell, in the order of the log
        self.place: dict[UUID, str] = {}
        self.reader: dict[UUID, UUID | None] = {}
        self.used: dict[UUID, tuple[UUID, str]] = {}  # command id: what it moved where

    @rule(which=bells, expected=expectations, count=st.integers(1, 3))
    def append(self, which: list[int], expected: str | int, count: int) -> None:
        ids = [BELLS[n] for n in which]
        wanted = [self._expected(each, expected) for each in ids]
        fits = all(self._fits(each, version) for each, version in zip(ids, wanted, strict=True))
        streams = [Stream(each, "bell", version) for each, version in zip(ids, wanted, strict=True)]
        order = [(n, BellRung(desk=str(n))) for n in range(len(ids)) for _ in range(count)]
        envelope = Envelope(actor_id=None, correlation_id=uuid4(), started_at=context.now())
        if fits:
            with transaction.atomic():
                log.append(streams, order, envelope)
            for each in ids:
                self.rung[each] += count
                self.order += [each] * count
            return
        with pytest.raises(Conflict) as refused, transaction.atomic():
            log.append(streams, order, envelope)
        assert refused.value.actual == self.rung[refused.value.stream_id]

    def _expected(self, bell: UUID, expected: str | int) -> int:
        named = {"right": self.rung[bell], "stale": self.rung[bell] + 1}
        return named[expected] if isinstance(expected, str) else expected

    def _fits(self, bell: UUID, expected: int) -> bool:
        actual = self.rung[bell]
        return expected == ANY_VERSION or (actual > 0 if expected == MUST_EXIST else actual == expected)

    @rule(book=st.sampled_from(SHELF), place=st.sampled_from(PLACES))
    def add_or_move(self, book: UUID, place: str) -> None:
        """A place holds one book: the claim is the database's, the dictionary the model's."""
        holder = next((each for each, held in self.place.items() if held == place), None)
        command = (
            MoveBook(book_id=book, place=place) if book in self.place else AddBook(book_id=book, title="E", place=place)
        )
        try:
            execute(BOOK, command)
        except Rejected:
            assert holder not in (None, book)
        else:
            assert holder in (None, book)
            self.place[book] = place
            self.reader.setdefault(book, None)

    @precondition(lambda self: self.place)
    @rule(data=st.data(), reader=st.sampled_from(READERS))
    def lend_or_return(self, data: st.DataObject, reader: UUID) -> None:
        book = data.draw(st.sampled_from(sorted(self.place)))
        if self.reader[book] == reader:
            execute(BOOK, ReturnBook(book_id=book))
            self.reader[book] = None
        elif self.reader[book] is None:
            execute(BOOK, LendBook(book_id=book, reader_id=reader, lent_at=context.now()))
            self.reader[book] = reader
        else:
            with pytest.raises(Rejected):
                execute(BOOK, LendBook(book_id=book, reader_id=reader, lent_at=context.now()))

    @precondition(lambda self: self.place)
    @rule(data=st.data())
    def send_twice(self, data: st.DataObject) -> None:
        book, key = data.draw(st.sampled_from(sorted(self.place))), uuid4()
        first = execute(BOOK, ReturnBook(book_id=book), command_id=key)
        again = execute(BOOK, ReturnBook(book_id=book), command_id=key)
        assert (again.events, again.repeated) == (first.events, True)
        self.reader[book] = None

    @rule()
    def rebuild_books(self) -> None:
        rebuild(books)

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        rows = {row.id: (row.place, row.reader_id) for row in Book.objects.all()}
        assert rows == {book: (place, self.reader[book]) for book, place in self.place.items()}

    @invariant()
    def streams_have_no_holes(self) -> None:
        for bell in BELLS:
            assert [each.version for each in read.stream(bell)] == list(range(1, self.rung[bell] + 1))

    @invariant()
    def the_log_is_in_order_both_ways(self) -> None:
        seen = list(tail.read_all())
        assert [each.stream_id for each in seen if each.stream_id in BELLS] == self.order
        backward = [each.position for each in stored(Question(), backward=True, batch=7)]
        assert backward == [each.position for each in reversed(seen)]

    @invariant()
    def a_book_is_what_its_stream_says(self) -> None:
        for book, place in self.place.items():
            state = read.load(BOOK, book)[0]
            assert (state.place, state.reader_id) == (place, self.reader[book])
            assert read.claim_owner("place", place) == book


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("acting")
def test_the_log_against_a_model() -> None:
    class Fresh(Log):
        def teardown(self) -> None:
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE es_event, es_command, library_book, library_lenttally")

    Fresh.TestCase.settings = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    Fresh.TestCase().runTest()
