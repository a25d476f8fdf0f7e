"""Any part of a list of articles, as programs ask for it: so many, after so many or after a place; and how many there
are in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.domain.names import LONGEST_LOOKED_AT, username_key
from accounts.models import Profile
from blog.domain.tags import normalise_tags
from blog.models import Article, ArticleTag, Favorite
from blog.queries.articles import follows_author, previews
from blog.queries.feeds import ids_of_followed, ids_with_tag, newest_first, tally
from blog.queries.pages import Ids, part_of
from blog.visibility import VISIBLE_PERSON
from es_core.errors import Rejected

Part = tuple[Sequence[Article], int]


@dataclass(frozen=True, slots=True)
class Place:
    """Of an article in lists: what orders them."""

    published_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Articles:
    """A list of articles, the newest first: their ids, and how many there are."""

    ids: Ids
    total: int

    def part(self, offset: int, limit: int, reader_id: UUID | None) -> list[Article]:
        stop = min(offset + limit, self.total)
        return _shown(part_of(self.ids, offset, stop, self.total), reader_id) if offset < stop else []

    def after(self, place: Place | None, limit: int, reader_id: UUID | None) -> tuple[list[Article], Place | None]:
        """At least one; from the top without a place. And the place to go on after, if there is more.

        It costs the same however far down, and what comes at the top meanwhile moves nothing.
        """
        ids = list((self.ids.filter(_below(place)) if place else self.ids)[: limit + 1])
        found = _shown(ids[:limit], reader_id)
        if len(ids) <= limit:
            return found, None
        return found, Place(found[-1].published_at, found[-1].position) if found else place


def articles_of_followed(reader_id: UUID, offset: int, limit: int) -> Part:
    found = of_followed(reader_id)
    return found.part(offset, limit, reader_id), found.total


def of_followed(reader_id: UUID) -> Articles:
    return Articles(*ids_of_followed(reader_id))


def articles_that_fit(
    *,
    reader_id: UUID | None,
    tag: str | None = None,
    author: str | None = None,
    favorited: str | None = None,
    offset: int,
    limit: int,
) -> Part:
    found = that_fit(tag=tag, author=author, favorited=favorited)
    return found.part(offset, limit, reader_id), found.total


def that_fit(*, tag: str | None = None, author: str | None = None, favorited: str | None = None) -> Articles:
    """All that is given; the people by their names. Names nobody has fit nothing."""
    people = [None if name is None else _user_id(name) for name in (author, favorited)]
    if (author, favorited) != (None, None) and people.count(None) > (author, favorited).count(None):
        return Articles(newest_first(Article.objects.visible().none()), 0)
    return Articles(*_ids_and_total(None if tag is None else _tag(tag), *people))


def _ids_and_total(tag: str | None, author_id: UUID | None, marker_id: UUID | None) -> tuple[Ids, int]:
    """One thing asked for has its own index and count; several are searched by an author's, a reader's or a tag's."""
    if author_id is None and marker_id is None and tag is not None:
        return ids_with_tag(tag)
    found = Article.objects.visible()
    if author_id:
        found = found.filter(author_id=author_id)
    if marker_id:
        found = found.filter(id__in=Favorite.objects.filter(reader_id=marker_id).values("article_id"))
    if tag is not None:
        found = found.filter(id__in=ArticleTag.objects.filter(tag=tag).values("article_id"))
    if marker_id or tag is not None:
        total = found.count()
    else:
        total = tally("author", str(author_id)) if author_id else tally("all", "")
    return newest_first(found), total


def _below(place: Place) -> Q:
    """Said so that an index can begin at the date."""
    earlier = Q(published_at__lt=place.published_at) | Q(position__lt=place.position)
    return Q(published_at__lte=place.published_at) & earlier


def _shown(ids: Sequence[UUID], reader_id: UUID | None) -> list[Article]:
    return previews(ids, reader_id, is_following_author=follows_author(reader_id)) if ids else []


def _user_id(username: str) -> UUID | None:
    if len(username) > LONGEST_LOOKED_AT:
        return None
    found = Profile.objects.filter(VISIBLE_PERSON, username_key=username_key(username))
    return found.values_list("pk", flat=True).first()


def _tag(text: str) -> str:
    """In the form in which tags are kept; what can't be a tag is none that an article has."""
    try:
        return next(iter(normalise_tags([text])), "")
    except Rejected:
        return ""
