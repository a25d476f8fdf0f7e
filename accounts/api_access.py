"""Who calls the API: the holder of a token, or nobody. A browser's session counts for nothing here, so no page
elsewhere can make a browser write."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import APIKeyHeader

from accounts import tokens
from accounts.first_use import note_first_use
from accounts.models import User
from es_core import context

R = TypeVar("R")

SCHEME = "Token "
# Keys of clients become command ids under this constant.
NAMESPACE = UUID("7f0b6c53-3f0e-5a53-9c51-0a3f5f1d9b11")
LONGEST_KEY = 255


class NotAllowed(Exception):
    """The token is missing, or it is none of ours or of today; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadKey(Exception):
    """An Idempotency-Key that is no key."""


class MaybeToken(APIKeyHeader):
    """For what strangers may see too. A token that is sent must be good all the same."""

    param_name = "Authorization"
    openapi_name = "Token"

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.headers.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | AnonymousUser:
        request.user = AnonymousUser()
        if key:
            request.user = _holder(key)
            note_first_use(key, request.user.pk)
        return request.user


class Token(MaybeToken):
    def authenticate(self, request: HttpRequest, key: str | None) -> User | AnonymousUser:
        if not key:
            request.user = AnonymousUser()
            raise NotAllowed("is missing")
        return super().authenticate(request, key)


def _holder(header: str) -> User:
    user = tokens.holder(header.removeprefix(SCHEME)) if header.startswith(SCHEME) else None
    if user is None:
        raise NotAllowed("is invalid")
    return user


def idempotent(operation: Callable[..., R]) -> Callable[..., R]:
    """What the client sends as Idempotency-Key is the command's id, each person's own: two may choose the same key.
    Strangers are told apart by what they send."""

    @wraps(operation)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
        with context.with_command_id(_command_id(request)):
            return operation(request, *args, **kwargs)

    return run


def _command_id(request: HttpRequest) -> UUID | None:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        raise BadKey(f"is too long (maximum is {LONGEST_KEY} characters)")
    whose = request.user.pk or sha256(request.body).hexdigest()
    return uuid5(NAMESPACE, f"{whose}:{key}") if key else None
