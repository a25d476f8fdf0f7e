"""Books for a library's shelves, and what a rebuild leaves behind."""

from uuid import UUID, uuid4

from es_core import context
from es_core.execute import execute, execute_many
from es_core.statements import run
from tests.es_core.example.domain.book import BOOK, AddBook, LendBook, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import DESK, CountVisitor

BOB = uuid4()


def add_books(count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    for start in range(0, count, 200):
        execute_many(
            [(BOOK, AddBook(book_id=each, title="Emma", place=str(each))) for each in ids[start : start + 200]]
        )
    return ids


def lend(book_id: UUID, reader_id: UUID = BOB) -> None:
    execute(BOOK, LendBook(book_id=book_id, reader_id=reader_id, lent_at=context.now()))


def shadows() -> list[str]:
    """What rebuilds and their like have left behind."""
    return [name for (name,) in run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'es\\_%%' ORDER BY 1")]


def stock_library() -> None:
    """Five books: one moved, one lent, one lent and returned, one lent twice."""
    ids = add_books(5)
    execute(BOOK, MoveBook(book_id=ids[0], place="top"))
    for each in ids[1:4]:
        lend(each)
    execute(BOOK, ReturnBook(book_id=ids[2]))
    execute(BOOK, ReturnBook(book_id=ids[3]))
    lend(ids[3], uuid4())
    for desk in ("a", "b", "a"):
        execute(DESK, CountVisitor(desk=desk))
