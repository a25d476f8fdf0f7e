"""Following people."""

import strawberry

from accounts.decorators import AuthenticatedHttpRequest
from blog.api.found import NotFound
from blog.domain.follow import FOLLOW, FollowAuthor, UnfollowAuthor
from blog.graphql.mutations.carrying_out import CommandId, carry_out
from blog.graphql.mutations.found import found_author
from blog.graphql.mutations.refusals import Refusal
from blog.graphql.nodes import Profile, people_of
from blog.graphql.reads import Info
from blog.queries import Author
from es_core.execute import execute


@strawberry.type
class ProfilePayload:
    profile: Profile | None
    errors: list[Refusal]


@strawberry.type
class PeopleMutations:
    @strawberry.mutation
    def follow(self, info: Info, username: str, command_id: CommandId = None) -> ProfilePayload:
        def act(request: AuthenticatedHttpRequest) -> Author:
            author = found_author(request, username)
            if author.profile.is_forgotten:
                raise NotFound("profile")
            execute(FOLLOW, FollowAuthor(follower_id=request.user.pk, author_id=author.profile.pk))
            return author

        return _payload(info, *carry_out(info, command_id, "profile", act))

    @strawberry.mutation
    def unfollow(self, info: Info, username: str, command_id: CommandId = None) -> ProfilePayload:
        def act(request: AuthenticatedHttpRequest) -> Author:
            author = found_author(request, username)
            execute(FOLLOW, UnfollowAuthor(follower_id=request.user.pk, author_id=author.profile.pk))
            return author

        return _payload(info, *carry_out(info, command_id, "profile", act))


def _payload(info: Info, author: Author | None, errors: list[Refusal]) -> ProfilePayload:
    """Counts and marks are read again when they are asked for."""
    return ProfilePayload(profile=people_of(info.context, [author.profile])[0] if author else None, errors=errors)
