"""Requests that fail: the page stays, with a message, and so does what was typed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from blog.models import Article
from tests.accounts.conftest import Person
from tests.blog.history import article_of
from tests.browser.conftest import Expects
from tests.browser.steps import comments, follow_link, heart, press, sign_in_by_form, titles, write

pytestmark = pytest.mark.django_db(transaction=True)

Fails = Callable[[Route], None]


def lost(route: Route) -> None:
    route.abort()


def broken(route: Route) -> None:
    route.fulfill(status=500, body="<h1>Server Error</h1>", content_type="text/html")


def busy(route: Route) -> None:
    route.fulfill(status=503, body="<h1>Busy</h1>", content_type="text/html")


FAILURES = pytest.mark.parametrize("fail", [lost, broken, busy])
EXPECTED = ("ERR_FAILED", "500", "503", "htmx:sendError", "htmx:afterRequest", "Response Status Error")


@FAILURES
def test_a_heart(bobs: Page, bees: Article, expects: Expects, fail: Fails) -> None:
    expects(*EXPECTED)
    bobs.goto("/")
    bobs.route("**/favorite", fail)
    heart(bobs).click()
    expect(bobs.locator("#trouble")).to_be_visible()
    expect(bobs.locator("#trouble")).to_contain_text("ry again")
    expect(heart(bobs)).to_have_text("0")
    expect(titles(bobs)).to_have_text(["Bees"])
    bobs.unroute("**/favorite")
    heart(bobs).click()
    expect(heart(bobs)).to_have_text("1")
    expect(bobs.locator("#trouble")).to_be_empty()


@FAILURES
def test_a_comment(bobs: Page, bees: Article, expects: Expects, fail: Fails) -> None:
    expects(*EXPECTED)
    bobs.goto("/article/bees")
    bobs.route("**/comments", fail)
    box = bobs.get_by_placeholder("Write a comment...")
    box.fill("Long thought over.")
    press(bobs, "Post Comment")
    expect(bobs.locator("#trouble")).to_contain_text("what you typed is still here")
    expect(box).to_have_value("Long thought over.")
    bobs.unroute("**/comments")
    press(bobs, "Post Comment")
    expect(comments(bobs)).to_have_text(["Long thought over."])
    expect(box).to_have_value("")


@FAILURES
def test_a_page_number(strangers: Page, ann: Person, expects: Expects, fail: Fails) -> None:
    expects(*EXPECTED)
    for n in range(11):
        article_of(ann.id, title=f"N{n}")
    strangers.goto("/")
    strangers.route("**/?page=2", fail)
    follow_link(strangers, "2")
    expect(strangers.locator("#trouble")).to_be_visible()
    expect(titles(strangers)).to_have_count(10)
    expect(strangers).to_have_url("/")


def test_an_answer_that_was_lost_is_no_second_comment(bobs: Page, bees: Article, expects: Expects) -> None:
    """The site accepted it, the browser never heard so; the same form is sent once more."""
    expects(*EXPECTED)
    bobs.goto("/article/bees")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    bobs.route("**/comments", lose_the_answer)
    bobs.get_by_placeholder("Write a comment...").fill("Once.")
    press(bobs, "Post Comment")
    expect(bobs.locator("#trouble")).to_be_visible()
    bobs.unroute("**/comments")
    press(bobs, "Post Comment")
    expect(comments(bobs)).to_have_text(["Once."])


def test_publishing_without_a_line_keeps_the_text(anns: Page, expects: Expects) -> None:
    expects(*EXPECTED, "ERR_INTERNET_DISCONNECTED")
    anns.goto("/editor")
    write(anns, "Bees", body="Long thought over.", tags="bees")
    anns.context.set_offline(True)
    anns.get_by_role("button", name="Publish Article").click(no_wait_after=True)
    expect(anns).to_have_url(re.compile("chrome-error"))
    anns.context.set_offline(False)
    anns.goto("/editor")
    expect(anns.locator("[name=title]")).to_have_value("Bees")
    expect(anns.locator("[name=body]")).to_have_value("Long thought over.")
    press(anns, "Publish Article")
    expect(anns).to_have_url("/article/bees")
    expect(anns.locator(".row.article-content .tag-pill")).to_have_text(["bees"])


def test_a_heart_after_the_session_ran_out_leads_to_signing_in_and_back(bobs: Page, bob: Person, bees: Article) -> None:
    bobs.goto("/tag/bees")
    bobs.context.clear_cookies(name="sessionid")
    heart(bobs).click()
    expect(bobs).to_have_url("/login")
    sign_in_by_form(bobs, bob)
    expect(bobs).to_have_url("/tag/bees")


def test_a_comment_whose_token_is_lost_stays_in_its_box(bobs: Page, bees: Article, expects: Expects) -> None:
    expects("403", "Response Status Error")
    bobs.goto("/article/bees")
    bobs.context.clear_cookies(name="csrftoken")
    box = bobs.get_by_placeholder("Write a comment...")
    box.fill("Long thought over.")
    press(bobs, "Post Comment")
    expect(bobs.locator("#trouble")).to_contain_text("This page may have been open too long")
    expect(box).to_have_value("Long thought over.")


def test_an_article_deleted_meanwhile_is_told_at_its_heart(
    bobs: Page, anns: Page, bees: Article, expects: Expects
) -> None:
    expects("404", "Response Status Error")
    bobs.goto("/article/bees")
    anns.goto("/article/bees")
    press(anns, "Delete Article")
    expect(anns).to_have_url("/")
    press(bobs, "Favorite Article")
    expect(bobs.locator("#trouble")).to_contain_text("not there any more")
    expect(bobs.locator("h1")).to_have_text("This article was taken down")
