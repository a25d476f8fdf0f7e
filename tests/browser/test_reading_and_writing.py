"""Articles, comments, hearts, follows and lists: with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Article
from tests.accounts.conftest import Person
from tests.blog.history import article_of, favorite_of
from tests.browser.conftest import Expects, Opens
from tests.browser.steps import (
    comments,
    expect_message,
    fill,
    follow_link,
    heart,
    press,
    titles,
    write,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_author_publishes(opens_either: Opens, ann: Person) -> None:
    page = opens_either(ann)
    page.goto("/")
    follow_link(page, "New Article")
    write(page, "Bees in winter", body="They **cluster**.", tags="bees, winter")
    press(page, "Publish Article")
    expect(page).to_have_url("/article/bees-in-winter")
    expect(page.locator("h1")).to_have_text("Bees in winter")
    expect(page.locator(".prose strong")).to_have_text("cluster")
    expect(page.locator(".row.article-content .tag-pill")).to_have_text(["bees", "winter"])
    page.goto("/")
    expect(titles(page)).to_have_text(["Bees in winter"])
    expect(page.locator(".sidebar .tag-pill")).to_have_text(["bees", "winter"])


def test_an_author_edits_and_the_old_address_still_leads_there(opens_either: Opens, ann: Person, bees: Article) -> None:
    page = opens_either(ann)
    page.goto("/article/bees")
    follow_link(page, "Edit Article")
    expect(page.locator("[name=title]")).to_have_value("Bees")
    fill(page, title="Wasps")
    press(page, "Publish Article")
    expect(page).to_have_url("/article/wasps")
    expect(page.locator("h1")).to_have_text("Wasps")
    page.goto("/article/bees")
    expect(page).to_have_url("/article/wasps")


def test_a_deleted_article_comes_back(opens_either: Opens, ann: Person, bees: Article) -> None:
    page = opens_either(ann)
    page.goto("/article/bees")
    press(page, "Delete Article")
    expect(page).to_have_url("/")
    expect_message(page, "Article deleted.")
    expect(titles(page)).to_have_count(0)
    press(page, "Undo")
    expect(page).to_have_url("/article/bees")
    page.goto("/")
    expect(titles(page)).to_have_text(["Bees"])


def test_a_comment_is_posted_deleted_and_brought_back(opens_either: Opens, bob: Person, bees: Article) -> None:
    page = opens_either(bob)
    page.goto("/article/bees")
    page.get_by_placeholder("Write a comment...").fill("Well said.\nhttps://example.org")
    press(page, "Post Comment")
    expect(comments(page)).to_have_text(["Well said.\nhttps://example.org"], use_inner_text=True)
    expect(page.get_by_placeholder("Write a comment...")).to_have_value("")
    press(page, "Delete comment")
    expect_message(page, "Comment deleted.")
    expect(comments(page)).to_have_count(0)
    press(page, "Undo")
    expect(comments(page)).to_have_count(1)
    page.reload()
    expect(comments(page)).to_have_count(1)


def test_an_empty_comment_is_told(opens_either: Opens, bob: Person, bees: Article, expects: Expects) -> None:
    page = opens_either(bob)
    expects("422")
    page.goto("/article/bees")
    press(page, "Post Comment")
    expect(page.locator("#comment-form ul.error-messages")).to_contain_text("body can't be blank")


def test_favorites_from_the_list_and_from_the_page(opens_either: Opens, bob: Person, bees: Article) -> None:
    page = opens_either(bob)
    page.goto("/")
    expect(heart(page)).to_have_text("0")
    heart(page).click()
    expect(heart(page)).to_have_text("1")
    page.reload()
    expect(heart(page)).to_have_text("1")
    page.goto("/article/bees")
    press(page, "Unfavorite Article")
    expect(page.get_by_role("button", name="Favorite Article (0)")).to_have_count(2)
    page.reload()
    expect(page.get_by_role("button", name="Favorite Article (0)")).to_have_count(2)


def test_following_fills_your_feed(opens_either: Opens, bob: Person, bees: Article) -> None:
    page = opens_either(bob)
    page.goto("/?feed=following")
    expect(page.locator(".empty-feed-message")).to_contain_text("Your feed is empty")
    page.goto("/profile/ann")
    press(page, "Follow ann")
    expect(page.get_by_role("button", name="Unfollow ann")).to_be_visible()
    expect(page.locator(".followers")).to_have_text("1 follower")
    page.goto("/")
    follow_link(page, "Your Feed")
    expect(titles(page)).to_have_text(["Bees"])
    page.goto("/article/bees")
    press(page, "Unfollow ann")
    expect(page.get_by_role("button", name="Unfollow ann")).to_have_count(0)
    page.goto("/?feed=following")
    expect(titles(page)).to_have_count(0)


def test_turning_pages(opens_either: Opens, ann: Person) -> None:
    for n in range(12):
        article_of(ann.id, title=f"N{n}")
    page = opens_either()
    page.goto("/")
    expect(titles(page)).to_have_count(10)
    follow_link(page, "2")
    expect(titles(page)).to_have_text(["N1", "N0"])
    expect(page).to_have_url("/?page=2")
    expect(page.locator(".page-item.active")).to_have_text("2")
    page.go_back()
    expect(titles(page).first).to_have_text("N11")
    expect(page).to_have_url("/")


def test_tabs_and_tags(opens_either: Opens, ann: Person, bob: Person, bees: Article) -> None:
    article_of(ann.id, title="Wasps", tags=("wasps",))
    page = opens_either(bob)
    page.goto("/")
    page.locator(".sidebar").get_by_role("link", name="bees").click()
    expect(page).to_have_url("/tag/bees")
    expect(titles(page)).to_have_text(["Bees"])
    expect(page.locator(".feed-toggle .nav-link.active")).to_have_text("bees")
    follow_link(page, "Your Feed")
    expect(page).to_have_url("/?feed=following")
    expect(titles(page)).to_have_count(0)
    follow_link(page, "Global Feed")
    expect(page).to_have_url("/")
    expect(titles(page)).to_have_text(["Wasps", "Bees"])


def test_a_profile_has_two_tabs(opens_either: Opens, ann: Person, bob: Person, bees: Article) -> None:
    his = article_of(bob.id, title="His")
    favorite_of(ann.id, his)
    page = opens_either(bob)
    page.goto("/article/bees")
    follow_link(page, "ann")
    expect(page).to_have_url("/profile/ann")
    expect(titles(page)).to_have_text(["Bees"])
    follow_link(page, "Favorited Articles")
    expect(page).to_have_url("/profile/ann/favorites")
    expect(titles(page)).to_have_text(["His"])
    follow_link(page, "My Articles")
    expect(titles(page)).to_have_text(["Bees"])


GAPS = """() => {
  const parts = [...document.querySelectorAll(".prose > *")];
  const [before, heading, after] = parts.map((each) => each.getBoundingClientRect());
  return [heading.top - before.bottom, after.top - heading.bottom];
}"""


def test_a_heading_belongs_to_what_follows_it(strangers: Page, ann: Person) -> None:
    article_of(ann.id, title="Bees", body="In summer they fly.\n\n## In winter\n\nThey cluster.")
    strangers.goto("/article/bees")
    above, below = strangers.evaluate(GAPS)
    assert above > 2 * below
