"""The written demo as it lies beside this file: people, their articles and what readers said to them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from blog.front_matter import ArticleSource, read_article

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    username: str
    email: str
    bio: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenArticle:
    """`key` is `<username>/<file>`, what comments call it by."""

    key: str
    author: str
    source: ArticleSource

    @property
    def date(self) -> datetime:
        if self.source.date is None:
            raise ValueError(f"{self.key} has no date")
        return self.source.date


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenComment:
    article: str
    author: str
    body: str


@cache
def people() -> tuple[Person, ...]:
    return tuple(Person(**each) for each in _listed("people_*.yaml"))


@cache
def comments() -> tuple[WrittenComment, ...]:
    """Those on one article in the order in which they answer each other."""
    return tuple(WrittenComment(**each) for each in _listed("comments_*.yaml"))


def articles(now: datetime) -> tuple[WrittenArticle, ...]:
    """Oldest first. On a clock that lags behind them all are some years older; the seasons they tell of stay."""
    oldest_first = sorted(_articles(), key=lambda each: each.date)
    years = 0
    while _years_before(oldest_first[-1].date, years) > now:
        years += 1
    return tuple(_dated(each, _years_before(each.date, years)) for each in oldest_first)


def bodies() -> list[str]:
    return [each.source.body for each in _articles()]


@cache
def _articles() -> tuple[WrittenArticle, ...]:
    paths = sorted((HERE / "articles").glob("*/*.md"))
    return tuple(
        WrittenArticle(key=f"{path.parent.name}/{path.stem}", author=path.parent.name, source=read_article(path))
        for path in paths
    )


def _dated(article: WrittenArticle, date: datetime) -> WrittenArticle:
    return replace(article, source=replace(article.source, date=date))


def _years_before(date: datetime, years: int) -> datetime:
    return date.replace(year=date.year - years)


def _listed(pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(HERE.glob(pattern)):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))
