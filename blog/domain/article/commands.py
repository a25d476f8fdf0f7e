"""What may be asked of an article."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from es_core.command import stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishArticle:
    """`published_at` is the clock, or the date that an imported article brings; `source` is how its import knows it."""

    article_id: UUID = stamped()
    author_id: UUID
    slug: str = stamped()
    title: str
    description: str
    body: str
    tags: tuple[str, ...] = ()
    publish_on: datetime | None = None  # when it is to appear, if not at once
    published_at: datetime = stamped()
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditArticle:
    """Complete new values. `slug` is the address from now on: the present one where the title stays.

    `publish_on` is for an article that has not appeared yet: None leaves its time as it is.
    """

    article_id: UUID
    editor_id: UUID
    slug: str = stamped()
    title: str
    description: str
    body: str
    tags: tuple[str, ...] = ()
    publish_on: datetime | Literal["now"] | None = None
    edited_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteArticle:
    article_id: UUID
    deleter_id: UUID
    deleted_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndeleteArticle:
    article_id: UUID
    undeleter_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseArticle:
    """Sent when its time has come. `published_at` is that time: a wish from before it was moved changes nothing."""

    article_id: UUID
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HideArticle:
    """By a moderator; `reason` is for its author."""

    article_id: UUID
    reason: str
    hidden_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnhideArticle:
    article_id: UUID


Command = PublishArticle | EditArticle | DeleteArticle | UndeleteArticle | ReleaseArticle | HideArticle | UnhideArticle
