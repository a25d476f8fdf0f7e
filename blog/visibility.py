"""The one rule who may see an article or a comment, said once for SQL and once for a row in memory.

Every read goes through it, by `Article.objects.visible()` and `Comment.objects.visible()`; nothing else spells it out.
"""

from typing import Protocol

from django.db.models import Q

from blog.domain.article import PUBLISHED, SCHEDULED


class Article(Protocol):
    status: str
    is_deleted: bool


VISIBLE = Q(status=PUBLISHED, is_deleted=False)
# Once, whatever became of it since: what does not meet this was never there for anybody else.
APPEARED = Q(status=PUBLISHED)
# To its author alone.
WAITING = Q(status=SCHEDULED, is_deleted=False)
# To those who see its article.
VISIBLE_COMMENT = Q(is_deleted=False)


def is_visible(article: Article) -> bool:
    return article.status == PUBLISHED and not article.is_deleted


def waits(article: Article) -> bool:
    return article.status == SCHEDULED and not article.is_deleted
