"""The one rule who may see an article, a comment or a person, said once for SQL and once for a row in memory.

Every read goes through it, by `Article.objects.visible()`, `Comment.objects.visible()` and `VISIBLE_PERSON`; nothing
else spells it out. What its author deleted or a moderator hid is seen by nobody, whichever came first, until both have
been taken back; nor is what somebody wrote who is suspended.
"""

from datetime import datetime
from typing import Protocol

from django.db.models import Q

from blog.domain.article import PUBLISHED, SCHEDULED


class Article(Protocol):
    status: str
    is_deleted: bool
    hidden_at: datetime | None
    author_is_suspended: bool


VISIBLE = Q(status=PUBLISHED, is_deleted=False, hidden_at=None, author_is_suspended=False)
# Once, whatever became of it since: what does not meet this was never there for anybody else.
APPEARED = Q(status=PUBLISHED)
# To its author alone.
WAITING = Q(status=SCHEDULED, is_deleted=False)
# To its author, who is told why, and to moderators.
HIDDEN = Q(is_deleted=False, hidden_at__isnull=False)
# Profiles, with all that is theirs.
VISIBLE_PERSON = Q(suspended_at=None)
# A comment by its own row; an index can say no more.
STANDING_COMMENT = Q(is_deleted=False, hidden_at=None)
# To those who see its article.
VISIBLE_COMMENT = STANDING_COMMENT & Q(author__suspended_at=None)


def is_visible(article: Article) -> bool:
    is_taken_down = article.is_deleted or article.hidden_at is not None or article.author_is_suspended
    return article.status == PUBLISHED and not is_taken_down


def waits(article: Article) -> bool:
    return article.status == SCHEDULED and not article.is_deleted
