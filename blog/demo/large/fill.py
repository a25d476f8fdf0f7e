"""The plan becomes commands, hundreds an append, through the same deciders and projectors as everything else."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection

from accounts.domain.user import USER
from blog.demo.large.asking import Asking
from blog.demo.large.plan import Plan
from blog.demo.small import CHANNEL
from blog.domain.article import ARTICLE
from blog.domain.comment import COMMENT
from blog.domain.favorite import FAVORITE
from blog.domain.follow import FOLLOW
from es_core import read
from es_core.context import acting
from es_core.decider import Decider
from es_core.execute import execute_many
from es_core.log import MAX_STREAMS
from es_core.progress import Advance

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phase(Generic[T]):
    """`streams` is how many each item appends to, claims included; `commands` makes the commands for new items."""

    decider: Decider[Any, Any, Any]
    items: Iterable[T]
    streams: int
    stream_id: Callable[[T], UUID]
    commands: Callable[[Sequence[T]], Iterable[Any]]

    def run(self, advance: Advance) -> None:
        items = iter(self.items)
        while batch := list(islice(items, MAX_STREAMS // self.streams)):
            self._append(batch)
            advance(len(batch))

    def _append(self, batch: Sequence[T]) -> None:
        """What an interrupted run left is not done again."""
        ids = [self.stream_id(each) for each in batch]
        begun = read.begun(ids)
        new = [each for each, stream_id in zip(batch, ids, strict=True) if stream_id not in begun]
        if new:
            execute_many([(self.decider, each) for each in self.commands(new)])


def phases(plan: Plan) -> Iterator[Phase[Any]]:
    asking = Asking()
    yield Phase(USER, plan.people, 3, lambda each: each.user_id, asking.people)
    yield Phase(FOLLOW, plan.follows(), 1, FOLLOW.stream_id, list)
    yield Phase(ARTICLE, plan.articles, 2, lambda each: each.article_id, asking.articles)
    yield Phase(COMMENT, plan.comments(), 1, lambda each: each.comment_id, asking.comments)
    yield Phase(FAVORITE, plan.favorites(), 1, FAVORITE.stream_id, list)


def fill(plan: Plan, advance: Advance) -> None:
    with acting(actor=None, channel=CHANNEL):
        for phase in phases(plan):
            phase.run(advance)


def tidy() -> None:
    """So that what is measured next finds statistics, and indexes that need no look into their tables."""
    command = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    tables = [connection.ops.quote_name(model._meta.db_table) for model in apps.get_models()]
    with connection.cursor() as cursor:
        cursor.execute(f"{command} {', '.join(tables)}")
