"""The lists of articles: everybody's, a tag's, an author's, a reader's favorites and feed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from blog.models import NEWEST_FIRST, Article, ArticleQuerySet, ArticleTag, ArticleTally, Favorite, Follow, Tag
from blog.queries.pages import Page, page_of

GATHERED = 10_000  # articles that are sorted in a few milliseconds


def global_feed(number: int) -> Page:
    return page_of(newest_first(Article.objects.visible()), total=tally("all", ""), number=number)


def tag_feed(tag: str, number: int) -> Page:
    ids, total = ids_with_tag(tag)
    return page_of(ids, total=total, number=number)


def ids_with_tag(tag: str) -> tuple["QuerySet[Any, UUID]", int]:
    """And how many there are."""
    ids = ArticleTag.objects.filter(tag=tag).order_by(*NEWEST_FIRST).values_list("article_id", flat=True)
    return ids, Tag.objects.filter(name=tag).values_list("articles_count", flat=True).first() or 0


def author_feed(author_id: UUID, number: int) -> Page:
    ids = newest_first(Article.objects.visible().filter(author_id=author_id))
    return page_of(ids, total=tally("author", str(author_id)), number=number)


def favorites_feed(marker_id: UUID, number: int) -> Page:
    """The newest mark first. Counted on reading, from that reader's index, less what nobody may see."""
    marks = Favorite.objects.filter(reader_id=marker_id).exclude(
        article_id__in=Article.objects.invisible().values("id")
    )
    ids = marks.order_by("-position").values_list("article_id", flat=True)
    return page_of(ids, total=marks.count(), number=number)


def your_feed(number: int, reader_id: UUID) -> Page:
    """Articles of the authors whom the reader follows."""
    ids, total = ids_of_followed(reader_id)
    return page_of(ids, total=total, number=number, query="?feed=following&page=")


def ids_of_followed(reader_id: UUID) -> tuple["QuerySet[Any, UUID]", int]:
    """And how many there are. Authors who have written nothing don't make the search wider."""
    counts = {author: n for author, n in _followed(reader_id) if n}
    total = sum(counts.values())
    found = Article.objects.visible().filter(author_id__in=sorted(counts))
    return (_gathered_ids(found) if total <= GATHERED else newest_first(found)), total


def newest_first(found: ArticleQuerySet) -> "QuerySet[Any, UUID]":
    return found.order_by(*NEWEST_FIRST).values_list("id", flat=True)


def _gathered_ids(found: ArticleQuerySet) -> "QuerySet[Any, UUID]":
    """In the same order, but by an expression that no index has: Postgres collects the authors' articles and sorts.

    Left to choose, it walks back through everybody's articles, which is long when these authors wrote long ago.
    """
    published_at = ExpressionWrapper(F("published_at") + timedelta(0), output_field=DateTimeField())
    return found.order_by(published_at.desc(), "-position").values_list("id", flat=True)


def tally(scope: str, key: str) -> int:
    return sum(ArticleTally.objects.filter(scope=scope, key=key).values_list("n", flat=True))  # of 16 rows at the most


def _followed(reader_id: UUID) -> "QuerySet[Any, tuple[UUID, int]]":
    """Authors with the number of their articles; that tally has one row an author."""
    tally = ArticleTally.objects.filter(scope="author", key=Cast(OuterRef("author_id"), TextField()), shard=0)
    return (
        Follow.objects.filter(follower_id=reader_id)
        .annotate(n=Coalesce(Subquery(tally.values("n")), 0))
        .values_list("author_id", "n")
    )
