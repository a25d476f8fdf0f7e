"""What a batch of events makes of articles: each row before and after, folded in memory and written once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from blog.domain.article import (
    PUBLISHED,
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
from blog.models import Article, SuspendedAuthor
from blog.visibility import is_visible
from es_core.recorded import Recorded, unseen


@dataclass(frozen=True, slots=True)
class Change:
    """An article's row after a batch, and what lists and counts knew of it before."""

    article: Article
    was_listed: bool
    tags_before: frozenset[str]

    @property
    def is_listed(self) -> bool:
        return is_visible(self.article)

    @property
    def tags_after(self) -> frozenset[str]:
        return frozenset(self.article.tags) if self.is_listed else frozenset()


def fold(events: Sequence[Recorded[Event]]) -> list[Change]:
    """Events that a row has seen already are passed over.

    Rows are read here and written later: the locks of their streams keep everybody else away meanwhile.
    """
    rows = _rows({each.stream_id for each in events})
    suspended = _suspended(events, rows)
    changes: dict[UUID, Change] = {}
    for each in unseen(events, {row.id: row.version for row in rows.values()}):
        row = rows.get(each.stream_id)
        if row is None:
            rows[each.stream_id] = row = Article(id=each.stream_id, position=each.position)
            row.author_is_suspended = each.stream_id in suspended
            changes[row.id] = Change(row, was_listed=False, tags_before=frozenset())
        elif row.id not in changes:
            changes[row.id] = change_of(row)
        _apply(row, each)
    return list(changes.values())


def change_of(row: Article) -> Change:
    """Of a row that is about to change."""
    was_listed = is_visible(row)
    return Change(row, was_listed, frozenset(row.tags if was_listed else ()))


def _suspended(events: Sequence[Recorded[Event]], known: Collection[UUID]) -> set[UUID]:
    """Articles that are new and come from somebody who is suspended: from a request that was under way, an import."""
    authors = {
        each.stream_id: each.event.author_id
        for each in events
        if isinstance(each.event, ArticlePublished) and each.stream_id not in known
    }
    if not authors:
        return set()
    shut = SuspendedAuthor.objects.filter(author_id__in=set(authors.values()), is_suspended=True)
    found = set(shut.values_list("author_id", flat=True))
    return {article_id for article_id, author_id in authors.items() if author_id in found}


def _rows(ids: Collection[UUID]) -> dict[UUID, Article]:
    """Thousands of ids as one parameter; `in_bulk` would bind each."""
    rows = Article.objects.raw("SELECT * FROM blog_article WHERE id = ANY(%s)", [list(ids)])
    return {each.id: each for each in rows}


def _apply(row: Article, recorded: Recorded[Event]) -> None:
    match recorded.event:
        case ArticlePublished() as event:
            row.author_id, row.status, row.published_at = event.author_id, event.status, event.published_at
            _write(row, event)
        case ArticleEdited() as event:
            # What was changed before anybody read it is no change to readers.
            row.edited_at = event.edited_at if row.status == PUBLISHED else None
            _write(row, event)
        case ArticleRescheduled(published_at=due_at):
            row.published_at = due_at
        case ArticleReleased(published_at=published_at):
            row.status, row.published_at, row.position = PUBLISHED, published_at, recorded.position
        case ArticleDeleted():
            row.is_deleted = True
        case ArticleUndeleted():
            row.is_deleted = False
        case ArticleHidden(reason=reason, hidden_at=moment):
            row.hidden_at, row.hidden_because = moment, reason
        case ArticleUnhidden():
            row.hidden_at, row.hidden_because = None, ""
    row.version, row.last_position = recorded.version, recorded.position


def _write(row: Article, event: ArticlePublished | ArticleEdited) -> None:
    row.slug, row.title, row.description, row.body = event.slug, event.title, event.description, event.body
    row.tags = list(event.tags)
