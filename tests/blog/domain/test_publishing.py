"""Publishing at a set time: the article's own rules, and the process that has it done."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from blog.domain.article import (
    ARTICLE,
    ArticleDeleted,
    ArticleEdited,
    ArticlePublished,
    ArticleReleased,
    ArticleRescheduled,
    ArticleUndeleted,
    Command,
    EditArticle,
    Event,
    PublishArticle,
    ReleaseArticle,
)
from blog.processes import PUBLISH_LATER, PUBLISHING, PublicationEnded, PublicationPlanned, key_of
from es_core.process import Dispatch
from es_core.schedule import SCHEDULE, CancelCommand
from es_core.testing import ProcessScenario, Scenario

article: "Scenario[Command, Event, Any]" = Scenario(ARTICLE)
publishing = ProcessScenario(PUBLISHING)

ID, ANN = uuid4(), uuid4()
NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
TONIGHT, TOMORROW = NOON + timedelta(hours=8), NOON + timedelta(days=1)
CONTENT: dict[str, Any] = {"title": "Bees", "description": "On bees", "body": "Bees *hum*.", "tags": ("bees",)}

PUBLISHED = ArticlePublished(article_id=ID, author_id=ANN, slug="bees", published_at=NOON, **CONTENT)
SCHEDULED = ArticlePublished(
    article_id=ID, author_id=ANN, slug="bees", status="scheduled", published_at=TONIGHT, **CONTENT
)
MOVED = ArticleRescheduled(article_id=ID, published_at=TOMORROW)
RELEASED = ArticleReleased(article_id=ID, author_id=ANN, published_at=TONIGHT)
DELETED, UNDELETED = ArticleDeleted(article_id=ID, deleted_at=NOON), ArticleUndeleted(article_id=ID)


def publish(publish_on: datetime | None) -> PublishArticle:
    return PublishArticle(
        article_id=ID, author_id=ANN, slug="bees", published_at=NOON, publish_on=publish_on, **CONTENT
    )


def edit(publish_on: Any, **changes: Any) -> EditArticle:
    words = {"slug": "bees", **CONTENT} | changes
    return EditArticle(article_id=ID, editor_id=ANN, edited_at=NOON, publish_on=publish_on, **words)


def release(published_at: datetime = TONIGHT) -> ReleaseArticle:
    return ReleaseArticle(article_id=ID, published_at=published_at)


def test_an_article_with_a_time_waits_for_it() -> None:
    article.given().when(publish(TONIGHT)).then(SCHEDULED)


@pytest.mark.parametrize("publish_on", [None, NOON, NOON - timedelta(seconds=59)])
def test_without_one_or_in_the_minute_that_runs_it_appears_at_once(publish_on: datetime | None) -> None:
    article.given().when(publish(publish_on)).then(PUBLISHED)


@pytest.mark.parametrize(
    ("publish_on", "words"),
    [
        (NOON - timedelta(minutes=1), "is in the past"),
        (datetime(1, 1, 1, tzinfo=UTC), "is in the past"),
        (NOON + timedelta(days=733), "more than two years ahead"),
        (datetime(9999, 12, 31, tzinfo=UTC), "more than two years ahead"),
        (NOON.replace(tzinfo=None), "time zone"),
    ],
)
def test_no_article_waits_for_the_past_or_for_ever(publish_on: datetime, words: str) -> None:
    article.given().when(publish(publish_on)).then_rejected(words, field="publish_on")
    article.given(SCHEDULED).when(edit(publish_on)).then_rejected(words, field="publish_on")


def test_its_time_can_be_moved() -> None:
    article.given(SCHEDULED).when(edit(TOMORROW)).then(MOVED)
    article.given(SCHEDULED, MOVED).when(edit(TONIGHT)).then(ArticleRescheduled(article_id=ID, published_at=TONIGHT))
    article.given(SCHEDULED).when(edit(TONIGHT)).then_nothing()


def test_words_and_time_change_together() -> None:
    edited = ArticleEdited(article_id=ID, slug="bees", edited_at=NOON, **CONTENT | {"body": "New"})
    article.given(SCHEDULED).when(edit(TOMORROW, body="New")).then(edited, MOVED)


def test_an_edit_that_says_nothing_of_the_time_leaves_it() -> None:
    article.given(SCHEDULED).when(edit(None)).then_nothing()


def test_it_can_appear_now() -> None:
    article.given(SCHEDULED).when(edit("now")).then(ArticleReleased(article_id=ID, author_id=ANN, published_at=NOON))
    article.given(PUBLISHED).when(edit("now")).then_nothing()


def test_what_has_appeared_gets_no_time_any_more() -> None:
    for before in ([PUBLISHED], [SCHEDULED, RELEASED]):
        article.given(*before).when(edit(TOMORROW)).then_rejected("is published", field="publish_on")


def test_it_appears_at_its_time_under_that_date() -> None:
    article.given(SCHEDULED).when(release()).then(RELEASED)


def test_a_wish_that_is_out_of_date_changes_nothing() -> None:
    article.given(SCHEDULED, MOVED).when(release()).then_nothing()
    article.given(SCHEDULED, DELETED).when(release()).then_nothing()
    article.given(SCHEDULED, RELEASED).when(release()).then_nothing()
    article.given(PUBLISHED).when(release(NOON)).then_nothing()
    article.given().when(release()).then_rejected("no such article")


PLANNED = PublicationPlanned(article_id=ID, author_id=ANN, due_at=TONIGHT)
KEY = key_of(ID)
CANCEL = Dispatch(SCHEDULE, CancelCommand(key=KEY))


def later(due_at: datetime) -> Dispatch:
    return Dispatch(SCHEDULE, PUBLISH_LATER.at(due_at, key=KEY, command=release(due_at), on_behalf_of=ANN))


def test_the_process_schedules_what_waits() -> None:
    outcome = publishing.given().when(SCHEDULED)
    outcome.then(PLANNED, later(TONIGHT))
    outcome.then_scheduled(KEY, TONIGHT, release())
    outcome.then_due_by(TONIGHT - timedelta(seconds=1))
    outcome.then_due_by(TONIGHT, release())


def test_what_appears_at_once_is_none_of_its_business() -> None:
    for each in (PUBLISHED, DELETED, UNDELETED, RELEASED):
        publishing.given().when(each).then_nothing()
        publishing.given(PUBLISHED).when(each).then_nothing()


def test_a_new_time_replaces_the_old_one() -> None:
    outcome = publishing.given(SCHEDULED).when(MOVED)
    outcome.then_due_by(TONIGHT)
    outcome.then_due_by(TOMORROW, release(TOMORROW))


def test_a_deleted_article_does_not_appear_and_one_brought_back_does() -> None:
    deleted = publishing.given(SCHEDULED).when(DELETED)
    deleted.then(CANCEL)
    deleted.then_due_by(TOMORROW)
    publishing.given(SCHEDULED, DELETED).when(UNDELETED).then_due_by(TOMORROW, release())
    publishing.given(SCHEDULED, MOVED, DELETED).when(UNDELETED).then(later(TOMORROW))


def test_once_it_has_appeared_nothing_is_left_to_do() -> None:
    outcome = publishing.given(SCHEDULED).when(RELEASED)
    outcome.then(PublicationEnded(article_id=ID), CANCEL)
    outcome.then_due_by(TOMORROW)
    publishing.given(SCHEDULED, RELEASED).when(DELETED).then_nothing()
    publishing.given(SCHEDULED, RELEASED, DELETED).when(UNDELETED).then_nothing()
