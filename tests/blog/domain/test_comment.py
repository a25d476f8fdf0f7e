"""Rules of adding, deleting and bringing back a comment."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from blog.domain.comment import (
    COMMENT,
    AddComment,
    Command,
    CommentAdded,
    CommentDeleted,
    CommentUndeleted,
    DeleteComment,
    Event,
    UndeleteComment,
)
from es_core.testing import Scenario

comment: "Scenario[Command, Event, Any]" = Scenario(COMMENT)

ID, ARTICLE, ANN, BOB = uuid4(), uuid4(), uuid4(), uuid4()
WHOLE: dict[str, Any] = {
    "comment_id": ID,
    "number": 7,
    "article_id": ARTICLE,
    "author_id": ANN,
    "added_at": datetime(2026, 8, 1, tzinfo=UTC),
}
ADDED = CommentAdded(body="Well\nsaid", **WHOLE)
DELETED, UNDELETED = (
    CommentDeleted(comment_id=ID, article_id=ARTICLE),
    CommentUndeleted(comment_id=ID, article_id=ARTICLE),
)


def test_a_comment_is_added_with_its_number() -> None:
    comment.given().when(AddComment(body="  Well\r\nsaid\n", **WHOLE)).then(ADDED)


def test_a_comment_is_added_once() -> None:
    comment.given(ADDED).when(AddComment(body="again", **WHOLE)).then_rejected("posted already")


def test_a_comment_says_something_short_enough_to_keep() -> None:
    comment.given().when(AddComment(body=" \n ", **WHOLE)).then_rejected("can't be blank", field="body")
    comment.given().when(AddComment(body="x" * 10_001, **WHOLE)).then_rejected("10000", field="body")
    comment.given().when(AddComment(body="x\x00", **WHOLE)).then_rejected("U+0000", field="body")


def test_deleting_and_bringing_back_twice_is_once() -> None:
    delete, undelete = DeleteComment(comment_id=ID, deleter_id=ANN), UndeleteComment(comment_id=ID, undeleter_id=ANN)
    comment.given(ADDED).when(delete).then(DELETED)
    comment.given(ADDED, DELETED).when(delete).then_nothing()
    comment.given(ADDED, DELETED).when(undelete).then(UNDELETED)
    comment.given(ADDED).when(undelete).then_nothing()


def test_only_the_author_deletes_and_brings_back() -> None:
    comment.given(ADDED).when(DeleteComment(comment_id=ID, deleter_id=BOB)).then_rejected("only the author")
    comment.given(ADDED, DELETED).when(UndeleteComment(comment_id=ID, undeleter_id=BOB)).then_rejected(
        "only the author"
    )


def test_what_was_never_posted_can_not_be_deleted() -> None:
    comment.given().when(DeleteComment(comment_id=ID, deleter_id=ANN)).then_rejected("no such comment")
