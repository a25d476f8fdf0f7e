"""Carrying out one mutation: who asks, under which key, and what is told when it is refused."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, TypeAlias, TypeVar
from uuid import UUID, uuid5

import strawberry
from django.http import HttpRequest

from accounts.api_access import LONGEST_KEY, NAMESPACE, WRITE, BadKey, require
from accounts.decorators import AuthenticatedHttpRequest
from blog.graphql.mutations.refusals import REFUSED, Refusal, refusals
from blog.graphql.reads import PATIENCE, Info
from es_core import context

R = TypeVar("R")
Q = TypeVar("Q", bound=HttpRequest)

CommandId: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Your own word for this command: the same again is carried out once. Without one, the header"
        " Idempotency-Key with the name of the field."
    ),
]
Outcome: TypeAlias = tuple[R | None, list[Refusal]]


def carry_out(info: Info, key: str | None, subject: str, act: Callable[[AuthenticatedHttpRequest], R]) -> Outcome[R]:
    """`act(request)` for who may write."""

    def permitted(request: HttpRequest) -> R:
        require(request, WRITE)
        return act(request)  # type: ignore[arg-type]  # somebody is signed in

    return carry_out_for_anybody(info, key, subject, permitted)


def carry_out_for_anybody(info: Info, key: str | None, subject: str, act: Callable[[HttpRequest], R]) -> Outcome[R]:
    request = info.context.request
    assert request is not None  # noqa: S101 - sockets take no mutations
    try:
        with context.with_command_id(_command_id(request, info, key)):
            done = act(request)
    except REFUSED as error:
        return None, refusals(error, subject)
    info.context.until = time.monotonic() + PATIENCE  # what is read of it has its own time
    return done, []


def _command_id(request: HttpRequest, info: Info, key: str | None) -> UUID | None:
    """As in the REST API each person's own, strangers being told apart by what they send."""
    if not key and (header := request.headers.get("Idempotency-Key", "")):
        key = f"{header}:{info.path.key}"
    if not key:
        return None
    if len(key) > LONGEST_KEY:
        raise BadKey(f"is too long (maximum is {LONGEST_KEY} characters)")
    whose = request.user.pk or sha256(request.body).hexdigest()
    return uuid5(NAMESPACE, f"{whose}:{key}")
