"""What may have happened to an article."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PUBLISHED = "published"
SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePublished:
    """With the status "scheduled" it waits for `published_at`."""

    article_id: UUID
    author_id: UUID
    slug: str
    title: str
    description: str
    body: str
    tags: tuple[str, ...]
    status: str = PUBLISHED
    published_at: datetime
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEdited:
    article_id: UUID
    slug: str
    title: str
    description: str
    body: str
    tags: tuple[str, ...]
    edited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDeleted:
    article_id: UUID
    deleted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUndeleted:
    article_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRescheduled:
    article_id: UUID
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReleased:
    """It appears, under this date."""

    article_id: UUID
    author_id: UUID
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHidden:
    article_id: UUID
    reason: str
    hidden_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUnhidden:
    article_id: UUID


Event = (
    ArticlePublished
    | ArticleEdited
    | ArticleDeleted
    | ArticleUndeleted
    | ArticleRescheduled
    | ArticleReleased
    | ArticleHidden
    | ArticleUnhidden
)
