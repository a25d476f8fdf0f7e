"""Favorites, follows and tallies in the admin, on pages of their own: Django registers no model with a key of several
columns. To be read, like all of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from blog.domain.favorite import FAVORITE, FavoriteArticle
from blog.domain.follow import FOLLOW, FollowAuthor
from blog.models import ArticleTally, Favorite, FavoriteTally, Follow, FollowTally
from es_core.admin import addresses, named
from es_core.admin.keyset import AHEAD, BEHIND, Order, page

SIZE = 50
NEWEST = Order("position", descending=True, is_unique=True)
Mark = Favorite | Follow


@dataclass(frozen=True, slots=True)
class Row:
    """One mark: what it is on, or by whom; the event that set it, and its stream."""

    other: named.Found
    title: named.Named | None
    position: int
    stream_id: UUID

    @property
    def url(self) -> str:
        return self.title.url if self.title else addresses.stream_page(self.other.id)

    @property
    def event_url(self) -> str:
        return addresses.event_page(self.position)

    @property
    def stream_url(self) -> str:
        return addresses.stream_page(self.stream_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One of the pages: `of` is the category of the stream that it is about, `by` the column that names it there."""

    title: str
    permission: str
    of: str
    by: str
    all: Callable[[], QuerySet[Any]]
    other: Callable[[Any], named.Found]
    stream_id: Callable[[Any], UUID]


def _favorite(mark: Favorite) -> UUID:
    return FAVORITE.stream_id(FavoriteArticle(article_id=mark.article_id, reader_id=mark.reader_id))


def _follow(mark: Follow) -> UUID:
    return FOLLOW.stream_id(FollowAuthor(follower_id=mark.follower_id, author_id=mark.author_id))


ON_ARTICLE = Marks(
    title="Favorites of",
    permission="blog.view_favorite",
    of="article",
    by="article_id",
    all=Favorite.objects.all,
    other=lambda mark: named.Found("user", mark.reader_id),
    stream_id=_favorite,
)
OF_READER = Marks(
    title="Favorites of",
    permission="blog.view_favorite",
    of="user",
    by="reader_id",
    all=Favorite.objects.all,
    other=lambda mark: named.Found("article", mark.article_id),
    stream_id=_favorite,
)
FOLLOWS = Marks(
    title="Whom they follow:",
    permission="blog.view_follow",
    of="user",
    by="follower_id",
    all=Follow.objects.all,
    other=lambda mark: named.Found("user", mark.author_id),
    stream_id=_follow,
)
FOLLOWERS = Marks(
    title="Followers of",
    permission="blog.view_follow",
    of="user",
    by="author_id",
    all=Follow.objects.all,
    other=lambda mark: named.Found("user", mark.follower_id),
    stream_id=_follow,
)
TALLIES = {"articles": ArticleTally, "favorites": FavoriteTally, "followers": FollowTally}


def urls(model_admin: Any) -> list[URLPattern]:
    """To be put ahead of a ModelAdmin's own."""

    def view(marks: Marks) -> Callable[..., HttpResponse]:
        return model_admin.admin_site.admin_view(partial(marks_page, model_admin, marks))  # type: ignore[no-any-return]

    return [
        path("<uuid:id>/favorites/", view(ON_ARTICLE), name="blog_favorites_of_article"),
        path("people/<uuid:id>/favorites/", view(OF_READER), name="blog_favorites_of_reader"),
        path("people/<uuid:id>/follows/", view(FOLLOWS), name="blog_follows_of_person"),
        path("people/<uuid:id>/followers/", view(FOLLOWERS), name="blog_followers_of_person"),
    ]


def marks_page(model_admin: Any, marks: Marks, request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    model_admin.only_reads(request, "change", str(id))
    if not request.user.has_perm(marks.permission):
        raise PermissionDenied
    about = named.Found(marks.of, id)
    places = {name: request.GET.get(name, "") for name in (BEHIND, AHEAD)}
    try:
        found = page(marks.all().filter(**{marks.by: id}), NEWEST, SIZE, **places)
    except ValueError as error:
        raise Http404(str(error)) from error
    titles = named.titles([about, *map(marks.other, found.rows)])
    itself = titles.get(id)
    context = model_admin.admin_site.each_context(request) | {
        "title": f"{marks.title} {itself.title if itself else id}",
        "opts": model_admin.opts,
        "itself": itself,
        "stream_url": addresses.stream_page(id),
        "rows": list(_rows(marks, found.rows, titles)),
        "tallies": list(_tallies(str(id))),
        "first": "?" if found.has_ahead else "",
        "ahead": f"?{AHEAD}={NEWEST.place_of(found.rows[0])}" if found.has_ahead and found.rows else "",
        "behind": f"?{BEHIND}={NEWEST.place_of(found.rows[-1])}" if found.has_behind else "",
    }
    return TemplateResponse(request, "admin/blog/marks.html", context)


def _rows(marks: Marks, found: Iterable[Mark], titles: dict[UUID, named.Named]) -> Iterator[Row]:
    for mark in found:
        other = marks.other(mark)
        yield Row(other, titles.get(other.id), mark.position, marks.stream_id(mark))


def _tallies(key: str) -> Iterator[tuple[str, int, str]]:
    """What is counted of it: the sum, and the rows that it is spread over."""
    for name, tally in TALLIES.items():
        shards = list(tally._default_manager.filter(scope__in=("article", "author"), key=key).values_list("shard", "n"))
        if shards:
            yield name, sum(n for _, n in shards), ", ".join(f"{shard}: {n}" for shard, n in sorted(shards))
