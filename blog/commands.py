"""Sending the commands of articles and comments, for pages, API and imports alike: free addresses, clocks, numbers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from blog.domain import wording
from blog.domain.article import ARTICLE, EditArticle, PublishArticle
from blog.domain.comment import COMMENT, AddComment
from blog.domain.slugs import slug_with_suffix, slugify
from blog.models import Article, ArticleSlug
from blog.queries.comments import next_comment_number
from es_core.context import new_id, now
from es_core.errors import Taken
from es_core.execute import Executed, execute


def publish_article(
    *,
    author_id: UUID,
    title: str,
    description: str,
    body: str,
    tags: Sequence[str],
    article_id: UUID | None = None,
    wanted_slug: str | None = None,
    publish_on: datetime | None = None,
    published_at: datetime | None = None,
    source: str | None = None,
) -> Executed:
    """Raises Rejected and CommandReused. `publish_on` is when it is to appear, if not now.

    An import brings its own id, address, date and source.
    """
    article_id = article_id or new_id()

    def publish(slug: str) -> Executed:
        command = PublishArticle(
            article_id=article_id,
            author_id=author_id,
            slug=slug,
            title=title,
            description=description,
            body=body,
            tags=tuple(tags),
            publish_on=publish_on,
            published_at=published_at or now(),
            source=source,
        )
        return execute(ARTICLE, command)

    return _with_free_slug(wanted_slug or slugify(title), article_id, publish)


def edit_article(
    article: Article,
    *,
    editor_id: UUID,
    title: str,
    description: str,
    body: str,
    tags: Sequence[str],
    publish_on: datetime | Literal["now"] | None = None,
    version: int | None = None,
    wanted_slug: str | None = None,
) -> Executed:
    """Complete new values. `version` is the one that the editor saw: Conflict is raised when it is not the last.

    The address follows the title, unless the import names one. Without `publish_on` the time of an article that waits
    stays.
    """

    def edit(slug: str) -> Executed:
        command = EditArticle(
            article_id=article.id,
            editor_id=editor_id,
            slug=slug,
            title=title,
            description=description,
            body=body,
            tags=tuple(tags),
            publish_on=publish_on,
            edited_at=now(),
        )
        return execute(ARTICLE, command, expected_version=version)

    keeps = _has_address(article, wanted_slug) if wanted_slug else _keeps_address(article, title)
    return edit(article.slug) if keeps else _with_free_slug(wanted_slug or slugify(title), article.id, edit)


def add_comment(article_id: UUID, *, author_id: UUID, body: str) -> Executed:
    """Raises Rejected and CommandReused."""
    command = AddComment(
        comment_id=new_id(),
        number=next_comment_number(),
        article_id=article_id,
        author_id=author_id,
        body=body,
        added_at=now(),
    )
    return execute(COMMENT, command)


def _keeps_address(article: Article, title: str) -> bool:
    """The same title does, and so does a change of a comma."""
    return wording.squeezed(title) == article.title or slugify(title) == slugify(article.title)


def _has_address(article: Article, wanted: str) -> bool:
    """Or the one next to it, because it was another article's already."""
    return article.slug in (wanted, slug_with_suffix(wanted, article.id))


def _with_free_slug(wanted: str, article_id: UUID, attempt: Callable[[str], Executed]) -> Executed:
    """The wanted address if nobody had it, or oneself; else one with a suffix, also when somebody is faster now."""
    try:
        return attempt(wanted if _is_free(wanted, article_id) else slug_with_suffix(wanted, article_id))
    except Taken as taken:
        if taken.field != "slug":
            raise
        return attempt(slug_with_suffix(wanted))


def _is_free(slug: str, article_id: UUID) -> bool:
    return not ArticleSlug.objects.filter(slug=slug).exclude(article_id=article_id).exists()
