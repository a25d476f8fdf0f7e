"""Who calls the API, and what the token lets them do: its holder, or nobody. A browser's session counts for nothing
here, so no page elsewhere can make a browser write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import APIKeyHeader

from accounts import personal_tokens, tokens
from accounts.first_use import note_first_use
from accounts.models import User
from es_core import context

R = TypeVar("R")

HEADER = "Authorization"
SCHEME = "Token "
READ, WRITE = "read", "write"
# To change the e-mail address and the password: only for who signed in with the password.
ACCOUNT = "account"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Keys of clients become command ids under this constant.
NAMESPACE = UUID("7f0b6c53-3f0e-5a53-9c51-0a3f5f1d9b11")
LONGEST_KEY = 255


class NotAllowed(Exception):
    """The token is missing, or it is none of ours or of today; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutOfScope(Exception):
    """The token is good, but not for this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"has no {scope} scope")


class BadKey(Exception):
    """An Idempotency-Key that is no key."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose token came, and what it is good for; `personal` is the token itself, if it is one of those."""

    user: User
    scopes: frozenset[str]
    personal: str = ""

    def require(self, scope: str) -> None:
        """Raises OutOfScope."""
        if scope not in self.scopes:
            raise OutOfScope(scope)


def caller(request: HttpRequest, scope: str = READ) -> User | AnonymousUser:
    """Who asks, from now on `request.user` too; without a token nobody, who may read. Whoever writes asks with WRITE.

    Raises NotAllowed (a 401) and OutOfScope (a 403).
    """
    request.user = AnonymousUser()
    if header := request.headers.get(HEADER):
        grant = request.__dict__["grant"] = granted(header)
        request.user = grant.user
        note_first_use(header, grant.user.pk)
        grant.require(scope)
    return request.user


def require(request: HttpRequest, scope: str) -> None:
    """Of a request that `caller` let in, when it turns out to want more: a mutation. Raises as `caller` does, for
    strangers too."""
    grant: Grant | None = request.__dict__.get("grant")
    if grant is None:
        raise NotAllowed("is missing")
    grant.require(scope)


def granted(header: str) -> Grant:
    """By the text of an Authorization header alone, for whatever is no request. Raises NotAllowed."""
    token = header.removeprefix(SCHEME) if header.startswith(SCHEME) else ""
    found = _personal(token) if token.startswith(personal_tokens.PREFIX) else _of_sign_in(token)
    if found is None:
        raise NotAllowed("is invalid")
    return found


def own_token(request: HttpRequest, user: User) -> str:
    """What accounts are answered with: a fresh one; but never more than the program has that asks."""
    grant: Grant | None = request.__dict__.get("grant")
    return grant.personal if grant and grant.personal else tokens.issue(user)


def _personal(token: str) -> Grant | None:
    found = personal_tokens.presented(token)
    return Grant(found.user, frozenset(found.scopes), token) if found else None


def _of_sign_in(token: str) -> Grant | None:
    user = tokens.holder(token)
    return Grant(user, frozenset([READ, WRITE, ACCOUNT])) if user else None


def nobody(request: HttpRequest) -> AnonymousUser:
    """For who comes to get a token: one that is sent all the same, perhaps because it has ended, counts for nothing."""
    request.user = AnonymousUser()
    return request.user


class MaybeToken(APIKeyHeader):
    """For what strangers may see too. A token that is sent must be good all the same."""

    param_name = HEADER
    openapi_name = "Token"

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.headers.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | AnonymousUser:
        return caller(request, READ if request.method in SAFE_METHODS else WRITE)


class Token(MaybeToken):
    def authenticate(self, request: HttpRequest, key: str | None) -> User | AnonymousUser:
        if not key:
            request.user = AnonymousUser()
            raise NotAllowed("is missing")
        return super().authenticate(request, key)


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
