"""Whom an operator means: by username, e-mail address or id."""

from uuid import UUID

from django.core.management.base import CommandError

from accounts.backends import find_user_id
from accounts.models import User


def user_meant(text: str) -> User:
    """Names come first. Raises CommandError for nobody."""
    user_id = find_user_id(username=text) or _uuid(text)
    user = User.objects.select_related("profile").filter(id=user_id).first() if user_id else None
    if user is None:
        raise CommandError(f"nobody is called {text!r}, and no account has this id")
    return user


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
