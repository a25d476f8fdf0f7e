"""Twelve writers, many of whose transactions come to nothing; a reader whose line is cut again and again."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPException
from uuid import UUID

import pytest
from django.db import transaction

from blog.domain.comment import COMMENT, CommentAdded
from blog.domain.favorite import FAVORITE, ArticleFavorited, ArticleUnfavorited
from blog.domain.follow import FOLLOW, AuthorFollowed
from blog.feed.cursor import cursor_at
from blog.feed.telling import PUBLIC
from blog.models import Article
from blog.queries import next_comment_number
from es_core import context, registry, tail
from es_core.context import new_id
from es_core.models import Event
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.browser.site import Site
from tests.es_core.at_once import in_background
from tests.feed.listening import listening

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 12
SECONDS = 12.0
TOPICS = ["all", "tag:bees"]


def writes(article: Article, seed: int, until: float) -> None:
    """Each transaction draws a position, holds it for a moment, and one in three lets it go."""
    chance = random.Random(seed)
    with context.acting(actor=None, channel="test"):
        while time.monotonic() < until:
            with transaction.atomic():
                something(chance, article)
                time.sleep(chance.random() / 50)
                transaction.set_rollback(chance.random() < 0.33)


def something(chance: random.Random, article: Article) -> None:
    reader = new_id()
    match chance.randint(0, 3):
        case 0:
            given(FAVORITE, ArticleFavorited(article_id=article.id, reader_id=reader))
        case 1:
            given(FAVORITE, ArticleUnfavorited(article_id=article.id, reader_id=reader))
        case 2:
            given(FOLLOW, AuthorFollowed(follower_id=reader, author_id=article.author_id))
        case 3:
            added(article, reader)


def added(article: Article, comment_id: UUID) -> None:
    comment = CommentAdded(
        comment_id=comment_id,
        number=next_comment_number(),
        article_id=article.id,
        author_id=article.author_id,
        body="Well said",
        added_at=context.now(),
    )
    given(COMMENT, comment)


def follows(site: Site, topics: str, start: str, is_over: Callable[[str], bool]) -> list[str]:
    """The cursors heard, over many lines: each is cut after a moment, in the middle of whatever comes."""
    heard, last, chance = [], start, random.Random(topics)
    while not is_over(last):
        with suppress(OSError, HTTPException), listening(site.url, topics, last) as ear:
            threading.Timer(chance.uniform(0.3, 2.0), partial(cut, ear.answer)).start()
            for event in ear.events():
                heard.append(event["cursor"])
                last = event["cursor"]
                if is_over(last):
                    break
    return heard


def cut(answer: object) -> None:
    """As a network does: the reader is told nothing, its next read fails."""
    with suppress(AttributeError, OSError):
        answer.fp.raw._sock.shutdown(2)  # type: ignore[attr-defined]


def test_every_public_event_comes_once_and_in_order(site: Site, ann: Person) -> None:
    articles = [article_of(ann.id, tags=("bees",)) for _ in range(3)]
    start = tail.head()
    until = time.monotonic() + SECONDS
    last: list[str] = []

    def is_over(cursor: str) -> bool:
        return bool(last) and cursor == last[0]

    readers = [partial(follows, site, topics, cursor_at(start), is_over) for topics in TOPICS]
    with in_background(*readers) as reading:
        with in_background(*[partial(writes, articles[n % 3], n, until) for n in range(WRITERS)]) as writing:
            for each in writing:
                each.result()
        favorite = given(FAVORITE, ArticleFavorited(article_id=articles[0].id, reader_id=new_id()))
        last.append(cursor_at(favorite[0].position))
        heard = [each.result(timeout=60) for each in reading]
    public = registry.stored_names(PUBLIC)
    log = Event.objects.filter(position__gt=start, event_type__in=public).order_by("position")
    positions = list(log.values_list("position", flat=True))
    assert heard[0] == [cursor_at(each) for each in positions]
    of_articles = log.exclude(event_type="AuthorFollowed").values_list("position", flat=True)
    assert heard[1] == [cursor_at(each) for each in of_articles]
    drawn = tail.last_drawn() - start
    print(f"{len(positions)} events of {drawn} positions drawn")
    assert len(positions) > 200
    assert len(positions) < drawn  # some came to nothing
