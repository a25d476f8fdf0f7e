"""Lists that each of many has, read in as many queries as one: so many behind a place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import Profile
from blog.models import NEWEST_FIRST, Article, ArticleTag, Comment, Favorite, Tag
from blog.queries.articles import follows_author, previews
from blog.queries.parts import Place

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Mark:
    """A reader's favorite; `position` is its place in the list of them."""

    article: Article
    position: int


def articles_of_each(
    author_ids: Collection[UUID], place: Place | None, n: int, reader_id: UUID | None
) -> dict[UUID, list[Article]]:
    """The newest of each author."""
    found = _behind(Article.objects.visible().filter(author_id=OuterRef("pk")), place).order_by(*NEWEST_FIRST)
    ids = _first_of_each(Profile.objects.filter(pk__in=author_ids), found.values("id")[:n])
    return _in_place_of_ids(ids, reader_id)


def articles_with_each(
    tags: Collection[str], place: Place | None, n: int, reader_id: UUID | None
) -> dict[str, list[Article]]:
    """The newest with each tag."""
    found = _behind(ArticleTag.objects.filter(tag=OuterRef("pk")), place).order_by(*NEWEST_FIRST)
    ids = _first_of_each(Tag.objects.filter(name__in=tags), found.values("article_id")[:n])
    return _in_place_of_ids(ids, reader_id)


def favorites_of_each(
    marker_ids: Collection[UUID], before: int | None, n: int, reader_id: UUID | None
) -> dict[UUID, list[Mark]]:
    """Of each reader, the newest mark first."""
    invisible = Article.objects.invisible().values("id")
    found = Favorite.objects.filter(reader_id=OuterRef("pk")).exclude(article_id__in=invisible)
    if before is not None:
        found = found.filter(position__lt=before)
    marks = found.order_by("-position").values(mark=JSONObject(article="article_id", position="position"))[:n]
    of_each = _first_of_each(Profile.objects.filter(pk__in=marker_ids), marks)
    ids = {UUID(mark["article"]) for marks in of_each.values() for mark in marks}
    articles = {str(each.id): each for each in previews(list(ids), reader_id)}
    return {
        marker: [Mark(articles[each["article"]], each["position"]) for each in marks if each["article"] in articles]
        for marker, marks in of_each.items()
    }


def comments_of_each(
    article_ids: Collection[UUID], before: int | None, n: int, reader_id: UUID | None
) -> dict[UUID, list[Comment]]:
    """The newest of each article that is to be seen, with what their authors are to the reader."""
    found = Comment.objects.visible().filter(article_id=OuterRef("pk"))
    if before is not None:
        found = found.filter(number__lt=before)
    of_each = _first_of_each(
        Article.objects.visible().filter(id__in=article_ids), found.order_by("-number").values("id")[:n]
    )
    ids = {each for found_ids in of_each.values() for each in found_ids}
    marks = {"is_following_author": follows_author(reader_id)}
    comments = Comment.objects.visible().filter(id__in=ids).select_related("author").annotate(**marks)
    return _in_place_of(of_each, {each.id: each for each in comments})


def _behind(found: QuerySet[M, Row], place: Place | None) -> QuerySet[M, Row]:
    """The first condition is the index's, the second leaves out those of the same moment that come before."""
    if place is None:
        return found
    at, position = place.published_at, place.position
    return found.filter(published_at__lte=at).exclude(published_at=at, position__gte=position)


def _first_of_each(owners: QuerySet[Any, Any], found: QuerySet[Any, Any]) -> dict[Any, list[Any]]:
    """By the key of the owner; each list is read from its own index, as far as it goes."""
    return dict(owners.annotate(found=ArraySubquery(found)).values_list("pk", "found"))


def _in_place_of_ids(ids: Mapping[Any, Sequence[UUID]], reader_id: UUID | None) -> dict[Any, list[Article]]:
    articles = previews(list({each for found in ids.values() for each in found}), reader_id)
    return _in_place_of(ids, {each.id: each for each in articles})


def _in_place_of(ids: Mapping[Any, Iterable[UUID]], rows: Mapping[UUID, Row]) -> dict[Any, list[Row]]:
    return {owner: [rows[each] for each in found if each in rows] for owner, found in ids.items()}
