"""Lists in the manner of Relay: a part of each, and cursors to go on from. A cursor is a place, not a number: what
comes and goes meanwhile moves nothing."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeAlias, TypeVar

import strawberry
from graphql import GraphQLError

from blog.models import Article
from blog.queries import Place

MOST = 100
USUAL = 20
LARGEST = 2**63 - 1

First: TypeAlias = Annotated[int, strawberry.argument(description=f"How many, at most {MOST}.")]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="The cursor of the last one seen.")]

Node = TypeVar("Node")
Row = TypeVar("Row")


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type
class Connection(Generic[Node]):
    edges: list[Edge[Node]]
    page_info: PageInfo
    count: strawberry.Private[Callable[[], int]]

    @strawberry.field(description="The nodes without their edges.")
    def nodes(self) -> list[Node]:
        return [each.node for each in self.edges]

    @strawberry.field(description="Of the whole list.")
    def total_count(self) -> int:
        return self.count()


@dataclass(frozen=True, slots=True)
class Part:
    """So many, behind a cursor; as it was asked for."""

    first: int
    after: str | None

    @property
    def n(self) -> int:
        """Raises GraphQLError."""
        if not 1 <= self.first <= MOST:
            raise GraphQLError(f"first must be 1 to {MOST}")
        return self.first

    @property
    def place(self) -> Place | None:
        """In a list of articles. Raises GraphQLError."""
        if self.after is None:
            return None
        at, _, position = _opened(self.after).partition("|")
        try:
            published_at = datetime.fromisoformat(at)
        except ValueError:
            raise _no_cursor() from None
        if published_at.tzinfo is None:
            raise _no_cursor()
        return Place(published_at, _number(position))

    @property
    def number(self) -> int | None:
        """In a list that goes by numbers. Raises GraphQLError."""
        return None if self.after is None else _number(_opened(self.after))


def place_of(article: Article) -> str:
    return cursor(f"{article.published_at.isoformat()}|{article.position}")


def cursor(place: object) -> str:
    return urlsafe_b64encode(str(place).encode()).decode()


def connect(
    found: Sequence[Row],
    part: Part,
    node_of: Callable[[Row], Node],
    cursor_of: Callable[[Row], str],
    count: Callable[[], int],
    *,
    has_more: bool = False,
) -> Connection[Node]:
    """`found` may be one more than was asked for: then there is more."""
    edges = [Edge(cursor=cursor_of(each), node=node_of(each)) for each in found[: part.first]]
    info = PageInfo(
        has_next_page=has_more or len(found) > part.first,
        has_previous_page=part.after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(edges=edges, page_info=info, count=count)


def _opened(text: str) -> str:
    try:
        return urlsafe_b64decode(text.encode()[:200]).decode()
    except (binascii.Error, ValueError):
        raise _no_cursor() from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST):
        raise _no_cursor()
    return int(text)


def _no_cursor() -> GraphQLError:
    return GraphQLError("after is no cursor of this list")
