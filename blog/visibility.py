"""The one rule who may see an article or a comment. Every read goes through it, and nothing else spells it out."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from blog.domain.article import PUBLISHED

if TYPE_CHECKING:
    from blog.models import Article

VISIBLE = Q(status=PUBLISHED, is_deleted=False)


def is_visible(article: "Article") -> bool:
    """VISIBLE, for a row in memory."""
    return article.status == PUBLISHED and not article.is_deleted


class ArticleQuerySet(QuerySet["Article"]):
    def visible(self) -> "ArticleQuerySet":
        """For everybody."""
        return self.filter(VISIBLE)

    def invisible(self) -> "ArticleQuerySet":
        """To be left out of lists that know an article's id alone."""
        return self.exclude(VISIBLE)

    def of_author(self, author_id: UUID) -> "ArticleQuerySet":
        """One's own, to edit, delete and bring back: deleted ones too."""
        return self.filter(author_id=author_id)


class CommentQuerySet(QuerySet["Comment"]):
    def visible(self) -> "CommentQuerySet":
        """For everybody who sees the article."""
        return self.filter(is_deleted=False)

    def of_author(self, author_id: UUID) -> "CommentQuerySet":
        """One's own, to delete and bring back."""
        return self.filter(author_id=author_id)
