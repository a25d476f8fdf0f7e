"""What one operation reads, by whom it is asked, how long it may take. Things that were read together stay together:
what is asked of one of them is read for all, so that a list costs as many queries as one."""

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

import psycopg
import strawberry
from django.db import Error
from django.http import HttpRequest
from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from accounts.models import User

Row = TypeVar("Row")
R = TypeVar("R")

PATIENCE = 10.0  # seconds for all that an operation reads
TOO_LONG = "this takes too long; ask for less at once"


@dataclass
class Reads:
    """`request` is there for whoever may write; `watch` is told, by a live query's name and arguments, what the answer
    depends on, before that is read. `kind` is the operation's, once it is executed."""

    viewer: User | None
    request: HttpRequest | None = None
    watch: Callable[..., None] = lambda query, **arguments: None
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)
    failure: Error | None = None
    kind: OperationType | None = None

    @property
    def viewer_id(self) -> UUID | None:
        return self.viewer.pk if self.viewer else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """After a failure nothing more is read: its transaction is over. Raises GraphQLError."""
        if self.failure or time.monotonic() > self.until:
            raise GraphQLError(TOO_LONG)
        try:
            yield
        except Error as error:
            self.failure = error
            if self.took_too_long:
                raise GraphQLError(TOO_LONG) from None
            raise

    @property
    def took_too_long(self) -> bool:
        return self.failure is not None and isinstance(self.failure.__cause__, psycopg.errors.QueryCanceled)


class Group(Generic[Row]):
    """Rows that were read together."""

    def __init__(self, reads: Reads, rows: Sequence[Row]) -> None:
        self.reads = reads
        self.rows = rows
        self._known: dict[Hashable, Any] = {}

    def read(self, load: "Callable[..., R]", *arguments: Hashable) -> R:
        """`load(group, *arguments)` for the whole group, once."""
        asked = (load, arguments)
        if asked not in self._known:
            with self.reads.reading():
                self._known[asked] = load(self, *arguments)
        found: R = self._known[asked]
        return found


Info: TypeAlias = strawberry.Info[Reads, None]
