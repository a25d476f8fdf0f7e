"""A book: it stands at a place that no other book has, and is lent to one reader at a time. One stream per book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from es_core.claims import Claim, Release
from es_core.claims import Command as ClaimChange
from es_core.command import personal, stamped
from es_core.decider import Decider
from es_core.errors import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class AddBook:
    book_id: UUID
    title: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBook:
    book_id: UUID
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LendBook:
    book_id: UUID
    reader_id: UUID
    phone: str = personal(default="")
    lent_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnBook:
    book_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAdded:
    book_id: UUID
    title: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMoved:
    book_id: UUID
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLent:
    book_id: UUID
    reader_id: UUID
    lent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookReturned:
    book_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    place: str | None = None
    reader_id: UUID | None = None


Command = AddBook | MoveBook | LendBook | ReturnBook
Event = BookAdded | BookMoved | BookLent | BookReturned


def decide(command: Command, book: State) -> list[Event]:
    if isinstance(command, AddBook):
        return _add(command, book)
    if book.place is None:
        raise Rejected("there is no such book")
    match command:
        case MoveBook(book_id=book_id, place=place) if place != book.place:
            return [BookMoved(book_id=book_id, place=place)]
        case LendBook() if book.reader_id != command.reader_id:
            return _lend(command, book)
        case ReturnBook(book_id=book_id) if book.reader_id:
            return [BookReturned(book_id=book_id)]
    return []


def _add(command: AddBook, book: State) -> list[Event]:
    if not command.title:
        raise Rejected("a book needs a title", field="title")
    if book.place is not None:
        raise Rejected("the book is here already")
    return [BookAdded(book_id=command.book_id, title=command.title, place=command.place)]


def _lend(command: LendBook, book: State) -> list[Event]:
    if book.reader_id:
        raise Rejected("somebody else has it", field="reader_id")
    return [BookLent(book_id=command.book_id, reader_id=command.reader_id, lent_at=command.lent_at)]


def evolve(book: State, event: Event) -> State:
    match event:
        case BookAdded(place=place) | BookMoved(place=place):
            return replace(book, place=place)
        case BookLent(reader_id=reader):
            return replace(book, reader_id=reader)
        case BookReturned():
            return replace(book, reader_id=None)


def claims(book: State, events: Sequence[Event]) -> Iterator[ClaimChange]:
    """The place it came to, and the one it left."""
    for event in events:
        if isinstance(event, BookAdded | BookMoved):
            yield Claim(scope="place", key=event.place, owner_id=event.book_id)
        if isinstance(event, BookMoved) and book.place is not None:
            yield Release(scope="place", key=book.place, owner_id=event.book_id)


BOOK: Decider[Command, Event, State] = Decider(
    category="book",
    stream_key=lambda command: command.book_id,
    events=(BookAdded, BookMoved, BookLent, BookReturned),
    initial=State(),
    decide=decide,
    evolve=evolve,
    claims=claims,
)
