"""Rules of publishing, editing, deleting and bringing back an article."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from blog.domain.article import (
    ARTICLE,
    ArticleDeleted,
    ArticleEdited,
    ArticlePublished,
    ArticleUndeleted,
    Command,
    DeleteArticle,
    EditArticle,
    Event,
    PublishArticle,
    UndeleteArticle,
)
from es_core.claims import Claim
from es_core.testing import Scenario

article: "Scenario[Command, Event, Any]" = Scenario(ARTICLE)

ID, ANN, BOB = uuid4(), uuid4(), uuid4()
NOON, ONE = datetime(2026, 8, 1, 12, tzinfo=UTC), datetime(2026, 8, 1, 13, tzinfo=UTC)
CONTENT: dict[str, Any] = {"title": "Bees", "description": "On bees", "body": "Bees *hum*.", "tags": ("bees", "craft")}

PUBLISHED = ArticlePublished(article_id=ID, author_id=ANN, slug="bees", published_at=NOON, **CONTENT)
DELETED, UNDELETED = ArticleDeleted(article_id=ID, deleted_at=ONE), ArticleUndeleted(article_id=ID)


def publish(**changes: Any) -> PublishArticle:
    values = {"article_id": ID, "author_id": ANN, "slug": "bees", "published_at": NOON, **CONTENT}
    return PublishArticle(**values | changes)


def edit(**changes: Any) -> EditArticle:
    return EditArticle(**{"article_id": ID, "editor_id": ANN, "slug": "bees", "edited_at": ONE, **CONTENT} | changes)


def edited(**changes: Any) -> ArticleEdited:
    return ArticleEdited(**{"article_id": ID, "slug": "bees", "edited_at": ONE, **CONTENT} | changes)


def test_an_article_is_published() -> None:
    article.given().when(publish()).then(PUBLISHED)


def test_an_imported_article_keeps_its_date_and_source() -> None:
    long_ago = datetime(2009, 1, 3, tzinfo=UTC)
    [event] = ARTICLE.decide(publish(published_at=long_ago, source="posts/bees.md"), None)
    assert isinstance(event, ArticlePublished)
    assert (event.published_at, event.source) == (long_ago, "posts/bees.md")


def test_the_same_article_is_not_published_twice() -> None:
    article.given(PUBLISHED).when(publish()).then_rejected("published already")


@pytest.mark.parametrize("field", ["title", "description", "body"])
@pytest.mark.parametrize("blank", ["", " \n\t ", "\u200b\u2060", "\u3164", "\ufeff"])
def test_nothing_may_be_blank(field: str, blank: str) -> None:
    article.given().when(publish(**{field: blank})).then_rejected("can't be blank", field=field)
    article.given(PUBLISHED).when(edit(**{field: blank})).then_rejected("can't be blank", field=field)


@pytest.mark.parametrize(("field", "limit"), [("title", 200), ("description", 500), ("body", 300_000)])
def test_texts_have_limits(field: str, limit: int) -> None:
    article.given().when(publish(**{field: "x" * (limit + 1)})).then_rejected(
        f"maximum is {limit} characters", field=field
    )
    [event] = ARTICLE.decide(publish(**{field: "x" * limit}), None)
    assert isinstance(event, ArticlePublished)


@pytest.mark.parametrize("field", ["title", "description", "body"])
@pytest.mark.parametrize("unfit", ["\x00", "\x07", "\x7f", "\x9b", "\ud800"])
def test_what_can_not_be_stored_is_refused_with_its_place(field: str, unfit: str) -> None:
    refused = f"U+{ord(unfit):04X} (in line 1)"
    article.given().when(publish(**{field: f"one{unfit}two"})).then_rejected(refused, field=field)


def test_a_refusal_names_the_line_of_a_long_text() -> None:
    article.given().when(publish(body="one\ntwo\r\nthree \x00")).then_rejected("in line 3", field="body")


@pytest.mark.parametrize("direction", ["\u202e", "\u2066"])
def test_a_title_can_not_turn_its_neighbours_around(direction: str) -> None:
    article.given().when(publish(title=f"abc{direction}def")).then_rejected("can't contain", field="title")


def test_titles_in_any_script_and_emoji_stay_as_they_are() -> None:
    for title in ("שלום עולם", "مرحبا\u200fبالعالم", "蜂について", "👩‍🌾 bees", "Zoë’s hive"):  # noqa: RUF001 - other scripts
        [event] = ARTICLE.decide(publish(title=title), None)
        assert isinstance(event, ArticlePublished)
        assert event.title == title


def test_texts_are_cleaned_once() -> None:
    [event] = ARTICLE.decide(publish(title="  On\n  bees ", body="    code\r\nmore\rend  "), None)
    assert isinstance(event, ArticlePublished)
    assert event.title == "On bees"
    assert event.body == "    code\nmore\nend  "


def test_an_edit_carries_the_complete_new_values() -> None:
    article.given(PUBLISHED).when(edit(title="Wasps", slug="wasps")).then(edited(title="Wasps", slug="wasps"))


def test_saving_what_is_already_so_is_no_event() -> None:
    article.given(PUBLISHED).when(edit()).then_nothing()
    article.given(PUBLISHED).when(edit(title=" Bees  ")).then_nothing()
    article.given(PUBLISHED, edited(title="Wasps", slug="wasps")).when(edit(title="Wasps", slug="wasps")).then_nothing()


def test_only_the_author_edits_deletes_and_brings_back() -> None:
    article.given(PUBLISHED).when(edit(editor_id=BOB)).then_rejected("only the author")
    article.given(PUBLISHED).when(DeleteArticle(article_id=ID, deleter_id=BOB, deleted_at=ONE)).then_rejected(
        "only the author"
    )
    article.given(PUBLISHED, DELETED).when(UndeleteArticle(article_id=ID, undeleter_id=BOB)).then_rejected(
        "only the author"
    )


def test_a_deleted_article_is_not_edited() -> None:
    article.given(PUBLISHED, DELETED).when(edit(title="Wasps", slug="wasps")).then_rejected("deleted")
    article.given(PUBLISHED, DELETED, UNDELETED).when(edit(body="New")).then(edited(body="New"))


def test_deleting_and_bringing_back_twice_is_once() -> None:
    delete = DeleteArticle(article_id=ID, deleter_id=ANN, deleted_at=ONE)
    undelete = UndeleteArticle(article_id=ID, undeleter_id=ANN)
    article.given(PUBLISHED).when(delete).then(DELETED)
    article.given(PUBLISHED, DELETED).when(delete).then_nothing()
    article.given(PUBLISHED, DELETED).when(undelete).then(UNDELETED)
    article.given(PUBLISHED).when(undelete).then_nothing()


def test_what_was_never_published_can_not_be_changed() -> None:
    article.given().when(edit()).then_rejected("no such article")


def test_an_address_is_claimed_when_it_is_new_and_never_released() -> None:
    state = ARTICLE.fold([PUBLISHED], None)
    claim = [Claim(scope="slug", key="bees", owner_id=ID)]
    assert list(ARTICLE.claims(None, [PUBLISHED])) == claim
    assert list(ARTICLE.claims(state, [edited(body="New")])) == []
    assert list(ARTICLE.claims(state, [edited(title="Wasps", slug="wasps")])) == [
        Claim(scope="slug", key="wasps", owner_id=ID)
    ]
    assert list(ARTICLE.claims(state, [DELETED])) == []
