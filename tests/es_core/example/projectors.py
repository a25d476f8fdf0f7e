"""Books and who has them; desks and their visitors; a notice for each ring of a bell. Behind the log: visits, loans."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from es_core.projector import Projector
from es_core.read_model import shard
from es_core.recorded import Recorded
from tests.es_core.example.domain.book import BookAdded, BookLent, BookMoved, BookReturned, Event
from tests.es_core.example.domain.desk import BellRung, VisitorCounted
from tests.es_core.example.models import Book, Desk, LentTally, Loan, Notice, Visit

books = Projector("books", models=[Book, LentTally])
desks = Projector("desks", models=[Desk])
visits = Projector("visits", models=[Visit], catch_up=True)
loans = Projector("loans", models=[Loan], catch_up=True, on_failure="park")

ADD_VISITS = """
    INSERT INTO library_visit AS old (position, desk, times) SELECT *, 1 FROM unnest(%s::bigint[], %s::text[])
    ON CONFLICT (position) DO UPDATE SET times = old.times + 1
"""
MOVE_COUNTS = """
    INSERT INTO library_lenttally AS old (scope, key, shard, n)
    SELECT 'reader', * FROM unnest(%s::text[], %s::smallint[], %s::bigint[])
    ON CONFLICT (scope, key, shard) DO UPDATE SET n = old.n + excluded.n
"""
# A rebuild would not make a row at 0, so none stays.
DROP_COUNTS = "DELETE FROM library_lenttally WHERE n = 0 AND key = ANY(%s)"


@books.on(BookAdded, BookMoved, BookLent, BookReturned)
def set_books(events: Sequence[Recorded[Event]]) -> None:
    """Rows as they are, moved on by the events of each book; the tally moves by the difference."""
    rows = Book.objects.in_bulk({each.stream_id for each in events})
    before = {book: row.reader_id for book, row in rows.items()}
    for each in events:
        _apply(rows, each.event)
    Book.objects.bulk_create(
        [rows[book] for book in sorted(rows)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["title", "place", "reader_id"],
    )
    _move_counts(before, {book: row.reader_id for book, row in rows.items()})


def _apply(rows: dict[UUID, Book], event: Event) -> None:
    match event:
        case BookAdded(book_id=id, title=title, place=place):
            rows[id] = Book(id=id, title=title, place=place)
        case BookMoved(book_id=id, place=place):
            rows[id].place = place
        case BookLent(book_id=id, reader_id=reader):
            rows[id].reader_id = reader
        case BookReturned(book_id=id):
            rows[id].reader_id = None


def _move_counts(before: dict[UUID, UUID | None], after: dict[UUID, UUID | None]) -> None:
    moves: Counter[tuple[str, int]] = Counter()
    for book, reader in after.items():
        if reader != before.get(book):
            moves[str(reader), shard(book)] += 1
            moves[str(before.get(book)), shard(book)] -= 1
    changed = sorted((key, shard, n) for (key, shard), n in moves.items() if n and key != "None")
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(MOVE_COUNTS, [list(column) for column in zip(*changed, strict=True)])
            cursor.execute(DROP_COUNTS, [[key for key, _, n in changed if n < 0]])


@desks.on(VisitorCounted)
def set_visitors(events: Sequence[Recorded[VisitorCounted]]) -> None:
    """The highest number counts."""
    visitors = {each.event.desk: each.event.number for each in events}
    Desk.objects.bulk_create(
        [Desk(name=name, visitors=visitors[name]) for name in sorted(visitors)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["visitors"],
    )


@desks.on(BellRung, live_only=True)
def post_notices(events: Sequence[Recorded[BellRung]]) -> None:
    Notice.objects.bulk_create([Notice(text=f"somebody rang at {each.event.desk}") for each in events])


@visits.on(VisitorCounted)
def add_visits(events: Sequence[Recorded[VisitorCounted]]) -> None:
    """Counts how often it sees each, so that a test can tell."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_VISITS, [[each.position for each in events], [each.event.desk for each in events]])


@loans.on(BookLent)
def add_loans(events: Sequence[Recorded[BookLent]]) -> None:
    Loan.objects.bulk_create(
        [Loan(position=each.position, book_id=each.event.book_id) for each in events], ignore_conflicts=True
    )
