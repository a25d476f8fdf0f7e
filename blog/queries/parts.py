"""Any part of a list of articles, as programs ask for it: after so many, so many, and how many there are in all."""

from collections.abc import Sequence
from uuid import UUID

from accounts.domain.names import username_key
from accounts.models import Profile
from blog.domain.tags import normalise_tags
from blog.models import Article, ArticleTag, Favorite
from blog.queries.articles import follows_author, previews
from blog.queries.authors import LONGEST_LOOKED_AT
from blog.queries.feeds import ids_of_followed, ids_with_tag, newest_first, tally
from blog.queries.pages import Ids, part_of
from blog.visibility import VISIBLE_PERSON
from es_core.errors import Rejected

Part = tuple[Sequence[Article], int]


def articles_of_followed(reader_id: UUID, offset: int, limit: int) -> Part:
    ids, total = ids_of_followed(reader_id)
    return _part(ids, total, offset, limit, reader_id)


def articles_that_fit(
    *,
    reader_id: UUID | None,
    tag: str | None = None,
    author: str | None = None,
    favorited: str | None = None,
    offset: int,
    limit: int,
) -> Part:
    """Those that fit all that is given, the newest first; the people by their names. Names nobody has fit nothing."""
    people = [None if name is None else _user_id(name) for name in (author, favorited)]
    if (author, favorited) != (None, None) and people.count(None) > (author, favorited).count(None):
        return [], 0
    ids, total = _ids_and_total(None if tag is None else _tag(tag), *people)
    return _part(ids, total, offset, limit, reader_id)


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


def _part(ids: Ids, total: int, offset: int, limit: int, reader_id: UUID | None) -> Part:
    stop = min(offset + limit, total)
    found = part_of(ids, offset, stop, total) if offset < stop else []
    return (previews(found, reader_id, is_following_author=follows_author(reader_id)) if found else []), total


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
