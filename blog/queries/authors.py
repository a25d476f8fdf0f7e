"""People as readers meet them: a profile, its followers, and whether the reader is one."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce

from accounts.domain.names import LONGEST_LOOKED_AT, username_key
from accounts.models import Profile
from blog.models import Follow, FollowTally
from blog.queries.marks import is_by
from blog.visibility import VISIBLE_PERSON


@dataclass(frozen=True, slots=True)
class Author:
    profile: Profile
    is_following: bool
    followers_count: int


def author_named(username: str, reader_id: UUID | None) -> Author | None:
    """However the name is written. Folding a very long one takes long, and no name is."""
    if len(username) > LONGEST_LOOKED_AT:
        return None
    return _author(Profile.objects.filter(username_key=username_key(username)), reader_id)


def author_with_id(author_id: UUID, reader_id: UUID | None) -> Author | None:
    return _author(Profile.objects.filter(pk=author_id), reader_id)


def authors_with_ids(author_ids: Collection[UUID], reader_id: UUID | None) -> dict[UUID, Author]:
    return {each.profile.pk: each for each in _authors(Profile.objects.filter(pk__in=author_ids), reader_id)}


def _author(found: QuerySet[Profile], reader_id: UUID | None) -> Author | None:
    return next(iter(_authors(found, reader_id)), None)


def _authors(found: QuerySet[Profile], reader_id: UUID | None) -> list[Author]:
    follows = Follow.objects.filter(author_id=OuterRef("pk"))
    tally = FollowTally.objects.filter(scope="author", key=Cast(OuterRef("pk"), TextField())).values("key")
    profiles = found.filter(VISIBLE_PERSON).annotate(
        is_following=is_by(follows, follower_id=reader_id),
        followers_count=Coalesce(Subquery(tally.annotate(total=Sum("n")).values("total")), 0),
    )
    return [Author(each, each.is_following, each.followers_count) for each in profiles]
