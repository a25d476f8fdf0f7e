"""Hiding and unhiding, and reports, as rules."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from blog.domain.article import (
    ARTICLE,
    ArticleDeleted,
    ArticleEdited,
    ArticleHidden,
    ArticlePublished,
    ArticleUnhidden,
    DeleteArticle,
    EditArticle,
    HideArticle,
    UndeleteArticle,
    UnhideArticle,
)
from blog.domain.comment import (
    COMMENT,
    CommentAdded,
    CommentDeleted,
    CommentHidden,
    CommentUndeleted,
    CommentUnhidden,
    DeleteComment,
    HideComment,
    UndeleteComment,
    UnhideComment,
)
from blog.domain.report import (
    REPORT,
    CloseReport,
    FileReport,
    Kind,
    Outcome,
    ReopenReport,
    ReportClosed,
    ReportFiled,
    ReportReopened,
)
from es_core.testing import Scenario

ANN, BOB, BEES, REMARK = (UUID(int=n) for n in range(1, 5))
THEN = datetime(2026, 8, 1, tzinfo=UTC)
WORDS: dict[str, Any] = {"slug": "bees", "title": "Bees", "description": "D", "body": "B", "tags": ()}

PUBLISHED = ArticlePublished(article_id=BEES, author_id=ANN, published_at=THEN, **WORDS)
HIDDEN = ArticleHidden(article_id=BEES, reason="Spam", hidden_at=THEN)
ADDED = CommentAdded(comment_id=REMARK, number=1, article_id=BEES, author_id=ANN, body="Hi", added_at=THEN)
COMMENT_HIDDEN = CommentHidden(comment_id=REMARK, article_id=BEES, reason="Spam", hidden_at=THEN)
FILED: dict[str, Any] = {
    "kind": Kind.ARTICLE, "thing_id": BEES, "article_id": BEES, "author_id": ANN, "reporter_id": BOB, "reason": "spam",
    "text": "", "filed_at": THEN,
}  # fmt: skip
ABOUT: dict[str, Any] = {"kind": Kind.ARTICLE, "thing_id": BEES, "reporter_id": BOB}
CLOSED: dict[str, Any] = {**ABOUT, "outcome": Outcome.DISMISSED, "note": "Fine", "closed_at": THEN}

article, comment, report = Scenario(ARTICLE), Scenario(COMMENT), Scenario(REPORT)


def test_an_article_is_hidden_and_unhidden() -> None:
    hide = HideArticle(article_id=BEES, reason=" Spam\r\n", hidden_at=THEN)
    article.given(PUBLISHED).when(hide).then(HIDDEN)
    article.given(PUBLISHED, HIDDEN).when(hide).then_nothing()
    article.given(PUBLISHED, HIDDEN).when(UnhideArticle(article_id=BEES)).then(ArticleUnhidden(article_id=BEES))
    article.given(PUBLISHED).when(UnhideArticle(article_id=BEES)).then_nothing()


def test_a_comment_is_hidden_and_unhidden() -> None:
    hide = HideComment(comment_id=REMARK, reason="Spam", hidden_at=THEN)
    comment.given(ADDED).when(hide).then(COMMENT_HIDDEN)
    comment.given(ADDED, COMMENT_HIDDEN).when(hide).then_nothing()
    shown = CommentUnhidden(comment_id=REMARK, article_id=BEES)
    comment.given(ADDED, COMMENT_HIDDEN).when(UnhideComment(comment_id=REMARK)).then(shown)
    comment.given(ADDED).when(UnhideComment(comment_id=REMARK)).then_nothing()


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1001, "\0"])
def test_without_a_reason_nothing_is_hidden(reason: str) -> None:
    hide = HideArticle(article_id=BEES, reason=reason, hidden_at=THEN)
    article.given(PUBLISHED).when(hide).then_rejected("", "reason")
    hide_comment = HideComment(comment_id=REMARK, reason=reason, hidden_at=THEN)
    comment.given(ADDED).when(hide_comment).then_rejected("", "reason")


def test_what_never_was_can_not_be_hidden() -> None:
    article.given().when(HideArticle(article_id=BEES, reason="Spam", hidden_at=THEN)).then_rejected("no such article")
    article.given().when(UnhideArticle(article_id=BEES)).then_rejected("no such article")


def test_what_is_hidden_is_deleted_and_brought_back_by_its_author_and_stays_hidden() -> None:
    gone = ArticleDeleted(article_id=BEES, deleted_at=THEN)
    delete = DeleteArticle(article_id=BEES, deleter_id=ANN, deleted_at=THEN)
    article.given(PUBLISHED, HIDDEN).when(delete).then(gone)
    deleted = article.given(PUBLISHED, gone, HIDDEN)
    assert deleted.when(UndeleteArticle(article_id=BEES, undeleter_id=ANN)).events
    assert deleted.when(UnhideArticle(article_id=BEES)).events
    deleted.when(EditArticle(article_id=BEES, editor_id=ANN, edited_at=THEN, **WORDS)).then_rejected("is deleted")


def test_what_is_hidden_can_be_mended() -> None:
    better = {**WORDS, "body": "Better"}
    edit = EditArticle(article_id=BEES, editor_id=ANN, edited_at=THEN, **better)
    article.given(PUBLISHED, HIDDEN).when(edit).then(ArticleEdited(article_id=BEES, edited_at=THEN, **better))


def test_a_hidden_comment_is_deleted_and_brought_back() -> None:
    hidden = comment.given(ADDED, COMMENT_HIDDEN)
    gone = CommentDeleted(comment_id=REMARK, article_id=BEES)
    hidden.when(DeleteComment(comment_id=REMARK, deleter_id=ANN)).then(gone)
    back = CommentUndeleted(comment_id=REMARK, article_id=BEES)
    comment.given(ADDED, COMMENT_HIDDEN, gone).when(UndeleteComment(comment_id=REMARK, undeleter_id=ANN)).then(back)


def test_the_same_person_twice_is_one_report() -> None:
    report.given().when(FileReport(**FILED)).then(ReportFiled(**FILED))
    report.given(ReportFiled(**FILED)).when(FileReport(**{**FILED, "reason": "abuse"})).then_nothing()


def test_a_report_is_closed_opened_again_and_filed_again() -> None:
    filed, closed = ReportFiled(**FILED), ReportClosed(**CLOSED)
    report.given(filed).when(CloseReport(**CLOSED)).then(closed)
    report.given(filed, closed).when(CloseReport(**CLOSED)).then_nothing()
    report.given(filed, closed).when(ReopenReport(**ABOUT)).then(ReportReopened(**ABOUT))
    report.given(filed, closed).when(FileReport(**FILED)).then(filed)
    report.given(filed, closed, ReportReopened(**ABOUT)).when(FileReport(**FILED)).then_nothing()


def test_what_nobody_filed_can_not_be_closed_or_opened() -> None:
    report.given().when(CloseReport(**CLOSED)).then_nothing()
    report.given().when(ReopenReport(**ABOUT)).then_nothing()


def test_one_s_own_is_not_reported_and_reasons_are_known_ones() -> None:
    report.given().when(FileReport(**{**FILED, "reporter_id": ANN})).then_rejected("your own")
    report.given().when(FileReport(**{**FILED, "reason": "boring"})).then_rejected("one of those", "reason")
    report.given(ReportFiled(**FILED)).when(CloseReport(**{**CLOSED, "note": ""})).then_rejected("blank", "reason")
    no_outcome = CloseReport(**{**CLOSED, "outcome": Outcome.OPEN})
    report.given(ReportFiled(**FILED)).when(no_outcome).then_rejected("hidden or dismissed", "outcome")
