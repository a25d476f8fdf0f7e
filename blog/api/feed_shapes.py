"""The shapes of what the feed tells, version by version: for the documents, and for the tests that hold them to it.

A field that is added changes nothing for a reader. What would, is another version of that type.
"""

from typing import Literal

from ninja import Schema

from blog.api.schemas import Moment


class Id(Schema):
    id: str


class Person(Schema):
    id: str
    username: str


class Author(Person):
    bio: str | None
    image: str | None
    followersCount: int


class ToldArticle(Schema):
    id: str
    slug: str
    title: str
    description: str
    body: str
    tagList: list[str]
    createdAt: Moment
    updatedAt: Moment
    favoritesCount: int
    author: Person


class ToldComment(Schema):
    id: int
    article: Id
    body: str
    createdAt: Moment
    author: Person


class GoneComment(Schema):
    id: int
    article: Id


class Marked(Schema):
    id: str
    slug: str
    favoritesCount: int


class Event(Schema):
    """`cursor` is where to go on behind it."""

    type: str
    version: Literal[1]
    at: Moment
    cursor: str


class ArticleShown(Event):
    """With `appears` it came into sight: what happened to it before was not told, so its comments are to be loaded."""

    type: Literal["article.published", "article.edited", "article.undeleted", "article.unhidden"]
    appears: bool
    article: ToldArticle


class ArticleGone(Event):
    """Deleted or hidden; or it has left the reader's topics."""

    type: Literal["article.deleted", "article.hidden", "article.left"]
    article: Id


class ArticleMarked(Event):
    """`reader` is null for somebody who can't be seen."""

    type: Literal["article.favorited", "article.unfavorited"]
    article: Marked
    reader: Person | None


class CommentShown(Event):
    type: Literal["comment.added", "comment.undeleted", "comment.unhidden"]
    comment: ToldComment


class CommentGone(Event):
    type: Literal["comment.deleted", "comment.hidden"]
    comment: GoneComment


class AuthorTold(Event):
    type: Literal[
        "author.registered",
        "author.renamed",
        "author.profile_edited",
        "author.forgotten",
        "author.followed",
        "author.unfollowed",
    ]
    author: Author


class AuthorGone(Event):
    """With everything that the person wrote; or all of that is back, and a snapshot brings it."""

    type: Literal["author.suspended", "author.restored"]
    author: Id


AnyEvent = ArticleShown | ArticleGone | ArticleMarked | CommentShown | CommentGone | AuthorTold | AuthorGone


class FeedPage(Schema):
    """`cursor` is where to go on, events or not; with `more` at once."""

    events: list[AnyEvent]
    cursor: str
    more: bool


class SnapshotPage(Schema):
    """`cursor` is where the feed goes on behind the whole snapshot; `next` is the next `page`, null at the end."""

    cursor: str
    authors: list[Author]
    articles: list[ToldArticle]
    comments: list[ToldComment]
    next: str | None
