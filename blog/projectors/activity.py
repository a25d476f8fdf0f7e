"""What each person does, day by day. Nobody's next page needs it, so it is made behind the log."""

from collections.abc import Sequence
from datetime import UTC

from accounts.domain.user import SubjectForgotten
from blog.domain.article import PUBLISHED, ArticlePublished, ArticleReleased
from blog.domain.comment import CommentAdded
from blog.domain.favorite import ArticleFavorited
from blog.models import Activity
from blog.projectors.sets import run
from es_core import read
from es_core.projector import Projector
from es_core.recorded import Recorded

activity = Projector("activity", models=[Activity], catch_up=True, version=2)

ADD = """
    INSERT INTO blog_activity (position, author_id, day, kind)
    SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::date[], %s::text[])
    ON CONFLICT (position) DO NOTHING
"""
Event = ArticlePublished | ArticleReleased | CommentAdded | ArticleFavorited


@activity.on(ArticlePublished, ArticleReleased, CommentAdded, ArticleFavorited)
def add_activity(events: Sequence[Recorded[Event]]) -> None:
    """A row an event, which a second run finds there. What was taken back was done all the same.

    An article that waits counts when it appears.
    """
    moments = read.moments([each for each in events if isinstance(each.event, ArticleFavorited)])
    rows = []
    for each in events:
        match each.event:
            case ArticlePublished(status=status) if status != PUBLISHED:
                continue
            case ArticlePublished(author_id=person, published_at=moment):
                kind = Activity.Kind.ARTICLE
            case ArticleReleased(author_id=person, published_at=moment):
                kind = Activity.Kind.ARTICLE
            case CommentAdded(author_id=person, added_at=moment):
                kind = Activity.Kind.COMMENT
            case ArticleFavorited(reader_id=person):
                kind, moment = Activity.Kind.FAVORITE, moments[each.position]
        rows.append((each.position, person, moment.astimezone(UTC).date(), kind))
    if rows:
        run(ADD, zip(*rows, strict=True))


@activity.on(SubjectForgotten)
def drop_activity(events: Sequence[Recorded[SubjectForgotten]]) -> None:
    Activity.objects.filter(author_id__in=[each.event.user_id for each in events]).delete()
