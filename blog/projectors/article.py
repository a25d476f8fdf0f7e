"""Articles with their addresses, tags and counts."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import cast

from accounts.domain.user import UserRestored, UserSuspended
from blog.domain import article
from blog.domain.article import ARTICLE, ArticleEdited, ArticlePublished
from blog.models import Article, ArticleSlug, ArticleTag, ArticleTally, SuspendedAuthor, Tag
from blog.projectors.article_changes import Change, fold
from blog.projectors.sets import move_counts, run
from blog.projectors.suspension import await_suspensions, flag_articles, is_suspension
from es_core import codec
from es_core.projector import Projector
from es_core.read_model import shard
from es_core.recorded import Recorded

articles = Projector(
    "articles", models=[Article, ArticleSlug, ArticleTag, Tag, ArticleTally, SuspendedAuthor], version=2
)

SAVE = """
    INSERT INTO blog_article SELECT * FROM json_populate_recordset(NULL::blog_article, %s::json)
    ON CONFLICT (id) DO UPDATE SET (slug, title, description, body, tags, status, published_at, edited_at, is_deleted,
        hidden_at, hidden_because, position, last_position, version) = (excluded.slug, excluded.title,
        excluded.description, excluded.body, excluded.tags, excluded.status, excluded.published_at, excluded.edited_at,
        excluded.is_deleted, excluded.hidden_at, excluded.hidden_because, excluded.position, excluded.last_position,
        excluded.version)
"""
ADD_SLUGS = """
    INSERT INTO blog_articleslug (slug, article_id) SELECT * FROM unnest(%s::text[], %s::uuid[])
    ON CONFLICT (slug) DO NOTHING
"""
ADD_TAGS = """
    INSERT INTO blog_articletag (article_id, tag, published_at, position)
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::bigint[])
    ON CONFLICT (article_id, tag) DO NOTHING
"""
DROP_TAGS = """
    DELETE FROM blog_articletag
    WHERE (article_id, tag) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))
"""
COUNT_TAGS = {
    "add": """
        INSERT INTO blog_tag AS old (name, articles_count) SELECT * FROM unnest(%s::text[], %s::bigint[])
        ON CONFLICT (name) DO UPDATE SET articles_count = old.articles_count + excluded.articles_count
    """,
    "drop": "DELETE FROM blog_tag WHERE articles_count = 0 AND name = ANY(%s::text[])",
}
COUNT_ARTICLES = {
    "add": """
        INSERT INTO blog_articletally AS old (scope, key, shard, n)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::bigint[])
        ON CONFLICT (scope, key, shard) DO UPDATE SET n = old.n + excluded.n
    """,
    "drop": """
        DELETE FROM blog_articletally WHERE n = 0
        AND (scope, key, shard) IN (SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[]))
    """,
}


Of = Sequence[Recorded[article.Event]]
SUSPENSIONS = (UserSuspended, UserRestored)

articles.on(*ARTICLE.events, *SUSPENSIONS, live_only=True)(await_suspensions)


@articles.on(*ARTICLE.events, *SUSPENSIONS)
def set_articles(events: Sequence[Recorded[article.Event | UserSuspended | UserRestored]]) -> None:
    """In the order of the log, as an article that comes is seen or not by what its author is then. Rows of the articles
    themselves first, then those that many articles share: tags, then counts."""
    for are_suspensions, part in groupby(events, key=is_suspension):
        for changes in map(flag_articles, part) if are_suspensions else [save_changes(cast(Of, list(part)))]:
            set_tags(changes)
            move_counts(_tag_moves(changes), **COUNT_TAGS)
            move_counts(_article_moves(changes), **COUNT_ARTICLES)


def save_changes(events: Of) -> list[Change]:
    changes = fold(events)
    save_articles([each.article for each in changes])
    save_slugs(events)
    return changes


def save_articles(rows: Sequence[Article]) -> None:
    """As JSON, which carries arrays too, and few at a time, as bodies may be long."""
    names = [each.attname for each in Article._meta.local_concrete_fields]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    for start in range(0, len(values), 200):
        run(SAVE, [codec.encode(values[start : start + 200]).decode()])


def save_slugs(events: Sequence[Recorded[article.Event]]) -> None:
    """Every address counts, also one that a later event of the batch gave up."""
    slugs = {
        each.event.slug: each.event.article_id
        for each in events
        if isinstance(each.event, ArticlePublished | ArticleEdited)
    }
    if slugs:
        run(ADD_SLUGS, [list(slugs), list(slugs.values())])


def set_tags(changes: Sequence[Change]) -> None:
    came = [
        (each.article.id, tag, each.article.published_at, each.article.position)
        for each in changes
        for tag in each.tags_after - each.tags_before
    ]
    gone = [(each.article.id, tag) for each in changes for tag in each.tags_before - each.tags_after]
    if gone:
        run(DROP_TAGS, zip(*gone, strict=True))
    if came:
        run(ADD_TAGS, zip(*came, strict=True))


def _tag_moves(changes: Sequence[Change]) -> Counter[tuple[str]]:
    moves: Counter[tuple[str]] = Counter()
    for each in changes:
        moves.update((tag,) for tag in each.tags_after)
        moves.subtract((tag,) for tag in each.tags_before)
    return moves


def _article_moves(changes: Sequence[Change]) -> Counter[tuple[str, str, int]]:
    """All of them over 16 rows; an author's in one, as he writes one at a time and feeds add up hundreds of authors."""
    moves: Counter[tuple[str, str, int]] = Counter()
    for each in changes:
        n = each.is_listed - each.was_listed
        moves["all", "", shard(each.article.id)] += n
        moves["author", str(each.article.author_id), 0] += n
    return moves
