"""Whom an operator means: by id, username or e-mail address."""

from uuid import UUID

from django.core.management.base import CommandError

from accounts.backends import find_user_id
from accounts.models import User


def user_meant(text: str) -> User:
    """An id means itself, whatever others call themselves. Raises CommandError for nobody, and for a name of somebody
    that is the e-mail address of somebody else: roles and farewells must not go to whoever took such a name."""
    user = _user(_uuid(text)) or _user(_called(text))
    if user is None:
        raise CommandError(f"nobody is called {text!r}, and no account has this id")
    return user


def _called(text: str) -> UUID | None:
    found, by_address = find_user_id(username=text), find_user_id(email=text)
    if by_address and found != by_address:
        raise CommandError(
            f"{text!r} is the name of {found} and the e-mail address of {by_address}: give the id of one of them"
        )
    return found


def _user(user_id: UUID | None) -> User | None:
    return User.objects.select_related("profile").filter(id=user_id).first() if user_id else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
