"""The rules of an article: what is accepted, what it changes, which addresses it claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args
from uuid import UUID

from blog.domain import wording
from blog.domain.article.commands import (
    Command,
    DeleteArticle,
    EditArticle,
    HideArticle,
    PublishArticle,
    ReleaseArticle,
    UndeleteArticle,
    UnhideArticle,
)
from blog.domain.article.events import (
    PUBLISHED,
    SCHEDULED,
    ArticleDeleted,
    ArticleEdited,
    ArticleHidden,
    ArticlePublished,
    ArticleReleased,
    ArticleRescheduled,
    ArticleUndeleted,
    ArticleUnhidden,
    Event,
)
from blog.domain.publication import due_moment
from blog.domain.refusals import NotThere, only_the_author
from blog.domain.tags import normalise_tags
from es_core.claims import Claim
from es_core.decider import Decider
from es_core.errors import Rejected


@dataclass(frozen=True, slots=True)
class Article:
    author_id: UUID
    content: tuple[object, ...]
    slug: str
    due_at: datetime | None = None  # of one that waits for its time
    is_deleted: bool = False
    is_hidden: bool = False


def decide(command: Command, article: Article | None) -> Sequence[Event]:
    """Saving what is already so, and deleting twice, yields no event. What is hidden may be edited, deleted, released:
    neither shows it."""
    if isinstance(command, PublishArticle):
        return [_publish(command, article)]
    if article is None:
        raise NotThere("there is no such article")
    match command:
        case EditArticle():
            return _edit(command, article)
        case DeleteArticle(article_id=article_id, deleter_id=actor, deleted_at=deleted_at):
            only_the_author(article.author_id, actor, may="delete this article")
            return [] if article.is_deleted else [ArticleDeleted(article_id=article_id, deleted_at=deleted_at)]
        case UndeleteArticle(article_id=article_id, undeleter_id=actor):
            only_the_author(article.author_id, actor, may="bring this article back")
            return [ArticleUndeleted(article_id=article_id)] if article.is_deleted else []
        case ReleaseArticle(article_id=article_id, published_at=due_at):
            is_due = article.due_at == due_at and not article.is_deleted
            released = ArticleReleased(article_id=article_id, author_id=article.author_id, published_at=due_at)
            return [released] if is_due else []
        case HideArticle():
            return [] if article.is_hidden else [_hide(command)]
        case UnhideArticle(article_id=article_id):
            return [ArticleUnhidden(article_id=article_id)] if article.is_hidden else []


def _publish(command: PublishArticle, article: Article | None) -> ArticlePublished:
    if article is not None:
        raise Rejected("this article is published already")
    due_at = due_moment(command.publish_on, command.published_at)
    return ArticlePublished(
        article_id=command.article_id,
        author_id=command.author_id,
        slug=command.slug,
        title=wording.title(command.title),
        description=wording.description(command.description),
        body=wording.body(command.body),
        tags=normalise_tags(command.tags),
        status=SCHEDULED if due_at else PUBLISHED,
        published_at=due_at or command.published_at,
        source=command.source,
    )


def _edit(command: EditArticle, article: Article) -> list[Event]:
    only_the_author(article.author_id, command.editor_id, may="edit this article")
    if article.is_deleted:
        raise Rejected("this article is deleted; bring it back before you edit it")
    edited = ArticleEdited(
        article_id=command.article_id,
        slug=command.slug,
        title=wording.title(command.title),
        description=wording.description(command.description),
        body=wording.body(command.body),
        tags=normalise_tags(command.tags),
        edited_at=command.edited_at,
    )
    is_new = (_content(edited), edited.slug) != (article.content, article.slug)
    return [*([edited] if is_new else []), *_move(command, article)]


def _move(command: EditArticle, article: Article) -> list[Event]:
    """What the edit says about the time at which the article appears, if anything new."""
    if command.publish_on is None or command.publish_on == (article.due_at or "now"):
        return []
    if article.due_at is None:
        raise Rejected("can't be set any more: the article is published", field="publish_on")
    due_at = None if command.publish_on == "now" else due_moment(command.publish_on, command.edited_at)
    if due_at is None:
        author_id, now = article.author_id, command.edited_at
        return [ArticleReleased(article_id=command.article_id, author_id=author_id, published_at=now)]
    return [ArticleRescheduled(article_id=command.article_id, published_at=due_at)]


def _hide(command: HideArticle) -> ArticleHidden:
    reason = wording.reason(command.reason)
    return ArticleHidden(article_id=command.article_id, reason=reason, hidden_at=command.hidden_at)


def _content(event: ArticlePublished | ArticleEdited) -> tuple[object, ...]:
    return (event.title, event.description, event.body, event.tags)


def evolve(article: Article | None, event: Event) -> Article | None:
    match event:
        case ArticlePublished():
            due_at = event.published_at if event.status == SCHEDULED else None
            return Article(event.author_id, _content(event), event.slug, due_at)
        case ArticleEdited() if article:
            return replace(article, content=_content(event), slug=event.slug)
        case ArticleDeleted() if article:
            return replace(article, is_deleted=True)
        case ArticleUndeleted() if article:
            return replace(article, is_deleted=False)
        case ArticleRescheduled(published_at=due_at) if article:
            return replace(article, due_at=due_at)
        case ArticleReleased() if article:
            return replace(article, due_at=None)
        case ArticleHidden() | ArticleUnhidden() if article:
            return replace(article, is_hidden=isinstance(event, ArticleHidden))
    return article


def claims(article: Article | None, events: Sequence[Event]) -> Iterator[Claim]:
    """A new address is claimed and never released: old ones redirect for ever."""
    for event in events:
        if isinstance(event, ArticlePublished | ArticleEdited) and (article is None or event.slug != article.slug):
            yield Claim(scope="slug", key=event.slug, owner_id=event.article_id)


ARTICLE: Decider[Command, Event, Article | None] = Decider(
    category="article",
    stream_key=lambda command: command.article_id,
    events=get_args(Event),
    initial=None,
    decide=decide,
    evolve=evolve,
    claims=claims,
)
