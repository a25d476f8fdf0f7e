"""Comments, the newest first, and the numbers that new ones get."""

from uuid import UUID

from django.db import connection

from blog.models import Article, Comment

SHOWN = 200


def comments_of(article_id: UUID, before: int | None = None) -> tuple[list[Comment], int | None]:
    """The newest of them, older than the comment numbered `before`, while their article is to be seen; and the number
    to ask for older ones with."""
    article = Article.objects.visible().filter(id=article_id).values("id")
    found = Comment.objects.visible().filter(article_id__in=article).select_related("author").order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    comments = list(found[: SHOWN + 1])
    more = comments[SHOWN - 1].number if len(comments) > SHOWN else None
    return comments[:SHOWN], more


def own_comment(comment_id: UUID, author_id: UUID) -> Comment | None:
    """A deleted one too."""
    return Comment.objects.of_author(author_id).filter(id=comment_id).first()


def next_comment_number() -> int:
    return next_comment_numbers(1)[0]


def next_comment_numbers(n: int) -> list[int]:
    """Each is drawn once; one whose comment comes to nothing stays a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('blog_comment_number') FROM generate_series(1, %s)", [n])
        return [number for (number,) in cursor.fetchall()]
