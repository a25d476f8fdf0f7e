"""Whom an operator means: by id, username or e-mail address."""

from uuid import UUID

from django.core.management.base import CommandError

from accounts.backends import find_user_id
from accounts.models import User


def user_meant(text: str) -> User:
    """Ids come first: nobody chooses theirs, but one may be called like another's. Raises CommandError for nobody."""
    user = _with_id(_uuid(text)) or _with_id(find_user_id(username=text))
    if user is None:
        raise CommandError(f"nobody is called {text!r}, and no account has this id")
    return user


def _with_id(user_id: UUID | None) -> User | None:
    return User.objects.select_related("profile").filter(id=user_id).first() if user_id else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
