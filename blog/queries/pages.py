"""Numbered pages of a list: ids by an index alone, and links to the pages around."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

PAGE_SIZE = 10
NEIGHBOURS = 2

Ids = QuerySet[Any, UUID]


@dataclass(frozen=True, slots=True)
class Page:
    """`query` is what links put before a page's number."""

    ids: Sequence[UUID]
    number: int
    total: int
    query: str = "?page="

    @property
    def top(self) -> UUID | str:
        """The article that heads the list; empty when there is none."""
        return self.ids[0] if self.ids else ""

    @property
    def pages(self) -> int:
        return ceil(self.total / PAGE_SIZE)

    @property
    def window(self) -> list[int | None]:
        """Numbers to link: the first, the last, and those around this one; None stands for a gap."""
        near = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        wanted = sorted({1, self.pages, *(each for each in near if 1 <= each <= self.pages)})
        window: list[int | None] = []
        for previous, each in zip([0, *wanted], wanted, strict=False):
            if each - previous == 2:
                window.append(each - 1)
            elif each - previous > 2:
                window.append(None)
            window.append(each)
        return window


def page_number(text: str) -> int:
    """From an address; whatever is no number is the first page."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def page_of(ids: Ids, *, total: int, number: int, query: str = "?page=") -> Page:
    """`ids` in their order. A page past the end is empty and asks nothing of the database."""
    start = (number - 1) * PAGE_SIZE
    stop = min(start + PAGE_SIZE, total)
    return Page(part_of(ids, start, stop, total) if start < stop else [], number, total, query)


def part_of(ids: Ids, start: int, stop: int, total: int) -> list[UUID]:
    """From whichever end is nearer, so that the last page costs what the first does."""
    if start <= total - stop:
        return list(ids[start:stop])
    return list(ids.reverse()[total - stop : total - start])[::-1]
