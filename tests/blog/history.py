"""What has happened before a test begins: events in the log, with the rows that inline projectors made of them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from blog.domain.article import ARTICLE, ArticleDeleted, ArticleHidden, ArticlePublished
from blog.domain.comment import COMMENT, CommentAdded, CommentHidden
from blog.domain.favorite import FAVORITE, ArticleFavorited
from blog.domain.follow import FOLLOW, AuthorFollowed
from blog.models import Article, Comment
from blog.queries import next_comment_number
from es_core.context import new_id
from es_core.testing import given

BEGINNING = datetime(2026, 8, 1, 12, tzinfo=UTC)
minutes = count()


def later() -> datetime:
    return BEGINNING + timedelta(minutes=next(minutes))


def article_of(author_id: UUID, **values: Any) -> Article:
    article_id = values.pop("article_id", None) or new_id()
    title = values.pop("title", f"Article {article_id}")
    event = ArticlePublished(
        article_id=article_id,
        author_id=author_id,
        **{
            "slug": title.lower().replace(" ", "-"),
            "title": title,
            "description": f"About {title}",
            "body": f"All there is to say about *{title}*.",
            "tags": (),
            "published_at": later(),
        }
        | values,
    )
    given(ARTICLE, event)
    return Article.objects.get(id=article_id)


def deleted(article: Article) -> None:
    given(ARTICLE, ArticleDeleted(article_id=article.id, deleted_at=later()))


def hidden(article: Article, reason: str = "Spam") -> None:
    given(ARTICLE, ArticleHidden(article_id=article.id, reason=reason, hidden_at=later()))


def comment_of(author_id: UUID, article: Article, body: str = "Well said") -> Comment:
    comment_id = new_id()
    given(
        COMMENT,
        CommentAdded(
            comment_id=comment_id,
            number=next_comment_number(),
            article_id=article.id,
            author_id=author_id,
            body=body,
            added_at=later(),
        ),
    )
    return Comment.objects.get(id=comment_id)


def hidden_comment(comment: Comment, reason: str = "Spam") -> None:
    given(
        COMMENT,
        CommentHidden(comment_id=comment.id, article_id=comment.article_id, reason=reason, hidden_at=later()),
    )


def favorite_of(reader_id: UUID, article: Article) -> None:
    given(FAVORITE, ArticleFavorited(article_id=article.id, reader_id=reader_id))


def follow_of(follower_id: UUID, author_id: UUID) -> None:
    given(FOLLOW, AuthorFollowed(follower_id=follower_id, author_id=author_id))
