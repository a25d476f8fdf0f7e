"""Rules of following an author."""

from typing import Any
from uuid import uuid4

from blog.domain.follow import FOLLOW, AuthorFollowed, AuthorUnfollowed, Command, Event, FollowAuthor, UnfollowAuthor
from es_core.testing import Scenario

follow: "Scenario[Command, Event, bool]" = Scenario(FOLLOW)

PAIR: dict[str, Any] = {"follower_id": uuid4(), "author_id": uuid4()}


def test_a_reader_follows_an_author_once() -> None:
    follow.given().when(FollowAuthor(**PAIR)).then(AuthorFollowed(**PAIR))
    follow.given(AuthorFollowed(**PAIR)).when(FollowAuthor(**PAIR)).then_nothing()


def test_a_reader_unfollows_an_author_once() -> None:
    follow.given(AuthorFollowed(**PAIR)).when(UnfollowAuthor(**PAIR)).then(AuthorUnfollowed(**PAIR))
    follow.given().when(UnfollowAuthor(**PAIR)).then_nothing()


def test_nobody_follows_himself() -> None:
    me = uuid4()
    follow.given().when(FollowAuthor(follower_id=me, author_id=me)).then_rejected("yourself")
