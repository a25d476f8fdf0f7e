"""The shapes of the contract, named as it names them. What is sent is plain pydantic: a Schema would take null for an
object."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import BaseModel, Field, PlainSerializer

from accounts.api import Errors

__all__ = ["Errors"]

MOST = 1_000  # articles of one answer
MOST_SKIPPED = 10**9

# With the fraction even where it is zero, and the same digits each time.
Moment = Annotated[
    datetime,
    PlainSerializer(
        lambda moment: moment.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        return_type=str,
        when_used="always",
    ),
]


# Postgres can't even be asked for the others.
Word = Annotated[str, Field(pattern="^[^\\x00]*$")]


class Profile(BaseModel):
    username: str
    bio: str | None
    image: str | None
    following: bool


class ProfileAnswer(BaseModel):
    profile: Profile


class Preview(BaseModel):
    """An article as lists show it: without its body."""

    slug: str
    title: str
    description: str
    tagList: list[str]
    createdAt: Moment
    updatedAt: Moment
    favorited: bool
    favoritesCount: int
    author: Profile


class Article(Preview):
    body: str


class ArticleAnswer(BaseModel):
    article: Article


class ArticlesAnswer(BaseModel):
    """`articlesCount` is that of the whole list. `nextCursor` is there when a cursor was sent; null ends the list."""

    articles: list[Preview]
    articlesCount: int
    nextCursor: str | None = None


class NewArticle(BaseModel):
    title: str | None = None
    description: str | None = None
    body: str | None = None
    tagList: list[str] = []


class ArticleChanges(BaseModel):
    """What is absent stays as it is."""

    title: str | None = None
    description: str | None = None
    body: str | None = None
    tagList: list[str] = []


class PublishArticle(BaseModel):
    article: NewArticle


class EditArticle(BaseModel):
    article: ArticleChanges


class Comment(BaseModel):
    id: int
    createdAt: Moment
    updatedAt: Moment
    body: str
    author: Profile


class NewComment(BaseModel):
    body: str | None = None


class AddComment(BaseModel):
    comment: NewComment


class CommentAnswer(BaseModel):
    comment: Comment


class CommentsAnswer(BaseModel):
    comments: list[Comment]


class TagsAnswer(BaseModel):
    tags: list[str]


class Part(Schema):
    """Of a list: so many, after so many; or after a cursor, the empty one being the top."""

    limit: int = Field(20, ge=0, le=MOST)
    offset: int = Field(0, ge=0, le=MOST_SKIPPED)
    cursor: Word | None = Field(None, max_length=100)


class Filters(Part):
    """Of all articles, those that fit everything that is given; the people go by their usernames."""

    tag: Word | None = None
    author: Word | None = None
    favorited: Word | None = None
