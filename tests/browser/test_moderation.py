"""From a reader's report to the moderators' queue, and what everybody sees of it, in several browsers at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts import commands
from blog.models import Article
from tests.accounts.conftest import Person, register
from tests.blog.history import article_of, comment_of
from tests.browser.conftest import Expects, Opens
from tests.browser.steps import (
    comments,
    expect_marked,
    expect_message,
    follow_link,
    mark,
    press,
    sign_in_by_form,
    titles,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moderators(opens: Opens, site: object) -> Page:
    eve = register("eve")
    commands.grant_role(eve.id, "moderator")
    return opens(eve)


def report(page: Page, words: str) -> None:
    page.get_by_label("It is spam or advertising").check()
    page.get_by_label("In your own words").fill(words)
    press(page, "Report")


def test_an_article_is_reported_hidden_and_shown_again(
    opens_either: Opens, anns: Page, strangers: Page, moderators: Page, bob: Person, bees: Article, expects: Expects
) -> None:
    bobs = opens_either(bob)
    bobs.goto("/article/bees")
    follow_link(bobs, "Report")
    report(bobs, "It sells hives")
    expect_message(bobs, "The moderators will look at it")

    strangers.goto("/article/bees")
    anns.goto("/article/bees")
    mark(strangers)

    moderators.goto("/admin/")
    follow_link(moderators, "Reports")
    expect(moderators.locator(".case")).to_contain_text("It sells hives")
    moderators.get_by_label("Reason").fill("It is an advertisement.")
    press(moderators, "Hide")
    expect(moderators.locator(".messagelist")).to_contain_text("The article is hidden")

    expect(strangers.locator("h1")).to_have_text("This article was taken down")
    expect(strangers.locator(".prose")).to_have_count(0)
    expect_marked(strangers)
    assert strangers.context.new_page().goto("/article/bees").status == 404  # type: ignore[union-attr]

    anns.reload()
    expect(anns.locator(".hidden-notice")).to_contain_text("It is an advertisement.")
    expect(anns.locator(".prose")).to_be_visible()
    follow_link(moderators, "Show it again")
    press(moderators, "Show this article again")
    expect(anns.locator(".hidden-notice")).to_contain_text("Everybody can see it again")
    expect(strangers.locator("h1")).to_have_text("Bees")
    expect(strangers.locator(".prose")).to_be_visible()
    expect_marked(strangers)
    expects("404")


def test_a_comment_is_hidden_while_others_and_its_author_look(
    opens: Opens, bobs: Page, strangers: Page, moderators: Page, bob: Person, bees: Article
) -> None:
    comment = comment_of(bob.id, bees, "Buy watches")
    for page in (bobs, strangers, moderators):
        page.goto("/article/bees")
    mark(bobs)
    expect(bobs.locator("#comments .report")).to_be_hidden()  # one's own
    moderators.get_by_role("link", name="Report comment by bob").click()
    follow_link(moderators, "Hide it right away")
    moderators.get_by_label("Reason").fill("Advertising")
    press(moderators, "Hide this comment")
    expect(moderators).to_have_url(re.compile(rf"/article/bees#comment-{comment.number}$"))
    expect(comments(strangers)).to_have_count(0)
    expect(comments(bobs)).to_have_count(0)
    expect(bobs.locator(".hidden-comment")).to_contain_text("Advertising")
    expect_marked(bobs)


def test_somebody_is_suspended_with_their_pages_open_and_comes_back(
    opens: Opens, anns: Page, strangers: Page, moderators: Page, ann: Person, expects: Expects
) -> None:
    article_of(ann.id, title="Bees", tags=("bees",))
    strangers.goto("/")
    anns.goto("/settings")
    expect(titles(strangers)).to_have_text(["Bees"])
    moderators.goto("/admin/accounts/user/?q=ann")
    follow_link(moderators, "ann")
    follow_link(moderators, "Suspend…")
    moderators.get_by_label("Reason").fill("Shouts at people.")
    press(moderators, "Suspend ann")
    expect(moderators.locator(".messagelist")).to_contain_text("account of ann is suspended")
    expect(strangers.locator(".sidebar .tag-pill")).to_have_count(0)

    anns.goto("/settings")
    expect(anns).to_have_url(re.compile("/login$"))
    sign_in_by_form(anns, ann)
    expect(anns.locator(".error-messages")).to_contain_text("this account is suspended: Shouts at people.")
    strangers.reload()
    expect(titles(strangers)).to_have_count(0)

    follow_link(moderators, "Restore…")
    press(moderators, "Restore ann")
    sign_in_by_form(anns, ann)
    expect(anns.get_by_role("link", name="Settings")).to_be_visible()
    strangers.reload()
    expect(titles(strangers)).to_have_text(["Bees"])
    expects("422", "403")


def test_a_superuser_makes_somebody_a_moderator(opens: Opens, ann: Person) -> None:
    eve = register("eve")
    commands.grant_role(eve.id, "superuser")
    eves = opens(eve)
    eves.goto("/admin/accounts/user/?q=ann")
    follow_link(eves, "ann")
    follow_link(eves, "Roles…")
    eves.get_by_role("row", name="moderator").get_by_role("link", name="Grant…").click()
    press(eves, "Make ann a moderator")
    expect(eves.locator(".messagelist")).to_contain_text("ann is a moderator")
    assert ann.user.has_perm("blog.moderate")
