"""Comments, deleted and hidden ones kept with a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blog.domain import comment
from blog.domain.comment import (
    COMMENT,
    CommentAdded,
    CommentDeleted,
    CommentHidden,
    CommentUndeleted,
    CommentUnhidden,
)
from blog.models import Comment
from blog.projectors.sets import run
from es_core.projector import Projector
from es_core.recorded import Recorded

comments = Projector("comments", models=[Comment], version=2)

ADD = """
    INSERT INTO blog_comment (id, number, article_id, author_id, body, added_at, is_deleted, hidden_because, version)
    SELECT *, false, '', 1
    FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])
    ON CONFLICT (id) DO NOTHING
"""
MARK = """
    UPDATE blog_comment AS old
       SET is_deleted = coalesce(mark.is_deleted, old.is_deleted),
           hidden_at = CASE WHEN mark.hidden_because IS NULL THEN old.hidden_at ELSE mark.hidden_at END,
           hidden_because = coalesce(mark.hidden_because, old.hidden_because),
           version = mark.version
      FROM unnest(%s::uuid[], %s::integer[], %s::boolean[], %s::timestamptz[], %s::text[])
           AS mark (id, version, is_deleted, hidden_at, hidden_because)
     WHERE old.id = mark.id AND old.version < mark.version
"""


@dataclass(slots=True)
class Mark:
    """What a batch makes of a comment, up to `version`; None is for what stays as it is."""

    version: int = 0
    is_deleted: bool | None = None
    hidden_at: datetime | None = None
    hidden_because: str | None = None


@comments.on(*COMMENT.events)
def set_comments(events: Sequence[Recorded[comment.Event]]) -> None:
    """All are added first, then marked: an older mark, shown again, changes nothing."""
    added = [_row(each.event) for each in events if isinstance(each.event, CommentAdded)]
    marks = [
        (comment_id, mark.version, mark.is_deleted, mark.hidden_at, mark.hidden_because)
        for comment_id, mark in _marks(events).items()
    ]
    if added:
        run(ADD, zip(*added, strict=True))
    if marks:
        run(MARK, map(list, zip(*marks, strict=True)))


def _row(event: CommentAdded) -> tuple[object, ...]:
    return (
        event.comment_id,
        event.number,
        event.article_id,
        event.author_id,
        event.body,
        event.added_at,
    )


def _marks(events: Sequence[Recorded[comment.Event]]) -> dict[UUID, Mark]:
    marks: dict[UUID, Mark] = {}
    for each in events:
        if not isinstance(each.event, CommentAdded):
            mark = marks.setdefault(each.event.comment_id, Mark())
            mark.version = each.version
            _set(mark, each.event)
    return marks


def _set(mark: Mark, event: comment.Event) -> None:
    match event:
        case CommentDeleted() | CommentUndeleted():
            mark.is_deleted = isinstance(event, CommentDeleted)
        case CommentHidden(reason=reason, hidden_at=moment):
            mark.hidden_at, mark.hidden_because = moment, reason
        case CommentUnhidden():
            mark.hidden_at, mark.hidden_because = None, ""
