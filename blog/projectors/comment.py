"""Comments, deleted ones kept with a flag."""

from collections.abc import Sequence
from uuid import UUID

from blog.domain import comment
from blog.domain.comment import CommentAdded, CommentDeleted, CommentUndeleted
from blog.models import Comment
from blog.projectors.sets import last_per_stream, run
from es_core.projector import Projector
from es_core.recorded import Recorded

comments = Projector("comments", models=[Comment])

ADD = """
    INSERT INTO blog_comment (id, number, article_id, author_id, body, added_at, is_deleted, version)
    SELECT *, false, 1
    FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])
    ON CONFLICT (id) DO NOTHING
"""
MARK = """
    UPDATE blog_comment SET is_deleted = marks.is_deleted, version = marks.version
    FROM unnest(%s::uuid[], %s::boolean[], %s::integer[]) AS marks (id, is_deleted, version)
    WHERE blog_comment.id = marks.id AND blog_comment.version < marks.version
"""


@comments.on(CommentAdded, CommentDeleted, CommentUndeleted)
def set_comments(events: Sequence[Recorded[comment.Event]]) -> None:
    """All are added first, then the last mark of each counts: an older one, shown again, changes nothing."""
    added = [_row(each.event) for each in events if isinstance(each.event, CommentAdded)]
    marks = [_mark(each) for each in last_per_stream(events) if not isinstance(each.event, CommentAdded)]
    if added:
        run(ADD, zip(*added, strict=True))
    if marks:
        run(MARK, zip(*marks, strict=True))


def _row(event: CommentAdded) -> tuple[object, ...]:
    return (
        event.comment_id,
        event.number,
        event.article_id,
        event.author_id,
        event.body,
        event.added_at,
    )


def _mark(recorded: Recorded[comment.Event]) -> tuple[UUID, bool, int]:
    return recorded.event.comment_id, isinstance(recorded.event, CommentDeleted), recorded.version
