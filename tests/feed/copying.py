"""The example client of the documents, on the API without a network; and what it should have come to, from the rows."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from accounts.models import Profile
from blog.feed.sight import favorites_of, followers_of
from blog.models import Article, Comment

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "follow_feed.py"

State = dict[str, Any]


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("follow_feed", EXAMPLE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["follow_feed"] = module
    spec.loader.exec_module(module)
    return module


def copied(copy: Any) -> State:
    """What the client's file holds, names of people by their ids."""
    rows = copy.db.execute
    return {
        "authors": {each: json.loads(told) for each, told in rows("SELECT id, told FROM author")},
        "articles": {
            each: json.loads(told) | {"author": name}
            for each, told, name in rows("SELECT a.id, told, username FROM article a JOIN person p ON p.id = author")
        },
        "comments": {
            each: json.loads(told) | {"author": name, "article": article}
            for each, told, name, article in rows(
                "SELECT c.id, told, username, article FROM comment c JOIN person p ON p.id = author"
            )
        },
    }


def on_the_site(topics: str = "all") -> State:
    """By the rows, each looked at by itself."""
    articles = [each for each in Article.objects.visible().select_related("author") if _is_in(topics, each)]
    favorites = favorites_of([each.id for each in articles])
    shown = {str(each.id): _article(each, favorites.get(each.id, 0)) for each in articles}
    comments = Comment.objects.visible().select_related("author")
    return {
        "authors": _authors(topics),
        "articles": shown,
        "comments": {each.number: _comment(each) for each in comments if str(each.article_id) in shown},
    }


def _is_in(topics: str, article: Article) -> bool:
    return any(
        topic == "all"
        or (topic.startswith("tag:") and topic.removeprefix("tag:") in article.tags)
        or topic in (f"author:{article.author_id}", f"article:{article.id}")
        for topic in topics.split(",")
    )


def _authors(topics: str) -> State:
    people = [
        each for each in Profile.objects.filter(suspended_at=None) if topics == "all" or f"author:{each.pk}" in topics
    ]
    followers = followers_of([each.pk for each in people])
    return {
        str(each.pk): {
            "id": str(each.pk),
            "username": each.username,
            "bio": each.bio,
            "image": each.image,
            "followersCount": followers.get(each.pk, 0),
        }
        for each in people
    }


def _article(found: Article, favorites: int) -> State:
    return {
        "id": str(found.id),
        "slug": found.slug,
        "title": found.title,
        "description": found.description,
        "body": found.body,
        "tagList": found.tags,
        "createdAt": _moment(found.published_at),
        "updatedAt": _moment(found.edited_at or found.published_at),
        "favoritesCount": favorites,
        "author": found.author.username,
    }


def _comment(found: Comment) -> State:
    said = {"id": found.number, "body": found.body, "createdAt": _moment(found.added_at)}
    return said | {"author": found.author.username, "article": str(found.article_id)}


def _moment(at: Any) -> str:
    return str(at.isoformat(timespec="microseconds").replace("+00:00", "Z"))
