"""The present state of what a reader wants to follow, page by page, and the cursor from which the feed goes on.

The cursor is taken before anything is read, and is the same on all pages: what happens meanwhile may be on a page
already, and comes as an event all the same. Events carry complete values, so it does no harm to hear them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Profile
from blog.feed import shown
from blog.feed.cursor import cursor_at
from blog.feed.reading import PAGE_TEXT, decided, place
from blog.feed.shown import Json
from blog.feed.sight import favorites_of, followers_of
from blog.feed.topics import Topics
from blog.models import Article, ArticleQuerySet, ArticleTag, Comment
from blog.visibility import VISIBLE_PERSON
from es_core.errors import Rejected

AT_ONCE = 20  # rows of one query

Row = tuple[Any, Json]  # with its key


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: in which part, behind which key; `position` is where the log was decided at the first."""

    position: int
    part: str = "authors"
    behind: str = ""

    def __str__(self) -> str:
        return f"{cursor_at(self.position)}.{self.part}.{self.behind}"


def page(topics: Topics, token: str | None, limit: int) -> Json:
    """Raises Rejected."""
    at = _place(token) if token else Place(decided())
    told: Json = {part: [] for part in PARTS}
    size, following = 0, None
    for number, (where, row) in enumerate(_from(at, topics)):
        if number == limit or size > PAGE_TEXT:
            following = str(where)
            break
        told[where.part].append(row)
        size += len(row.get("body", ""))
    return {"cursor": cursor_at(at.position), **told, "next": following}


def _from(at: Place, topics: Topics) -> Iterator[tuple[Place, Json]]:
    """All rows, each with the place of a page that would begin with it."""
    parts = list(PARTS)
    for part in parts[parts.index(at.part) :]:
        behind = at.behind if part == at.part else ""
        for key, row in _rows(part, topics, _key(part, behind)):
            yield Place(at.position, part, behind), row
            behind = str(key)


def _place(token: str) -> Place:
    cursor, _, rest = token.partition(".")
    part, _, behind = rest.partition(".")
    if part not in PARTS:
        raise _no_page()
    _key(part, behind)
    return Place(place(cursor, field="page"), part, behind)


def _key(part: str, text: str) -> UUID | int | None:
    if not text:
        return None
    try:
        return _number(text) if part == "comments" else UUID(text)
    except ValueError:
        raise _no_page() from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)


def _no_page() -> Rejected:
    return Rejected("is no page of a snapshot", field="page")


def _rows(part: str, topics: Topics, behind: Any) -> Iterator[Row]:
    """As many as are taken, a few at a time."""
    while True:
        found = PARTS[part](topics, behind)
        yield from found
        if len(found) < AT_ONCE:
            return
        behind = found[-1][0]


def _authors(topics: Topics, behind: UUID | None) -> list[Row]:
    found = Profile.objects.filter(VISIBLE_PERSON).order_by("pk")
    if not topics.everything:
        found = found.filter(pk__in=topics.named("author"))
    rows = list(_next(found, "pk", behind))
    followers = followers_of([each.pk for each in rows])
    return [(each.pk, shown.author(each, followers.get(each.pk, 0))) for each in rows]


def _articles(topics: Topics, behind: UUID | None) -> list[Row]:
    rows = list(_next(articles_in(topics).select_related("author").order_by("id"), "id", behind))
    favorites = favorites_of([each.id for each in rows])
    return [(each.id, shown.article(each, favorites.get(each.id, 0)) | {"body": each.body}) for each in rows]


def _comments(topics: Topics, behind: int | None) -> list[Row]:
    found = Comment.objects.visible().filter(article_id__in=articles_in(topics).values("id"))
    rows = _next(found.select_related("author").order_by("number"), "number", behind)
    return [(each.number, shown.comment(each)) for each in rows]


def articles_in(topics: Topics) -> ArticleQuerySet:
    found = Article.objects.visible()
    if topics.everything:
        return found
    tagged = ArticleTag.objects.filter(tag__in=topics.named("tag")).values("article_id")
    is_named = Q(id__in=topics.named("article")) | Q(author_id__in=topics.named("author"))
    return found.filter(is_named | Q(id__in=tagged))


def _next(found: "QuerySet[Any]", key: str, behind: object) -> "QuerySet[Any]":
    return (found if behind is None else found.filter(**{f"{key}__gt": behind}))[:AT_ONCE]


PARTS: dict[str, Callable[[Topics, Any], list[Row]]] = {
    "authors": _authors,
    "articles": _articles,
    "comments": _comments,
}
