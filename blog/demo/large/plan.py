"""Who writes what and when, who reads, marks and follows: skewed, as it is where people are. Drawn from one seed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from uuid import UUID

from blog.demo.large import pools
from blog.domain.favorite import FavoriteArticle
from blog.domain.follow import FollowAuthor

SPAN = timedelta(days=6 * 365)
FEWEST_PEOPLE, MOST_PEOPLE = 20, 2000
ARTICLES_PER_AUTHOR = 100
MOST_FOLLOWED = 600  # authors, by one reader
FOLLOWED = 25  # on average


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`articles` and, on average for each, comments and favorites."""

    articles: int
    comments: float = 5
    favorites: float = 10
    seed: int = 1

    @property
    def people(self) -> int:
        return min(max(self.articles // ARTICLES_PER_AUTHOR, FEWEST_PEOPLE), MOST_PEOPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    user_id: UUID
    username: str
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedArticle:
    """Its words are drawn when they are needed; `comments` and `favorites` are how many it will get."""

    article_id: UUID
    author_id: UUID
    published_at: datetime
    comments: int
    favorites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedComment:
    comment_id: UUID
    article_id: UUID
    author_id: UUID
    added_at: datetime


class Plan:
    """All of it ends at `end`; ids grow with time, as those of a site that grew."""

    def __init__(self, size: Size, end: datetime) -> None:
        self.size = size
        self.end = end

    def rng(self, about: str) -> Random:
        return Random(f"{self.size.seed}:{about}")  # noqa: S311 - nothing here is a secret

    @cached_property
    def people(self) -> list[Somebody]:
        rng, began = self.rng("people"), self.end - SPAN - timedelta(days=30)
        moments = [began + timedelta(minutes=each) for each in range(self.size.people)]
        names = [pools.username(each) for each in rng.sample(range(MOST_PEOPLE), self.size.people)]
        return [
            Somebody(user_id=_id_at(at, rng), username=name, registered_at=at)
            for name, at in zip(names, moments, strict=True)
        ]

    @cached_property
    def articles(self) -> list[PlannedArticle]:
        """Oldest first, ever more of them in a year."""
        rng = self.rng("articles")
        moments = sorted(self.end - SPAN * (1 - rng.random() ** 0.7) for _ in range(self.size.articles))
        return [self._article(at, rng) for at in moments]

    def follows(self) -> Iterator[FollowAuthor]:
        """A few readers follow several hundred authors."""
        rng = self.rng("follows")
        for each in self.people:
            for author_id in self._followed(each.user_id, rng):
                yield FollowAuthor(follower_id=each.user_id, author_id=author_id)

    def favorites(self) -> Iterator[FavoriteArticle]:
        rng, readers = self.rng("favorites"), [each.user_id for each in self.people]
        for each in self.articles:
            for reader_id in rng.sample(readers, each.favorites):
                yield FavoriteArticle(article_id=each.article_id, reader_id=reader_id)

    def comments(self) -> Iterator[PlannedComment]:
        """Most come within days."""
        rng = self.rng("comments")
        for each in self.articles:
            for _ in range(each.comments):
                at = each.published_at + timedelta(days=5) * rng.random() ** 2
                yield PlannedComment(
                    comment_id=_id_at(at, rng), article_id=each.article_id, author_id=self._writer(rng), added_at=at
                )

    @property
    def steps(self) -> int:
        on_articles = sum(1 + each.comments + each.favorites for each in self.articles)
        return len(self.people) + sum(1 for _ in self.follows()) + on_articles

    def _article(self, at: datetime, rng: Random) -> PlannedArticle:
        return PlannedArticle(
            article_id=_id_at(at, rng),
            author_id=self._writer(rng),
            published_at=at,
            comments=_about(self.size.comments, rng),
            favorites=min(_about(self.size.favorites, rng), len(self.people)),
        )

    def _followed(self, follower: UUID, rng: Random) -> list[UUID]:
        others = min(_about(FOLLOWED, rng), MOST_FOLLOWED, len(self.people) // 2)
        return sorted({self._writer(rng) for _ in range(others)} - {follower})

    def _writer(self, rng: Random) -> UUID:
        return rng.choices(self.people, cum_weights=self._renown)[0].user_id

    @cached_property
    def _renown(self) -> list[float]:
        return list(accumulate(weights(len(self.people))))


def weights(number: int) -> list[float]:
    """What comes first counts for more: Zipf's law, with its top flattened."""
    return [1 / (rank + 8) for rank in range(number)]


def _about(mean: float, rng: Random, spread: float = 1.1) -> int:
    """Log-normal: many get few, few get many, `mean` on average."""
    if mean <= 0:
        return 0
    drawn = rng.lognormvariate(math.log(mean) - spread**2 / 2, spread)
    return int(drawn) + (rng.random() < drawn % 1)


def _id_at(moment: datetime, rng: Random) -> UUID:
    """A uuid of version 7, whose first 48 bits are the time in milliseconds."""
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | rng.getrandbits(80)
    return UUID(int=value & ~(0xF000 << 64) & ~(0xC000 << 48) | 0x7000 << 64 | 0x8000 << 48)
