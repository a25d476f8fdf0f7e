"""Comments, the newest first, and the numbers that new ones get."""

from uuid import UUID

from django.db import connection

from blog.models import Article, Comment
from blog.queries.articles import follows_author

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


def comments_for(article_id: UUID, reader_id: UUID | None, number: int | None = None) -> list[Comment]:
    """All of an article that is to be seen, the newest first, or the one of that number; with what their authors are to
    the reader."""
    found = Comment.objects.visible().filter(article_id=article_id).select_related("author").order_by("-number")
    if number is not None:
        found = found.filter(number=number)
    marks = {"is_following_author": follows_author(reader_id)}
    return list(found.annotate(**marks))


def comment_numbered(number: int, article_id: UUID, *, author_id: UUID | None = None) -> Comment | None:
    """One that everybody sees, or that author's, a deleted one too."""
    comments = Comment.objects.of_author(author_id) if author_id else Comment.objects.visible()
    return comments.filter(number=number, article_id=article_id).first()


def comment_on_page(comment_id: UUID) -> Comment | None:
    """While its article is to be seen; with that."""
    articles = Article.objects.visible().values("id")
    found = Comment.objects.visible().filter(id=comment_id, article_id__in=articles)
    return found.select_related("author", "article").first()


def own_comment(comment_id: UUID, author_id: UUID) -> Comment | None:
    """A deleted one too."""
    return Comment.objects.of_author(author_id).filter(id=comment_id).first()


def own_hidden_comments(article_id: UUID, author_id: UUID) -> list[Comment]:
    """What moderators hid of that author, the newest first, whatever became of the article."""
    return list(Comment.objects.hidden().filter(article_id=article_id, author_id=author_id).order_by("-number")[:SHOWN])


def next_comment_number() -> int:
    return next_comment_numbers(1)[0]


def next_comment_numbers(n: int) -> list[int]:
    """Each is drawn once; one whose comment comes to nothing stays a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('blog_comment_number') FROM generate_series(1, %s)", [n])
        return [number for (number,) in cursor.fetchall()]
