"""What may not be seen is in no feed, from whatever cursor it is read: neither its words nor that it was there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from accounts import commands as accounts
from accounts.forgetting import forget_user
from accounts.moderation import suspend
from blog import commands
from blog.domain.article import ARTICLE, ArticleReleased, ArticleUndeleted
from blog.domain.report import Kind
from blog.models import Article, Comment
from blog.moderation import Thing, hide
from es_core.context import now as clock
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.blog.history import article_of, comment_of, deleted, favorite_of
from tests.feed.happening import now, told, types

pytestmark = pytest.mark.django_db

SECRET = "honeycomb"
FEEDS = ["all", "author:ann", "tag:bees", "author:bob"]


@dataclass
class People:
    ann: Person
    bob: Person
    anns: Program
    bobs: Program


def deleted_article(people: People) -> None:
    slug = publish(people.anns, SECRET, description=SECRET, body=SECRET, tagList=["bees", SECRET])["slug"]
    people.bobs.post(f"/articles/{slug}/favorite")
    people.bobs.post(f"/articles/{slug}/comments", {"comment": {"body": SECRET}})
    people.anns.delete(f"/articles/{slug}")


def deleted_and_edited_before(people: People) -> None:
    slug = publish(people.anns, SECRET, tagList=["bees"])["slug"]
    slug = people.anns.put(f"/articles/{slug}", {"article": {"title": "Wasps"}}).body["article"]["slug"]
    people.anns.delete(f"/articles/{slug}")


def waiting_article(people: People) -> None:
    commands.publish_article(
        author_id=people.ann.id, title=SECRET, description=SECRET, body=SECRET, tags=["bees", SECRET],
        publish_on=clock() + timedelta(days=1),
    )  # fmt: skip
    article = Article.objects.get(title=SECRET)
    favorite_of(people.bob.id, article)
    comment_of(people.bob.id, article, SECRET)


def waiting_and_deleted(people: People) -> None:
    waiting_article(people)
    deleted(Article.objects.get(title=SECRET))


def deleted_comment(people: People) -> None:
    slug = publish(people.anns, tagList=["bees"])["slug"]
    answer = people.bobs.post(f"/articles/{slug}/comments", {"comment": {"body": SECRET}})
    people.bobs.delete(f"/articles/{slug}/comments/{answer.body['comment']['id']}")


def edited_away(people: People) -> None:
    slug = publish(people.anns, "Bees", body=SECRET, description=SECRET, tagList=["bees", SECRET])["slug"]
    people.anns.put(f"/articles/{slug}", {"article": {"body": "No", "description": "No", "tagList": ["bees"]}})


def left_profile(people: People) -> None:
    settings: dict[str, Any] = {
        "username": SECRET,
        "email": people.ann.email,
        "bio": SECRET,
        "image": f"https://x.example/{SECRET}",
    }
    accounts.edit_settings(people.ann.id, **settings)
    publish(people.anns, tagList=["bees"])
    people.anns.post("/profiles/bob/follow")
    accounts.edit_settings(people.ann.id, **settings | {"username": "ann", "bio": "", "image": ""})


def forgotten_person(people: People) -> None:
    accounts.edit_settings(people.bob.id, username=SECRET, email=people.bob.email, bio=SECRET, image=None)
    slug = publish(people.anns, tagList=["bees"])["slug"]
    people.bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Yes"}})
    forget_user(people.bob.id, erase=False)


def hidden_article(people: People) -> None:
    publish(people.anns, SECRET, body=SECRET, tagList=["bees", SECRET])
    hide(Thing(Kind.ARTICLE, Article.objects.get(title=SECRET).id), "spam")


def hidden_comment(people: People) -> None:
    slug = publish(people.anns, tagList=["bees"])["slug"]
    people.bobs.post(f"/articles/{slug}/comments", {"comment": {"body": SECRET}})
    hide(Thing(Kind.COMMENT, Comment.objects.get(body=SECRET).id), "spam")


def suspended_author(people: People) -> None:
    slug = publish(people.anns, SECRET, body=SECRET, tagList=["bees", SECRET])["slug"]
    people.bobs.post(f"/articles/{slug}/comments", {"comment": {"body": SECRET}})
    accounts.edit_settings(people.ann.id, username="ann", email=people.ann.email, bio=SECRET, image=None)
    people.bobs.post("/profiles/ann/follow")
    suspend(people.ann.id, "spam", by=None)


def suspended_reader(people: People) -> None:
    slug = publish(people.anns, tagList=["bees"])["slug"]
    accounts.edit_settings(people.bob.id, username=SECRET, email=people.bob.email, bio=None, image=None)
    people.bobs.post(f"/articles/{slug}/favorite")
    people.bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Yes"}})
    suspend(people.bob.id, "spam", by=None)


@pytest.mark.parametrize(
    "happened",
    [
        deleted_article, deleted_and_edited_before, waiting_article, waiting_and_deleted, deleted_comment, edited_away,
        left_profile, forgotten_person, hidden_article, hidden_comment, suspended_author, suspended_reader,
    ],
    ids=lambda each: each.__name__,
)  # fmt: skip
def test_it_is_in_no_feed(
    ann: Person, bob: Person, anns: Program, bobs: Program, stranger: Program, happened: Callable[[People], None]
) -> None:
    happened(People(ann, bob, anns, bobs))
    for topics in FEEDS:
        if happened in (forgotten_person, suspended_reader) and topics == "author:bob":
            topics = f"author:{bob.id}"
        for page in (f"/feed?topics={topics}&after=beginning", f"/feed/snapshot?topics={topics}"):
            answer = stranger.get(page)
            assert answer.status == 200
            assert SECRET not in json.dumps(answer.body), page


def test_of_what_has_never_appeared_there_is_not_even_an_event(people: People, stranger: Program) -> None:
    cursor = now(stranger)
    waiting_and_deleted(people)
    assert told(stranger, f"/feed?after={cursor}") == []
    article = Article.objects.get()
    assert stranger.get(f"/feed?topics=article:{article.slug}").status == 422
    assert stranger.get(f"/feed?topics=article:{article.id}").status == 422


@pytest.fixture
def people(ann: Person, bob: Person, anns: Program, bobs: Program) -> People:
    return People(ann, bob, anns, bobs)


def test_an_article_that_waited_is_published_when_it_appears(ann: Person, stranger: Program) -> None:
    article = article_of(ann.id, title="Bees", status="scheduled")
    cursor = now(stranger)
    deleted(article)
    given(ARTICLE, ArticleUndeleted(article_id=article.id))
    released = ArticleReleased(article_id=article.id, author_id=ann.id, published_at=article.published_at)
    given(ARTICLE, released)
    [event] = told(stranger, f"/feed?after={cursor}")
    assert (event["type"], event["article"]["title"]) == ("article.published", "Bees")
    assert types(told(stranger))[-1:] == ["article.published"]


def test_that_it_is_gone_is_told_to_whoever_may_have_seen_it(people: People, stranger: Program) -> None:
    deleted_article(people)
    gone = told(stranger, "/feed?topics=tag:bees&after=beginning")
    assert types(gone) == ["article.deleted"]
    assert list(gone[0]["article"]) == ["id"]


def test_what_is_brought_back_comes_whole(people: People, stranger: Program) -> None:
    deleted_article(people)
    cursor = now(stranger)
    given(ARTICLE, ArticleUndeleted(article_id=Article.objects.get().id))
    [event] = told(stranger, f"/feed?after={cursor}")
    assert (event["type"], event["appears"], event["article"]["body"]) == ("article.undeleted", True, SECRET)
    snapshot = stranger.get(f"/feed/snapshot?topics=article:{event['article']['id']}").body
    assert snapshot["articles"] == [event["article"]]
    assert [each["body"] for each in snapshot["comments"]] == [SECRET]
