"""An article with a time: only its author sees it, until it appears for everybody by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from blog.models import Article, ArticleTally, Tag
from blog.processes import PUBLISHING, key_of
from es_core import context, testing
from es_core.live.key import key_of as fragment
from es_core.live.rendering import render
from es_core.models import CommandRecord, Schedule
from es_core.schedule.sender import send, send_due
from tests.accounts.conftest import Person
from tests.blog.history import article_of, deleted, follow_of
from tests.blog.pages import HTMX, command_id, errors, sidebar_tags, text_of, titles

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {"title": "Bees", "description": "On bees", "body": "Bees *hum*.", "tagList": ["bees"]}
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(second=0, microsecond=0)


def field(moment: datetime | str | None) -> str:
    """As a datetime-local field sends it."""
    return f"{moment:%Y-%m-%dT%H:%M}" if isinstance(moment, datetime) else moment or ""


def publish(browser: Client, publish_on: datetime | str | None, **changes: Any) -> Any:
    return browser.post("/editor", {"command_id": command_id(), "publish_on": field(publish_on)} | WORDS | changes)


def edit(browser: Client, publish_on: datetime | None, **changes: Any) -> Any:
    article = Article.objects.get()
    sent = {"command_id": command_id(), "version": article.version, "publish_on": field(publish_on)}
    return browser.post(f"/editor/{article.slug}", sent | WORDS | changes)


def time_comes() -> None:
    testing.catch_up(PUBLISHING)
    for each in Schedule.objects.filter(status="waiting"):
        send(each)
    testing.catch_up(PUBLISHING)


def waits(ann: Person, **values: Any) -> Article:
    return article_of(ann.id, status="scheduled", **{"title": "Bees", "published_at": TOMORROW} | values)


LISTS = ("/", "/tag/bees", "/?feed=following", "/profile/ann")


def test_a_scheduled_article_appears_when_its_time_comes(anns: Client, ann: Person, bob: Person, bobs: Client) -> None:
    follow_of(bob.id, ann.id)
    answer = publish(anns, TOMORROW)
    assert (answer.status_code, answer["Location"]) == (302, "/article/bees")
    for page in LISTS:
        assert titles(bobs.get(page)) == titles(anns.get(page)) == [], page
    assert bobs.get("/article/bees").status_code == 404
    time_comes()
    for page in LISTS:
        assert titles(bobs.get(page)) == ["Bees"], page
    assert bobs.get("/article/bees").status_code == 200
    article = Article.objects.get()
    assert (article.published_at, article.edited_at) == (TOMORROW, None)
    assert Schedule.objects.get().status == "sent"


def test_it_is_published_in_its_author_s_name(anns: Client, ann: Person) -> None:
    publish(anns, TOMORROW)
    time_comes()
    record = CommandRecord.objects.get(name="ReleaseArticle")
    wish = CommandRecord.objects.get(name="PublishArticle")
    assert (record.actor_id, record.channel, record.status) == (ann.id, "schedule", "accepted")
    assert record.correlation_id == wish.correlation_id


def test_nothing_tells_of_it_before(anns: Client, bobs: Client, client: Client) -> None:
    publish(anns, TOMORROW)
    article = Article.objects.get()
    assert not Tag.objects.exists()
    assert not ArticleTally.objects.exists()
    for browser in (bobs, client):
        assert sidebar_tags(browser.get("/")) == []
        assert browser.get("/editor/bees").status_code in (302, 404)
    for name in ("article-heading", "article-byline", "preview-byline", "article-text", "article-appeared"):
        assert "Bees" not in (render(fragment(name, article_id=article.id)).html or ""), name
    assert "new article" not in (render(fragment("new-articles", feed="global", of="everybody", since="")).html or "")


def test_nobody_comments_on_it_or_favorites_it(anns: Client, bobs: Client) -> None:
    publish(anns, TOMORROW)
    article = Article.objects.get()
    for browser in (anns, bobs):
        assert browser.post(f"/articles/{article.id}/comments", {"body": "First!"}).status_code == 404
        assert browser.post(f"/articles/{article.id}/favorite", {"wanted": "on"}).status_code == 404


def test_its_author_sees_it_and_when_it_appears(anns: Client) -> None:
    publish(anns, TOMORROW)
    page = text_of(anns.get("/article/bees").text)
    assert f"Appears on {TOMORROW.day} {TOMORROW:%B %Y, %H:%M} UTC . Only you can see it." in page
    assert "Edit Article" in page
    assert "Bees hum" in page
    assert "Favorite" not in page


def test_the_author_s_profile_lists_what_waits_for_the_author_alone(
    ann: Person, anns: Client, bobs: Client, client: Client
) -> None:
    waits(ann, title="Later", published_at=TOMORROW + timedelta(days=1))
    waits(ann, title="Sooner")
    deleted(waits(ann, title="Never"))
    article_of(ann.id, title="There")
    assert titles(anns.get("/profile/ann/scheduled")) == ["Sooner", "Later"]
    assert titles(anns.get("/profile/ann/scheduled", headers=HTMX)) == ["Sooner", "Later"]
    assert "Scheduled" in text_of(anns.get("/profile/ann").text)
    assert bobs.get("/profile/ann/scheduled").status_code == 404
    assert client.get("/profile/ann/scheduled")["Location"] == "/login"
    assert "Scheduled" not in text_of(bobs.get("/profile/ann").text)


def test_without_any_the_tab_says_how(anns: Client) -> None:
    assert "Nothing is scheduled" in anns.get("/profile/ann/scheduled").text


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("2020-01-01T09:00", "publish on is in the past (leave it empty to publish now)"),
        ("2099-01-01T09:00", "publish on is more than two years ahead"),
        ("tomorrow", "publish on is no date and time like 2026-12-31T09:00"),
        ("0001-01-01T00:00+14:00", "publish on is no date and time like 2026-12-31T09:00"),
        ("9999-12-31T23:59-14:00", "publish on is no date and time like 2026-12-31T09:00"),
        ("\0" * 1000, "publish on is no date and time like 2026-12-31T09:00"),
    ],
)
def test_an_unfit_time_is_told_beside_the_field(anns: Client, sent: str, reason: str) -> None:
    answer = publish(anns, sent)
    assert answer.status_code == 422
    assert errors(answer) == [reason]
    assert 'id="publish-on-error"' in answer.text
    assert not Article.objects.exists()


@pytest.mark.parametrize("sent", ["", "  "])
def test_no_time_means_now(anns: Client, client: Client, sent: str) -> None:
    publish(anns, sent)
    assert titles(client.get("/")) == ["Bees"]


def test_a_time_may_name_its_zone(anns: Client) -> None:
    publish(anns, (TOMORROW + timedelta(hours=2)).replace(tzinfo=None).isoformat() + "+02:00")
    assert Article.objects.get().published_at == TOMORROW


def test_the_editor_shows_the_time_and_moves_it(anns: Client, client: Client) -> None:
    publish(anns, TOMORROW)
    assert f'name="publish_on" value="{field(TOMORROW)}"' in anns.get("/editor/bees").text
    later = TOMORROW + timedelta(hours=3)
    assert edit(anns, later, body="New words")["Location"] == "/article/bees"
    testing.catch_up(PUBLISHING)
    assert Schedule.objects.get().due_at == Article.objects.get().published_at == later
    time_comes()
    assert titles(client.get("/")) == ["Bees"]
    assert Article.objects.get().edited_at is None


def test_an_emptied_time_publishes_now(anns: Client, client: Client) -> None:
    publish(anns, TOMORROW)
    testing.catch_up(PUBLISHING)
    edit(anns, None)
    assert titles(client.get("/")) == ["Bees"]
    assert Article.objects.get().published_at < TOMORROW
    testing.catch_up(PUBLISHING)
    assert Schedule.objects.get().status == "cancelled"


def test_an_article_that_appeared_has_no_such_field(bees: Article, anns: Client) -> None:
    assert 'name="publish_on"' not in anns.get("/editor/bees").text
    assert 'name="publish_on"' in anns.get("/editor").text
    assert edit(anns, TOMORROW)["Location"] == "/article/bees"
    assert Article.objects.get().status == "published"


def test_saving_after_it_appeared_meanwhile_is_told(anns: Client) -> None:
    publish(anns, TOMORROW)
    version = Article.objects.get().version
    time_comes()
    answer = edit(anns, TOMORROW + timedelta(hours=1), version=version, body="New words")
    assert answer.status_code == 409
    assert 'name="publish_on"' not in answer.text


def test_two_times_from_two_tabs_are_a_conflict(anns: Client) -> None:
    publish(anns, TOMORROW)
    version = Article.objects.get().version
    edit(anns, TOMORROW + timedelta(hours=1))
    assert edit(anns, TOMORROW + timedelta(hours=2), version=version).status_code == 409
    assert edit(anns, TOMORROW + timedelta(hours=1), version=version)["Location"] == "/article/bees"


def test_a_deleted_one_does_not_appear_and_one_brought_back_does(anns: Client, client: Client) -> None:
    publish(anns, TOMORROW)
    article = Article.objects.get()
    testing.catch_up(PUBLISHING)
    anns.post(f"/articles/{article.id}/delete")
    time_comes()
    assert titles(client.get("/")) == []
    assert anns.get("/article/bees").status_code == 404
    assert anns.post(f"/articles/{article.id}/undelete")["Location"] == "/article/bees"
    testing.catch_up(PUBLISHING)
    assert Schedule.objects.get(key=key_of(article.id)).status == "waiting"
    time_comes()
    assert titles(client.get("/")) == ["Bees"]


def test_the_site_was_down_at_the_time(ann: Person, client: Client) -> None:
    """It is sent as soon as somebody sends, and keeps the date that its author gave."""
    due = datetime.now(UTC) - timedelta(hours=3)
    waits(ann, published_at=due)
    article_of(ann.id, title="Wasps", published_at=datetime.now(UTC) - timedelta(hours=1))
    testing.catch_up(PUBLISHING)
    assert send_due() == 1
    assert titles(client.get("/")) == ["Wasps", "Bees"]
    assert Article.objects.get(title="Bees").published_at == due


def test_it_comes_as_a_new_article_to_lists_that_are_open(ann: Person, anns: Client) -> None:
    top = article_of(ann.id, title="Wasps", tags=("bees",))
    publish(anns, TOMORROW)
    time_comes()
    for feed, of in (("global", "everybody"), ("tag", "bees"), ("author", ann.id)):
        html = render(fragment("new-articles", feed=feed, of=of, since=top.id)).html or ""
        assert "1 new article" in text_of(html), feed
    appeared = render(fragment("article-appeared", article_id=Article.objects.get(title="Bees").id)).html or ""
    assert "It is published now" in appeared


def test_what_the_rows_say_is_what_the_log_says(anns: Client, ann: Person) -> None:
    from blog.projectors import articles
    from es_core.projectors import schedule

    publish(anns, TOMORROW)
    edit(anns, TOMORROW + timedelta(hours=1), tagList=["bees", "craft"])
    waits(ann, title="Wasps", tags=("craft",))
    testing.assert_replayed_twice_equals_once(articles, schedule)
    time_comes()
    article_of(ann.id, title="Ants", published_at=context.now())
    testing.assert_replayed_twice_equals_once(articles, schedule)
    testing.assert_inline_equals_rebuilt(articles, schedule)
