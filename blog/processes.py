"""Publishing at a set time: whatever happens to an article that waits, what is scheduled for it follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from blog.domain import article
from blog.domain.article import (
    ARTICLE,
    ArticleDeleted,
    ArticlePublished,
    ArticleReleased,
    ArticleRescheduled,
    ArticleUndeleted,
    ReleaseArticle,
)
from es_core.process import Dispatch, Note, ProcessManager
from es_core.schedule import SCHEDULE, CancelCommand, Schedulable

PUBLISH_LATER = Schedulable("publish-article", ARTICLE, ReleaseArticle)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPlanned:
    article_id: UUID
    author_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationEnded:
    """The article appeared."""

    article_id: UUID


Event = ArticlePublished | ArticleRescheduled | ArticleDeleted | ArticleUndeleted | ArticleReleased
Plan = PublicationPlanned | None


def react(event: Event, plan: Plan) -> Sequence[Any]:
    """An article that nobody scheduled is none of its business."""
    match event:
        case ArticlePublished(
            article_id=article_id, author_id=author_id, status=article.SCHEDULED, published_at=due_at
        ):
            return _planned(PublicationPlanned(article_id=article_id, author_id=author_id, due_at=due_at))
        case ArticleRescheduled(article_id=article_id, published_at=due_at) if plan:
            return _planned(PublicationPlanned(article_id=article_id, author_id=plan.author_id, due_at=due_at))
        case ArticleDeleted(article_id=article_id) if plan:
            return [Dispatch(SCHEDULE, CancelCommand(key=key_of(article_id)))]
        case ArticleUndeleted() if plan:
            return [_schedule(plan)]
        case ArticleReleased(article_id=article_id) if plan:
            cancel = Dispatch(SCHEDULE, CancelCommand(key=key_of(article_id)))
            return [PublicationEnded(article_id=article_id), cancel]
    return []


def key_of(article_id: UUID) -> str:
    return f"publish-{article_id}"


def _planned(plan: PublicationPlanned) -> list[Any]:
    return [plan, _schedule(plan)]


def _schedule(plan: PublicationPlanned) -> Dispatch:
    release = ReleaseArticle(article_id=plan.article_id, published_at=plan.due_at)
    key = key_of(plan.article_id)
    return Dispatch(SCHEDULE, PUBLISH_LATER.at(plan.due_at, key=key, command=release, on_behalf_of=plan.author_id))


def evolve(plan: Plan, event: PublicationPlanned | PublicationEnded) -> Plan:
    return event if isinstance(event, PublicationPlanned) else None


PUBLISHING: ProcessManager[Plan] = ProcessManager(
    name="publishing",
    reacts_to=(ArticlePublished, ArticleRescheduled, ArticleDeleted, ArticleUndeleted, ArticleReleased),
    key=lambda event: event.article_id,
    events=(PublicationPlanned, PublicationEnded),
    initial=None,
    react=react,
    evolve=evolve,
    from_start=True,  # an article scheduled before this process first ran is not forgotten
)


def publication_streams(article_id: UUID) -> tuple[UUID, UUID]:
    """What is scheduled for an article, and what this process remembers of it."""
    return (
        SCHEDULE.stream_id(CancelCommand(key=key_of(article_id))),
        PUBLISHING.decider.stream_id(Note(key=str(article_id))),
    )
