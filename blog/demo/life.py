"""What the written demo leaves open: when comments came, who marked what and follows whom. The same every time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from blog.demo.content import Person, WrittenArticle, WrittenComment

SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedComment:
    """`nth` counts the comments on one article from 1."""

    comment: WrittenComment
    nth: int
    at: datetime


def dated(comments: Sequence[WrittenComment], articles: Sequence[WrittenArticle], now: datetime) -> list[DatedComment]:
    """Oldest first; each after its article and the comment before it, most within days, none after now."""
    rng = Random(SEED)  # noqa: S311 - nothing here is a secret
    published = {each.key: each.date for each in articles}
    by_article = groupby(sorted(comments, key=lambda each: each.article), key=lambda each: each.article)
    spread = [each for key, group in by_article for each in _spread(list(group), published[key], now, rng)]
    return sorted(spread, key=lambda each: each.at)


def _spread(
    comments: Sequence[WrittenComment], published: datetime, now: datetime, rng: Random
) -> Iterator[DatedComment]:
    span = min(now - published, timedelta(days=9))
    moments = sorted(rng.betavariate(1, 3) for _ in comments)
    for nth, (comment, moment) in enumerate(zip(comments, moments, strict=True), start=1):
        yield DatedComment(comment=comment, nth=nth, at=published + span * moment)


def favorites(people: Sequence[Person], articles: Sequence[WrittenArticle]) -> list[tuple[str, str]]:
    """(article, reader), in an order in which they may have come. A few articles are everybody's favorites."""
    rng = Random(SEED)  # noqa: S311
    marks = []
    for article in articles:
        appeal = rng.betavariate(1.6, 1.9)
        readers = [each.username for each in people if each.username != article.author]
        marks += [(article.key, reader) for reader in readers if rng.random() < appeal]
    rng.shuffle(marks)
    return marks


def follows(people: Sequence[Person]) -> list[tuple[str, str]]:
    """(follower, author). Some authors are read by most, some readers follow nearly everybody."""
    rng = Random(SEED)  # noqa: S311
    renown = {each.username: rng.betavariate(1.5, 1.5) for each in people}
    appetite = {each.username: rng.uniform(0.4, 1.3) for each in people}
    pairs = [(reader, author) for reader in renown for author in renown if reader != author]
    return [(reader, author) for reader, author in pairs if rng.random() < renown[author] * appetite[reader]]
