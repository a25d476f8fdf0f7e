"""What each of many things has, asked for all of them at once."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Sum

from blog.models import Article, ArticleTally, Comment, Favorite, Tag


def bodies_of(article_ids: Collection[UUID]) -> dict[UUID, str]:
    """Lists come without them."""
    return dict(Article.objects.visible().filter(id__in=article_ids).values_list("id", "body"))


def counts_of_authors(author_ids: Collection[UUID]) -> dict[UUID, int]:
    """Of their articles; those that nobody may see are none."""
    found = ArticleTally.objects.filter(scope="author", key__in=[str(each) for each in author_ids])
    return {UUID(key): n for key, n in found.values("key").annotate(total=Sum("n")).values_list("key", "total")}


def counts_of_tags(tags: Collection[str]) -> dict[str, int]:
    return dict(Tag.objects.filter(name__in=tags).values_list("name", "articles_count"))


def counts_of_comments(article_ids: Collection[UUID]) -> dict[UUID, int]:
    found = Comment.objects.visible().filter(article_id__in=article_ids)
    return dict(found.values("article_id").annotate(total=Count("id")).values_list("article_id", "total"))


def counts_of_favorites(marker_ids: Collection[UUID]) -> dict[UUID, int]:
    """Of each reader, less what nobody may see."""
    found = Favorite.objects.filter(reader_id__in=marker_ids)
    found = found.exclude(article_id__in=Article.objects.invisible().values("id"))
    return dict(found.values("reader_id").annotate(total=Count("article_id")).values_list("reader_id", "total"))
