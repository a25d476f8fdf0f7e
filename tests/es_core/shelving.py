"""A process for the tests that want one: it greets new books, and makes room for those that are lent."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from es_core.process import Dispatch, ProcessManager, processes
from tests.es_core.example.domain.book import BOOK, BookAdded, BookLent, MoveBook
from tests.es_core.example.domain.desk import BELL, DESK, CountVisitor, RingBell

ROOM = "lent"  # a place, for one book at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class BookNoticed:
    book_id: UUID
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoom:
    book_id: UUID
    reason: str


def react(event: BookAdded | BookLent, times: int) -> Sequence[Any]:
    noticed = BookNoticed(book_id=event.book_id, times=times + 1)
    if isinstance(event, BookAdded):
        is_known = event.title == "known"
        return [] if is_known else [noticed, Dispatch(DESK, CountVisitor(desk="new"))]
    move = MoveBook(book_id=event.book_id, place=ROOM)
    return [noticed, Dispatch(BOOK, move), Dispatch(BELL, RingBell(desk="lent"))]


def refused(event: BookLent, command: MoveBook, reason: str) -> Sequence[NoRoom]:
    return [NoRoom(book_id=command.book_id, reason=reason)]


@contextmanager
def shelving(*, from_start: bool = True, react: Callable[..., Sequence[Any]] = react) -> Iterator[ProcessManager[int]]:
    """Gone after the test."""
    yield declared(from_start=from_start, react=react)
    processes.pop("shelving")


def declared(*, from_start: bool = True, react: Callable[..., Sequence[Any]] = react) -> ProcessManager[int]:
    return ProcessManager(
        name="shelving",
        reacts_to=(BookAdded, BookLent),
        key=lambda event: event.book_id,
        events=(BookNoticed, NoRoom),
        initial=0,
        react=react,
        evolve=lambda times, event: event.times if isinstance(event, BookNoticed) else times,
        refused=refused,
        from_start=from_start,
    )
