"""Who somebody is that signs in: by the claim of the e-mail or of the name."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.domain.names import username_key
from accounts.models import User
from es_core.keys import blind
from es_core.read import claim_owner


def find_user_id(*, username: str | None = None, email: str | None = None) -> UUID | None:
    """`username` may be an e-mail address instead: nobody is called like one."""
    if email:
        return claim_owner("email", blind("email", email))
    if username:
        return claim_owner("username", username_key(username)) or claim_owner("email", blind("email", username))
    return None


class EmailOrUsernameBackend(ModelBackend):
    """Permissions are Django's; `authenticate(request, email=...)` or `username=...`, which may be either.

    It gives somebody who is suspended too, with the right password: `accounts.sign_in` tells them, and lets nobody in.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **_: Any,
    ) -> User | None:
        if password is None:
            return None
        user_id = find_user_id(username=username, email=email)
        user = _with_profile(user_id) if user_id else None
        if user is None:
            make_password(password)  # takes as long as checking one
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: UUID) -> User | None:
        """With the profile, which every page shows: one query."""
        user = _with_profile(user_id)
        return user if user and self.user_can_authenticate(user) else None


def _with_profile(user_id: UUID) -> User | None:
    return User.objects.select_related("profile").filter(pk=user_id).first()
