"""Twelve writers and four readers go on as if nothing was, while other processes rebuild and verify what they use."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db.models import Sum

from es_core import tail, testing
from es_core.execute import execute
from es_core.models import ProjectorState
from es_core.rebuild.verify import verify
from es_core.statements import one
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.book import BOOK, ReturnBook
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.models import Book, Desk, LentTally
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import add_books, lend, shadows
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, READERS = 12, 4
BOOKS = 1000
PAUSE = 0.05  # seconds between two requests of one of them: what is measured are waits, not a lack of processors
LONGEST = 3.0  # seconds; docs/decisions.md tells what was measured, on a machine with nothing else to do


class House:
    """What everybody meets. Each request is one `took`, in seconds."""

    def __init__(self, ids: Sequence[UUID]) -> None:
        self.ids = ids
        self.closing = threading.Event()
        self.took: dict[str, list[float]] = {"write": [], "read": []}
        self.faults: list[str] = []

    def write(self, nth: int) -> None:
        reader = uuid4()
        while not self.closing.is_set():
            for book_id in self.ids[nth::WRITERS]:
                self._timed("write", partial(lend, book_id, reader))
                self._timed("write", partial(execute, BOOK, ReturnBook(book_id=book_id)))
                self._timed("write", partial(execute, DESK, CountVisitor(desk=str(nth))))
                if self.closing.is_set():
                    break

    def read(self) -> None:
        while not self.closing.is_set():
            self._timed("read", self._look)

    def _look(self) -> None:
        if (found := Book.objects.count()) != len(self.ids):
            self.faults.append(f"{found} books")
        if (lent := LentTally.objects.aggregate(n=Sum("n"))["n"] or 0) > WRITERS:
            self.faults.append(f"{lent} books lent")
        if Desk.objects.filter(name="door").values_list("visitors", flat=True).first() != 1:
            self.faults.append("no door")

    def _timed(self, kind: str, request: Callable[[], object]) -> None:
        time.sleep(PAUSE)
        began = time.perf_counter()
        request()
        self.took[kind].append(time.perf_counter() - began)

    def longest(self) -> dict[str, float]:
        longest = {kind: round(max(took) * 1000) for kind, took in self.took.items()}
        print({kind: f"{len(took)} requests, longest {longest[kind]} ms" for kind, took in self.took.items()})
        return {kind: each / 1000 for kind, each in longest.items()}


@contextmanager
def busy(ids: Sequence[UUID]) -> Iterator[House]:
    house = House(ids)
    with in_background(*[partial(house.write, nth) for nth in range(WRITERS)], *[house.read] * READERS) as running:
        try:
            yield house
        finally:
            house.closing.set()
        for each in running:
            each.result(30)


@pytest.fixture
def ids() -> Sequence[UUID]:
    execute(DESK, CountVisitor(desk="door"))
    return add_books(BOOKS)


def test_nobody_waits_fails_or_sees_half_a_table_while_others_rebuild(ids: Sequence[UUID]) -> None:
    with busy(ids) as undisturbed:
        time.sleep(3)
    with busy(ids) as house:
        done = [manage("rebuild_projections", "books", "desks") for _ in range(4)]
    undisturbed.longest()
    assert max(house.longest().values()) < LONGEST
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 4
    assert house.faults == []
    assert one("SELECT count(*) FROM es_command WHERE status <> 'accepted'") == (0,)
    assert ProjectorState.objects.get(name="books").position > BOOKS
    assert verify(books).is_equal
    assert verify(desks).is_equal
    testing.assert_inline_equals_rebuilt(books, desks)
    assert shadows() == []


def test_nobody_waits_while_others_verify(ids: Sequence[UUID]) -> None:
    head = tail.head()
    with busy(ids) as house:
        done = [manage("verify_projections", "books", "desks") for _ in range(2)]
    assert max(house.longest().values()) < LONGEST
    assert [(each.returncode, each.stdout.count("equal"), each.stderr) for each in done] == [(0, 3, "")] * 2
    assert tail.head() > head
