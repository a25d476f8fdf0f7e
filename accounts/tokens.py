"""Tokens of the API that signing in gives: JSON Web Tokens that end with their time, with the password that they were
given for, and when their person signs out everywhere."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from es_core.context import now

ALGORITHM = "HS256"


def issue(user: User) -> str:
    """For as many days as `TOKEN_DAYS` says."""
    begun = now()
    claims = {
        "sub": str(user.pk),
        "iat": begun,
        "exp": begun + timedelta(days=settings.TOKEN_DAYS),
        "pwd": _of_password(user),
    }
    return jwt.encode(claims, _key(), ALGORITHM)


def holder(token: str) -> User | None:
    """Whom a valid token was issued to; None for anything else."""
    try:
        claims = jwt.decode(token, _key(), [ALGORITHM], options={"require": ["sub", "exp", "pwd"]})
        user = User.objects.select_related("profile").filter(pk=UUID(claims["sub"]), is_active=True).first()
    except (jwt.InvalidTokenError, ValueError):
        return None
    return user if user and constant_time_compare(claims["pwd"], _of_password(user)) else None


def _of_password(user: User) -> str:
    """Tells nothing of the password or its hash; another one when that changes, or the user signs out everywhere."""
    return salted_hmac("accounts.tokens", user.credential, algorithm="sha256").hexdigest()[:16]


def _key() -> bytes:
    return sha256(b"accounts.tokens:" + settings.SECRET_KEY.encode()).digest()
