"""What may be seen now of all that a batch of events is about: a few queries, however many events there are."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Sum

from accounts.models import Profile
from blog.domain.article import ArticleEdited, ArticlePublished
from blog.models import Article, Comment, FavoriteTally, FollowTally
from blog.visibility import VISIBLE_PERSON, is_visible
from es_core import read
from es_core.read_model import Tally
from es_core.recorded import AnyRecorded

BODIES = 20  # in one query

Tags = frozenset[str]


class Sight:
    """Articles by what the events say of them; everything else is asked for when the first event needs it."""

    def __init__(self, events: Sequence[AnyRecorded]) -> None:
        self._events = events
        self._bodies: dict[UUID, str | None] = {}
        self.moments = read.moments(events)

    def article(self, article_id: UUID) -> Article | None:
        """With its author, if it may be seen; without its body."""
        found = self.appeared.get(article_id)
        return found if found and is_visible(found) else None

    @cached_property
    def appeared(self) -> dict[UUID, Article]:
        """Gone ones too: for whose they were, and where."""
        found = Article.objects.appeared().filter(id__in=self._ids("article_id")).select_related("author")
        return {each.id: each for each in found.defer("body")}

    def body(self, article_id: UUID) -> str | None:
        """None if it can't be seen any more. A few are read at once: they may be long, and not all be needed."""
        if article_id not in self._bodies:
            begin = self._shown_whole.index(article_id)
            ids = self._shown_whole[begin : begin + BODIES]
            found = dict(Article.objects.visible().filter(id__in=ids).values_list("id", "body"))
            self._bodies |= {each: found.get(each) for each in ids}
        return self._bodies[article_id]

    @cached_property
    def _shown_whole(self) -> list[UUID]:
        """In the order in which they are asked for."""
        return list(dict.fromkeys(each.stream_id for each in self._events if each.stream_id in self.appeared))

    @cached_property
    def comments(self) -> dict[UUID, Comment]:
        """Those that may be seen by whoever sees their article."""
        found = Comment.objects.visible().filter(id__in=self._ids("comment_id")).select_related("author")
        return {each.id: each for each in found}

    @cached_property
    def numbers(self) -> dict[UUID, int]:
        """Gone ones' too."""
        return dict(Comment.objects.numbers_of(self._ids("comment_id")))

    @cached_property
    def people(self) -> dict[UUID, Profile]:
        named = self._ids("user_id") | self._ids("reader_id") | self._ids("author_id")
        return Profile.objects.filter(VISIBLE_PERSON).in_bulk(named)

    @cached_property
    def favorites(self) -> dict[UUID, int]:
        return favorites_of(self.appeared)

    @cached_property
    def followers(self) -> dict[UUID, int]:
        return followers_of(self.people)

    def tags_at(self, position: int, article: Article) -> Tags:
        """Which tags the article had once that event had happened."""
        if article.last_position <= position:
            return frozenset(article.tags)
        return self._tags(article.id, bisect_right, position)

    def tags_before(self, position: int, article: Article) -> Tags:
        return self._tags(article.id, bisect_left, position)

    def _tags(self, article_id: UUID, bisect: Any, position: int) -> Tags:
        positions, tags = self._tagged.get(article_id, ([], []))
        found = bisect(positions, position)
        return tags[found - 1] if found else frozenset()

    @cached_property
    def _tagged(self) -> dict[UUID, tuple[list[int], list[Tags]]]:
        """Of each article that was changed with or behind one of these events: when it got which tags."""
        oldest = self._events[0].position
        changed = [each.id for each in self.appeared.values() if each.last_position >= oldest]
        return {stream_id: _tagging(events) for stream_id, events in read.streams(changed).items()}

    def _ids(self, name: str) -> set[UUID]:
        return {found for each in self._events if (found := getattr(each.event, name, None))}


def _tagging(events: Iterable[AnyRecorded]) -> tuple[list[int], list[Tags]]:
    """Positions and tags, side by side."""
    found = [each for each in events if isinstance(each.event, ArticlePublished | ArticleEdited)]
    return [each.position for each in found], [frozenset(each.event.tags) for each in found]


def favorites_of(article_ids: Collection[UUID]) -> dict[UUID, int]:
    """Articles that nobody marked are left out."""
    return _counts(FavoriteTally, "article", article_ids)


def followers_of(author_ids: Collection[UUID]) -> dict[UUID, int]:
    return _counts(FollowTally, "author", author_ids)


def _counts(tally: type[Tally], scope: str, ids: Collection[UUID]) -> dict[UUID, int]:
    rows = tally._default_manager.filter(scope=scope, key__in=[str(each) for each in ids])
    return {UUID(key): n for key, n in rows.values_list("key").annotate(n=Sum("n"))}
