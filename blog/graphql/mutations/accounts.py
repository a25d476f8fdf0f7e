"""Registering, signing in, one's own account: by the REST API's own operations."""

from dataclasses import replace
from typing import Any

import strawberry
from django.http import HttpRequest

from accounts import api
from accounts.api_access import SCHEME, granted
from accounts.decorators import AuthenticatedHttpRequest
from blog.graphql.mutations.carrying_out import CommandId, Outcome, carry_out, carry_out_for_anybody
from blog.graphql.mutations.refusals import Refusal
from blog.graphql.queries import Viewer
from blog.graphql.reads import Info


@strawberry.type
class AccountPayload:
    viewer: Viewer | None
    token: str | None = strawberry.field(description="For the header: Authorization: Token ...")
    errors: list[Refusal]


@strawberry.type
class AccountMutations:
    @strawberry.mutation
    def register(
        self, info: Info, username: str, email: str, password: str, command_id: CommandId = None
    ) -> AccountPayload:
        sent = api.Register(user=api.NewUser(username=username, email=email, password=password))

        def act(request: HttpRequest) -> str:
            return _token(api.register(request, sent).value)

        return _payload(info, carry_out_for_anybody(info, command_id, "user", act))

    @strawberry.mutation(description="Slowed down by account and by address, like the page.")
    def login(self, info: Info, email: str, password: str) -> AccountPayload:
        sent = api.Login(user=api.Credentials(email=email, password=password))

        def act(request: HttpRequest) -> str:
            return _token(api.login(request, sent))

        return _payload(info, carry_out_for_anybody(info, None, "user", act))

    @strawberry.mutation(
        description="What is absent stays; null takes bio and image away. A new password ends all tokens before it."
    )
    def update_user(
        self,
        info: Info,
        username: str | None = strawberry.UNSET,
        email: str | None = strawberry.UNSET,
        password: str | None = strawberry.UNSET,
        bio: str | None = strawberry.UNSET,
        image: str | None = strawberry.UNSET,
        command_id: CommandId = None,
    ) -> AccountPayload:
        given = {"username": username, "email": email, "password": password, "bio": bio, "image": image}
        changes = {name: value for name, value in given.items() if value is not strawberry.UNSET}

        def act(request: AuthenticatedHttpRequest) -> str:
            return _token(api.update_user(request, api.UpdateUser(user=api.UserChanges(**changes))))

        return _payload(info, carry_out(info, command_id, "user", act))


def _token(answer: dict[str, Any]) -> str:
    found: str = answer["user"]["token"]
    return found


def _payload(info: Info, outcome: Outcome[str]) -> AccountPayload:
    token, errors = outcome
    if token is None:
        return AccountPayload(viewer=None, token=None, errors=errors)
    user = granted(f"{SCHEME}{token}").user
    viewer = Viewer(user=user, reads=replace(info.context, viewer=user))
    return AccountPayload(viewer=viewer, token=token, errors=errors)
