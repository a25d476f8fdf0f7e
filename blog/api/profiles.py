"""People as readers meet them, and following them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.api_access import MaybeToken, Token
from accounts.decorators import AuthenticatedHttpRequest
from blog.api import found, shown
from blog.api.schemas import Errors, ProfileAnswer
from blog.domain.follow import FOLLOW, FollowAuthor, UnfollowAuthor
from blog.queries import Author
from es_core.execute import execute

profiles = Router(tags=["Profiles"])


@profiles.get("/profiles/{word:username}", auth=MaybeToken(), response={200: ProfileAnswer, 401: Errors, 404: Errors})
def get_profile(request: HttpRequest, username: str) -> dict[str, Any]:
    return _answer(found.author(request, username))


@profiles.post(
    "/profiles/{word:username}/follow",
    auth=Token(),
    response={200: ProfileAnswer, 401: Errors, 404: Errors, 422: Errors},
)
def follow(request: AuthenticatedHttpRequest, username: str) -> dict[str, Any]:
    author = found.author(request, username)
    if author.profile.is_forgotten:
        raise found.NotFound("profile")
    execute(FOLLOW, FollowAuthor(follower_id=request.user.pk, author_id=author.profile.pk))
    return _answer(found.author(request, username))


@profiles.delete(
    "/profiles/{word:username}/follow", auth=Token(), response={200: ProfileAnswer, 401: Errors, 404: Errors}
)
def unfollow(request: AuthenticatedHttpRequest, username: str) -> dict[str, Any]:
    author = found.author(request, username)
    execute(FOLLOW, UnfollowAuthor(follower_id=request.user.pk, author_id=author.profile.pk))
    return _answer(found.author(request, username))


def _answer(author: Author) -> dict[str, Any]:
    return {"profile": shown.profile(author.profile, following=author.is_following)}
