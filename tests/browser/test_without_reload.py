"""What changes in place: the page around it stays as it is."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Article
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, follow_of
from tests.browser.steps import comments, expect_marked, follow_link, heart, mark, press, titles

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_heart_in_a_list(bobs: Page, bees: Article) -> None:
    bobs.goto("/")
    mark(bobs)
    heart(bobs).click()
    expect(heart(bobs)).to_have_text("1")
    expect(heart(bobs)).to_have_class("btn btn-sm btn-primary pull-xs-right")
    expect(heart(bobs)).to_be_focused()
    heart(bobs).click()
    expect(heart(bobs)).to_have_text("0")
    expect_marked(bobs)


def test_both_hearts_of_an_article(bobs: Page, bees: Article) -> None:
    bobs.goto("/article/bees")
    mark(bobs)
    press(bobs, "Favorite Article (0)")
    expect(bobs.get_by_role("button", name="Unfavorite Article (1)")).to_have_count(2)
    expect_marked(bobs)


def test_two_quick_clicks_count_once(bobs: Page, bees: Article) -> None:
    bobs.goto("/article/bees")
    bobs.get_by_role("button", name="Favorite Article (0)").first.dblclick()
    expect(bobs.get_by_role("button", name="Unfavorite Article (1)")).to_have_count(2)
    bobs.reload()
    expect(bobs.get_by_role("button", name="Unfavorite Article (1)")).to_have_count(2)


def test_following_from_an_article(bobs: Page, bees: Article) -> None:
    bobs.goto("/article/bees")
    mark(bobs)
    press(bobs, "Follow ann")
    expect(bobs.get_by_role("button", name="Unfollow ann")).to_have_count(2)
    expect_marked(bobs)


def test_following_from_a_profile_counts(bobs: Page, bees: Article) -> None:
    bobs.goto("/profile/ann")
    mark(bobs)
    press(bobs, "Follow ann")
    expect(bobs.locator(".followers")).to_have_text("1 follower")
    expect_marked(bobs)


def test_comments(bobs: Page, ann: Person, bob: Person, bees: Article) -> None:
    comment_of(ann.id, bees, "Hers")
    bobs.goto("/article/bees")
    mark(bobs)
    bobs.get_by_placeholder("Write a comment...").fill("His")
    press(bobs, "Post Comment")
    expect(comments(bobs)).to_have_count(2)
    expect(bobs.get_by_placeholder("Write a comment...")).to_have_value("")
    expect(bobs.get_by_role("button", name="Delete comment")).to_have_count(1)
    press(bobs, "Delete comment")
    expect(comments(bobs)).to_have_text(["Hers"])
    press(bobs, "Undo")
    expect(comments(bobs)).to_have_count(2)
    press(bobs, "Delete comment")
    expect(comments(bobs)).to_have_text(["Hers"])
    expect_marked(bobs)


def test_escape_takes_a_message_away(bobs: Page, bob: Person, bees: Article) -> None:
    comment_of(bob.id, bees, "His")
    bobs.goto("/article/bees")
    press(bobs, "Delete comment")
    expect(bobs.locator(".message")).to_be_visible()
    bobs.keyboard.press("Escape")
    expect(bobs.locator(".message")).to_have_count(0)


def test_pages_with_the_back_button(strangers: Page, ann: Person) -> None:
    for n in range(25):
        article_of(ann.id, title=f"N{n}")
    strangers.goto("/")
    mark(strangers)
    follow_link(strangers, "2")
    expect(strangers).to_have_url("/?page=2")
    expect(titles(strangers).first).to_have_text("N14")
    expect_marked(strangers)
    follow_link(strangers, "3")
    expect(titles(strangers).first).to_have_text("N4")
    strangers.go_back()
    expect(strangers).to_have_url("/?page=2")
    expect(titles(strangers).first).to_have_text("N14")
    expect(strangers.locator(".page-item.active")).to_have_text("2")
    strangers.go_back()
    expect(titles(strangers).first).to_have_text("N24")
    strangers.go_forward()
    expect(titles(strangers).first).to_have_text("N14")
    strangers.reload()
    expect(titles(strangers).first).to_have_text("N14")


def test_tabs(bobs: Page, ann: Person, bob: Person, bees: Article) -> None:
    follow_of(bob.id, ann.id)
    article_of(bob.id, title="His")
    bobs.goto("/")
    mark(bobs)
    follow_link(bobs, "Your Feed")
    expect(titles(bobs)).to_have_text(["Bees"])
    expect(bobs).to_have_url("/?feed=following")
    expect(bobs).to_have_title("Your Feed · Conduit")
    follow_link(bobs, "Global Feed")
    expect(titles(bobs)).to_have_text(["His", "Bees"])
    expect_marked(bobs)


def test_tabs_of_a_profile(strangers: Page, bees: Article) -> None:
    strangers.goto("/profile/ann")
    mark(strangers)
    follow_link(strangers, "Favorited Articles")
    expect(strangers.locator(".empty-feed-message")).to_be_visible()
    expect(strangers).to_have_url("/profile/ann/favorites")
    expect_marked(strangers)


def test_light_or_dark_stays_as_chosen(strangers: Page) -> None:
    strangers.emulate_media(color_scheme="light")
    strangers.goto("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = strangers.evaluate(paper)
    press(strangers, "Dark")
    dark = strangers.evaluate(paper)
    assert dark != light
    strangers.goto("/login")
    assert strangers.evaluate(paper) == dark
    press(strangers, "Auto")
    assert strangers.evaluate(paper) == light
    strangers.emulate_media(color_scheme="dark")
    assert strangers.evaluate(paper) == dark
    press(strangers, "Light")
    strangers.reload()
    assert strangers.evaluate(paper) == light
