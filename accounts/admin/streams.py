"""What people are called in the event browser, and what else there is to see of them."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.urls import reverse

from accounts.backends import find_user_id
from accounts.models import Profile
from es_core.admin import named

named.actors("user")
named.fields("user", "user_id", "actor_id", "account")  # the last one of sign-ins: an id where somebody has the account


@named.streams("user")
def people(ids: Collection[UUID]) -> Mapping[UUID, named.Named]:
    names = Profile.objects.filter(pk__in=ids).values_list("pk", "username")
    return {key: named.Named(name, reverse("admin:accounts_user_change", args=[key])) for key, name in names}


@named.finds
def person(term: str) -> Iterator[named.Found]:
    """By a whole username or e-mail address."""
    if found := find_user_id(username=term):
        yield named.Found("user", found)


@named.links("user")
def profile(user_id: UUID) -> Iterator[named.Named]:
    yield named.Named("Profile", reverse("admin:accounts_profile_change", args=[user_id]))
