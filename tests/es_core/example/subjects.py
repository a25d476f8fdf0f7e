"""What the library holds of a reader."""

from collections.abc import Iterator
from operator import attrgetter
from uuid import UUID

from es_core import subjects
from es_core.subjects.holdings import Row
from tests.es_core.example.domain.reader import ReaderForgotten
from tests.es_core.example.models import Book

subjects.forgotten_by(ReaderForgotten, attrgetter("reader_id"))


@subjects.identifies
def card(reader_id: UUID) -> list[UUID]:
    return [reader_id]


@subjects.exports("loans")
def loans(reader_id: UUID) -> Iterator[Row]:
    yield from Book.objects.filter(reader_id=reader_id).order_by("pk").values()
