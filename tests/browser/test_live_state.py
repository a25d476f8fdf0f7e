"""People see and hear that a page lives, and how; quietly."""

import pytest
from playwright.sync_api import Page, expect

from blog.domain.favorite import FAVORITE, FavoriteArticle
from blog.domain.follow import FOLLOW, FollowAuthor
from blog.models import Article
from es_core.context import now
from es_core.execute import execute
from tests.accounts.conftest import PASSWORD, Person
from tests.blog.history import article_of, follow_of
from tests.browser.conftest import Opens
from tests.browser.steps import fill, press
from tests.browser.test_live import NO_SOCKETS, comment, edit, live
from tests.live.page import eventually

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "getComputedStyle(document.querySelector('.live-state'), '::after').content.replaceAll('\"', '')"
ANIMATION = "(element) => getComputedStyle(element).animationName"


def state_is(page: Page, words: str) -> None:
    eventually(lambda: page.evaluate(WORDS) == words)
    expect(page.locator(".live-state")).to_be_visible()


def test_a_page_says_whether_it_is_live(anns: Page, bees: Article) -> None:
    live(anns, "/article/bees")
    state_is(anns, "live")
    anns.context.set_offline(True)
    anns.evaluate("dispatchEvent(new Event('offline'))")
    state_is(anns, "offline")
    anns.context.set_offline(False)
    anns.evaluate("dispatchEvent(new Event('online'))")
    state_is(anns, "live")


def test_a_page_says_that_it_looks_for_the_site(anns: Page, bees: Article) -> None:
    anns.add_init_script(NO_SOCKETS)
    anns.goto("/article/bees")
    state_is(anns, "reconnecting")


def test_a_page_too_many_says_so_and_leaves_the_site_in_peace(anns: Page, bees: Article) -> None:
    anns.add_init_script(
        """window.tried = 0;
        window.WebSocket = class {
          static OPEN = 1;
          readyState = 1;
          send() {}
          constructor() {
            window.tried += 1;
            setTimeout(() => { this.onopen(); this.onclose({ code: 4429 }); });
          }
        }"""
    )
    anns.goto("/article/bees")
    state_is(anns, "too many open pages")
    anns.evaluate("dispatchEvent(new PageTransitionEvent('pageshow')); dispatchEvent(new Event('online'))")
    anns.wait_for_timeout(1_500)
    assert anns.evaluate("window.tried") == 1


def test_a_new_password_keeps_its_own_tab_alive_and_tells_the_others(ann: Person, bob: Person, opens: Opens) -> None:
    bees = article_of(ann.id, title="Bees")
    here, there = opens(ann), opens(ann)
    beside = here.context.new_page()
    live(beside, "/article/bees")
    live(there, "/article/bees")
    here.goto("/settings")
    fill(here, password=PASSWORD + "!")
    press(here, "Update Settings")
    expect(here).to_have_url("/profile/ann")
    state_is(there, "signed out elsewhere: reload")
    comment(bees, bob, "Said afterwards")
    expect(beside.get_by_text("Said afterwards")).to_be_visible()
    expect(there.get_by_text("Said afterwards")).to_have_count(0)


def test_counts_are_announced_and_nothing_else_of_an_article(ann: Person, bob: Person, strangers: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    live(strangers, "/article/bees")
    execute(FAVORITE, FavoriteArticle(article_id=bees.id, reader_id=bob.id))
    expect(strangers.locator("#announcement")).to_have_text("Favorites of Bees: 1")
    comment(bees, bob, "The first one")
    expect(strangers.get_by_text("The first one")).to_be_visible()
    expect(strangers.locator("#announcement")).to_have_text("Favorites of Bees: 1")
    assert strangers.locator("live-query").locator("xpath=ancestor::*[@role='status' or @aria-live]").count() == 0
    live(strangers, "/profile/ann")
    execute(FOLLOW, FollowAuthor(author_id=ann.id, follower_id=bob.id))
    expect(strangers.locator("#announcement")).to_have_text("ann: 1 follower")


@pytest.mark.parametrize("reduced", ["reduce", "no-preference"])
def test_a_highlight_moves_only_where_motion_is_welcome(ann: Person, bobs: Page, reduced: str) -> None:
    bees = article_of(ann.id, title="Bees", body="Old words.")
    bobs.emulate_media(reduced_motion=reduced)  # type: ignore[arg-type]  # one of the two
    live(bobs, "/article/bees")
    edit(bees, body="New words.")
    seen = bobs.wait_for_selector(".prose .fresh").evaluate(ANIMATION)  # type: ignore[union-attr]  # or it raises
    assert seen == ("none" if reduced == "reduce" else "fresh")
    live(bobs, "/")
    article_of(ann.id, title="Wasps", published_at=now())
    edit(bees, description="An event that commits and wakes")
    expect(bobs.locator(".pill-new")).to_be_visible()
    assert bobs.locator(".pill-new").evaluate(ANIMATION) == ("none" if reduced == "reduce" else "arrive")


@pytest.mark.parametrize("path", ["/tag/sting", "/?feed=following", "/profile/ann"])
def test_every_list_announces_its_own_new_articles(ann: Person, bob: Person, bobs: Page, path: str) -> None:
    follow_of(bob.id, ann.id)
    bees = article_of(ann.id, title="Bees", tags=("sting",))
    live(bobs, path)
    article_of(bob.id, title="Not for this list", published_at=now())
    article_of(ann.id, title="Wasps", tags=("sting",), published_at=now())
    edit(bees, description="An event that commits and wakes")
    expect(bobs.locator(".news[role=status] .pill-new")).to_have_text("1 new article")
    bobs.locator(".pill-new").click()
    expect(bobs.locator(".preview-link h1")).to_have_text(["Wasps", "Bees"])
