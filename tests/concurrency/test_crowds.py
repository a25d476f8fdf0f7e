"""Many readers and writers at once, through the site's own pages: nobody meets an error, and what is shown is true."""

from functools import partial
from threading import Event
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from blog.models import Article, Comment, Favorite, Tag
from es_core.models import CommandRecord
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.blog.pages import HTMX, command_id, text_of
from tests.concurrency.crowd import CONNECTIONS, dealt, expect_all_as_the_log_says, people, statuses
from tests.es_core.at_once import in_background

pytestmark = pytest.mark.django_db(transaction=True)

TAGS = ["ant", "bee", "cat", "dog", "elk"]


def press_heart(browser: Client, article: Article, wanted: str = "on") -> Any:
    form = {"wanted": wanted, "size": "full", "command_id": command_id()}
    return browser.post(f"/articles/{article.id}/favorite", form, headers=HTMX)


def say(browser: Client, article: Article, body: str) -> Any:
    form = {"body": body, "command_id": command_id()}
    return browser.post(f"/articles/{article.id}/comments", form, headers=HTMX)


def test_120_readers_press_one_heart_half_of_them_twice(bees: Article, bob: Person, client: Client) -> None:
    browsers = people(120)
    answers = dealt([partial(press_heart, each, bees) for each in browsers + browsers[::2]])
    assert statuses(answers) == {200}
    assert Favorite.objects.count() == 120
    assert "Favorite Article ( 120 )" in text_of(client.get("/article/bees").text)
    assert "Unfavorite Article ( 121 )" in text_of(press_heart(bob.browser(), bees).text)
    assert not CommandRecord.objects.filter(status="failed").exists()
    expect_all_as_the_log_says()


def write(browser: Client, seed: int) -> list[Any]:
    """Publish, edit, delete and bring back, as fast as the pages go."""
    tags = [TAGS[(seed + k) % 5] for k in range(3)][:: 1 if seed % 2 else -1]
    words = {"title": f"Title {seed % 3}", "description": "D", "body": "B"}
    answers = [browser.post("/editor", {**words, "tagList": tags, "command_id": command_id()})]
    address = answers[0]["Location"]
    article = Article.objects.get(slug=address.removeprefix("/article/"))
    form = {**words, "body": "C", "tagList": TAGS[seed % 5], "version": 1, "command_id": command_id()}
    answers.append(browser.post(f"/editor/{article.slug}", form))
    for action in ("delete", "undelete", "delete")[: 2 + seed % 2]:
        answers.append(browser.post(f"/articles/{article.id}/{action}", {"command_id": command_id()}))
    return answers


def test_16_writers_with_overlapping_tags(client: Client) -> None:
    rounds = [partial(write, browser, n) for n, browser in enumerate(people(16) * 3)]
    answers = [answer for each in dealt(rounds, hands=16) for answer in each]
    assert statuses(answers) == {302}
    visible = Article.objects.visible()
    assert (Article.objects.count(), visible.count()) == (48, 24)
    assert dict(Tag.objects.values_list("name", "articles_count")) == {
        tag: visible.filter(tags__contains=[tag]).count() for tag in TAGS
    }
    assert not CommandRecord.objects.filter(status="failed").exists()
    expect_all_as_the_log_says()


def test_readers_meet_an_article_that_comes_and_goes(bees: Article, ann: Person) -> None:
    """It is there or it is not; a page in between is no error."""
    browsers, hers = people(CONNECTIONS), ann.browser()

    def read(browser: Client, n: int) -> list[Any]:
        pages = [browser.get(path) for path in ("/article/bees", "/", "/tag/bees", "/profile/ann")]
        return [*pages, press_heart(browser, bees), say(browser, bees, f"Remark {n}")]

    def flicker() -> list[Any]:
        actions = ["delete", "undelete"] * 10
        return [hers.post(f"/articles/{bees.id}/{each}", {"command_id": command_id()}) for each in actions]

    readings = [partial(read, each, n) for n, each in enumerate(browsers * 3)]
    with in_background(flicker) as [hers_running]:
        answers = [answer for each in dealt(readings) for answer in each]
    assert statuses(hers_running.result()) == {302}
    assert statuses(answers) <= {200, 404}
    expect_all_as_the_log_says()


def test_nobody_notices_that_everything_is_rebuilt(ann: Person) -> None:
    articles = [article_of(ann.id, title=f"N{n}", tags=(TAGS[n % 5],)) for n in range(5)]
    done = Event()

    def use(browser: Client) -> list[Any]:
        answers = []
        for n in range(10_000):
            if done.is_set():
                break
            article = articles[n % 5]
            answers += [
                press_heart(browser, article, "off" if n % 10 > 4 else "on"),
                say(browser, article, "Well said"),
            ]
            answers += [browser.get("/"), browser.get(f"/article/{article.slug}")]
        return answers

    with in_background(*[partial(use, each) for each in people(4)]) as running:
        try:
            call_command("rebuild_projections", all=True)
        finally:
            done.set()
        answers = [answer for each in running for answer in each.result()]
    assert statuses(answers) == {200}
    assert Comment.objects.count() * 4 == len(answers)
    expect_all_as_the_log_says()
