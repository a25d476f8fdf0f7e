"""A reader following an author. One stream per (follower, author)."""

from dataclasses import dataclass
from uuid import UUID

from es_core.decider import Decider
from es_core.errors import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowAuthor:
    follower_id: UUID
    author_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfollowAuthor:
    follower_id: UUID
    author_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorFollowed:
    follower_id: UUID
    author_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorUnfollowed:
    follower_id: UUID
    author_id: UUID


Command = FollowAuthor | UnfollowAuthor
Event = AuthorFollowed | AuthorUnfollowed


def decide(command: Command, is_following: bool) -> list[Event]:
    """Asking for what is already so yields no event."""
    match command:
        case FollowAuthor(follower_id=follower, author_id=author) if follower == author:
            raise Rejected("you can't follow yourself")
        case FollowAuthor(follower_id=follower, author_id=author) if not is_following:
            return [AuthorFollowed(follower_id=follower, author_id=author)]
        case UnfollowAuthor(follower_id=follower, author_id=author) if is_following:
            return [AuthorUnfollowed(follower_id=follower, author_id=author)]
    return []


def evolve(is_following: bool, event: Event) -> bool:
    return isinstance(event, AuthorFollowed)


FOLLOW: Decider[Command, Event, bool] = Decider(
    category="follow",
    stream_key=lambda command: f"{command.follower_id}-{command.author_id}",
    events=(AuthorFollowed, AuthorUnfollowed),
    initial=False,
    decide=decide,
    evolve=evolve,
)
