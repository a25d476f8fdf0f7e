"""Many readers and writers at once: nobody meets a deadlock, and every count shown is that of the rows."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from blog import commands
from blog.domain.article import ARTICLE, DeleteArticle, UndeleteArticle
from blog.domain.favorite import FAVORITE, FavoriteArticle, UnfavoriteArticle
from blog.domain.follow import FOLLOW, FollowAuthor
from blog.models import Article, Favorite, FavoriteTally
from blog.projectors import articles, favorites, follows
from es_core.context import now
from es_core.execute import execute
from es_core.models import CommandRecord
from es_core.read_model import shard
from es_core.testing import assert_inline_equals_rebuilt
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.blog.test_projectors import assert_counts_are_those_of_the_rows
from tests.es_core.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 8
TAGS = ["ant", "bee", "cat", "dog", "elk"]


def favorite_all(article_id: UUID, readers: list[UUID]) -> None:
    for reader in readers:
        execute(FAVORITE, FavoriteArticle(article_id=article_id, reader_id=reader))


def test_400_readers_favorite_one_article_half_of_them_twice(bees: Article) -> None:
    readers = [uuid4() for _ in range(400)]
    clicks = readers + readers[:200]
    at_once(*[partial(favorite_all, bees.id, clicks[n::CONNECTIONS]) for n in range(CONNECTIONS)])
    assert Favorite.objects.count() == 400
    assert_counts_are_those_of_the_rows()
    assert FavoriteTally.objects.count() == len({shard(FAVORITE.stream_id(each)) for each in marks(bees, readers)})
    assert not CommandRecord.objects.exclude(status="accepted").exists()
    assert_inline_equals_rebuilt(favorites)


def deadlocks() -> int:
    """`execute` would try again and nobody would notice; but there are none. Counted when a connection ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def marks(article: Article, readers: list[UUID]) -> list[FavoriteArticle]:
    return [FavoriteArticle(article_id=article.id, reader_id=each) for each in readers]


def test_hearts_that_go_on_and_off_at_once_end_where_the_rows_do(bees: Article) -> None:
    """Tally rows come to 0 and leave while others count in them."""
    readers = [uuid4() for _ in range(6)]

    def flicker(seed: int) -> None:
        for n in range(20):
            command = FavoriteArticle if (n + seed) % 2 else UnfavoriteArticle
            execute(FAVORITE, command(article_id=bees.id, reader_id=readers[(n * 5 + seed) % 6]))

    outcome = at_once(*[partial(flicker, n) for n in range(CONNECTIONS)])
    assert outcome == [None] * CONNECTIONS
    assert_counts_are_those_of_the_rows()
    assert_inline_equals_rebuilt(favorites)


def test_16_writers_publish_edit_and_delete_with_overlapping_tags(ann: Person) -> None:
    def write(seed: int) -> None:
        words: dict[str, Any] = {"title": f"Title {seed % 3}", "description": "D", "body": "B"}
        for n in range(3):
            tags = [TAGS[(seed * 3 + n + k) % 5] for k in range(3)][:: 1 if seed % 2 else -1]
            article_id = commands.publish_article(author_id=ann.id, tags=tags, **words).events[0].stream_id
            article = Article.objects.get(id=article_id)
            commands.edit_article(article, editor_id=ann.id, tags=[TAGS[(seed + n) % 5]], **words)
            execute(ARTICLE, DeleteArticle(article_id=article_id, deleter_id=ann.id, deleted_at=now()))
            if (seed + n) % 2:
                execute(ARTICLE, UndeleteArticle(article_id=article_id, undeleter_id=ann.id))

    before = deadlocks()
    assert at_once(*[partial(write, n) for n in range(16)]) == [None] * 16
    assert deadlocks() == before
    assert Article.objects.visible().count() == 24
    assert len(set(Article.objects.values_list("slug", flat=True))) == 48
    assert_counts_are_those_of_the_rows()
    assert_inline_equals_rebuilt(articles)


def test_one_title_published_by_all_at_once_gets_an_address_each(ann: Person) -> None:
    publish = partial(
        commands.publish_article, author_id=ann.id, title="Bees", description="D", body="B", tags=["bees"]
    )
    outcome = at_once(*[publish] * CONNECTIONS)
    slugs = {each.events[0].event.slug for each in outcome if not isinstance(each, Exception)}
    assert len(slugs) == CONNECTIONS
    assert "bees" in slugs


def test_followers_of_one_author_are_counted(ann: Person) -> None:
    readers = [uuid4() for _ in range(64)]

    def follow(mine: list[UUID]) -> None:
        for reader in mine:
            execute(FOLLOW, FollowAuthor(follower_id=reader, author_id=ann.id))

    at_once(*[partial(follow, readers[n::CONNECTIONS]) for n in range(CONNECTIONS)])
    assert_counts_are_those_of_the_rows()
    assert_inline_equals_rebuilt(follows)


def test_an_article_edited_while_it_is_read_stays_whole(ann: Person) -> None:
    article = article_of(ann.id, title="Bees", tags=("ant",))

    def edit(n: int) -> None:
        commands.edit_article(
            article, editor_id=ann.id, title="Bees", description="D", body=f"B{n}", tags=[TAGS[n % 5]]
        )

    assert at_once(*[partial(edit, n) for n in range(CONNECTIONS)]) == [None] * CONNECTIONS
    row = Article.objects.get(id=article.id)
    assert row.tags == [TAGS[int(row.body[1:]) % 5]]
    assert row.version == CONNECTIONS + 1
    assert_counts_are_those_of_the_rows()
