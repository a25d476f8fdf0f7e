"""A comment on an article. One stream per comment; its number is what addresses and the API call it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args
from uuid import UUID

from blog.domain import wording
from blog.domain.refusals import NotThere, only_the_author
from es_core.command import stamped
from es_core.decider import Decider
from es_core.errors import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class AddComment:
    comment_id: UUID = stamped()
    number: int = stamped()
    article_id: UUID
    author_id: UUID
    body: str
    added_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteComment:
    comment_id: UUID
    deleter_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UndeleteComment:
    comment_id: UUID
    undeleter_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HideComment:
    """By a moderator; `reason` is for its author."""

    comment_id: UUID
    reason: str
    hidden_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnhideComment:
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAdded:
    comment_id: UUID
    number: int
    article_id: UUID
    author_id: UUID
    body: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentDeleted:
    comment_id: UUID
    article_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentUndeleted:
    comment_id: UUID
    article_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentHidden:
    comment_id: UUID
    article_id: UUID
    reason: str
    hidden_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentUnhidden:
    comment_id: UUID
    article_id: UUID


Command = AddComment | DeleteComment | UndeleteComment | HideComment | UnhideComment
Event = CommentAdded | CommentDeleted | CommentUndeleted | CommentHidden | CommentUnhidden


@dataclass(frozen=True, slots=True)
class Comment:
    article_id: UUID
    author_id: UUID
    is_deleted: bool = False
    is_hidden: bool = False


def decide(command: Command, comment: Comment | None) -> Sequence[Event]:
    """Deleting twice yields no event, nor does hiding. Whichever came first, both have to be taken back."""
    if isinstance(command, AddComment):
        return [_add(command, comment)]
    if comment is None:
        raise NotThere("there is no such comment")
    match command:
        case DeleteComment(comment_id=comment_id, deleter_id=actor):
            only_the_author(comment.author_id, actor, may="delete this comment")
            deleted = CommentDeleted(comment_id=comment_id, article_id=comment.article_id)
            return [] if comment.is_deleted else [deleted]
        case UndeleteComment(comment_id=comment_id, undeleter_id=actor):
            only_the_author(comment.author_id, actor, may="bring this comment back")
            undeleted = CommentUndeleted(comment_id=comment_id, article_id=comment.article_id)
            return [undeleted] if comment.is_deleted else []
        case HideComment():
            return [] if comment.is_hidden else [_hide(command, comment)]
        case UnhideComment(comment_id=comment_id):
            unhidden = CommentUnhidden(comment_id=comment_id, article_id=comment.article_id)
            return [unhidden] if comment.is_hidden else []


def _add(command: AddComment, comment: Comment | None) -> CommentAdded:
    if comment is not None:
        raise Rejected("this comment is posted already")
    return CommentAdded(
        comment_id=command.comment_id,
        number=command.number,
        article_id=command.article_id,
        author_id=command.author_id,
        body=wording.comment(command.body),
        added_at=command.added_at,
    )


def _hide(command: HideComment, comment: Comment) -> CommentHidden:
    return CommentHidden(
        comment_id=command.comment_id,
        article_id=comment.article_id,
        reason=wording.reason(command.reason),
        hidden_at=command.hidden_at,
    )


def evolve(comment: Comment | None, event: Event) -> Comment | None:
    match event:
        case CommentAdded():
            return Comment(event.article_id, event.author_id)
        case CommentDeleted() if comment:
            return replace(comment, is_deleted=True)
        case CommentUndeleted() if comment:
            return replace(comment, is_deleted=False)
        case CommentHidden() | CommentUnhidden() if comment:
            return replace(comment, is_hidden=isinstance(event, CommentHidden))
    return comment


COMMENT: Decider[Command, Event, Comment | None] = Decider(
    category="comment",
    stream_key=lambda command: command.comment_id,
    events=get_args(Event),
    initial=None,
    decide=decide,
    evolve=evolve,
)
