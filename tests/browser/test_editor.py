"""Writing: tags as pills, drafts, the preview, and two editors of one article."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Article
from tests.accounts.conftest import Person
from tests.browser.conftest import Expects, Opens
from tests.browser.steps import fill, follow_link, press, titles, write

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Draft kept in this browser"


def test_enter_adds_a_tag_and_never_publishes(anns: Page) -> None:
    anns.goto("/editor")
    write(anns, "Bees")
    tag, pills = anns.get_by_placeholder("Enter tags"), anns.locator(".tag-list .tag-pill")
    for name in ("bees", "winter", "wasps"):
        tag.fill(name)
        tag.press("Enter")
    expect(pills).to_have_text(["bees", "winter", "wasps"])
    expect(tag).to_have_value("")
    pills.nth(1).locator("i").click()
    expect(pills).to_have_text(["bees", "wasps"])
    tag.press("Backspace")
    expect(pills).to_have_text(["bees"])
    expect(anns).to_have_url("/editor")
    press(anns, "Publish Article")
    expect(anns.locator(".row.article-content .tag-pill")).to_have_text(["bees"])


def test_enter_in_the_title_publishes_nothing(anns: Page) -> None:
    anns.goto("/editor")
    write(anns, "Bees")
    anns.locator("[name=title]").press("Enter")
    expect(anns.locator("[name=description]")).to_be_focused()
    expect(anns).to_have_url("/editor")


def test_the_preview_follows_what_is_typed(anns: Page) -> None:
    anns.goto("/editor")
    fill(anns, body="Bees **cluster**.")
    press(anns, "Preview")
    expect(anns.locator("#preview strong")).to_have_text("cluster")
    anns.locator("[name=body]").press_sequentially("\n\n## Winter\n")
    expect(anns.locator("#preview h2")).to_contain_text("Winter")


def test_on_a_phone_the_preview_takes_the_place_of_the_form_and_gives_it_back(opens: Opens, ann: Person) -> None:
    page = opens(ann, viewport={"width": 390, "height": 844})
    page.goto("/editor")
    fill(page, body="Bees **cluster**.\n\n" * 40)
    press(page, "Preview")
    expect(page.locator("#preview strong").first).to_be_visible()
    expect(page.locator("[name=body]")).to_be_hidden()
    expect(page.get_by_role("button", name="Publish Article")).to_be_in_viewport()
    press(page, "Preview")
    expect(page.locator("[name=body]")).to_be_visible()
    expect(page.locator("#preview")).to_be_hidden()


def test_two_quick_clicks_publish_once(anns: Page) -> None:
    anns.goto("/editor")
    write(anns, "Bees")
    anns.get_by_role("button", name="Publish Article").dblclick()
    expect(anns).to_have_url("/article/bees")
    anns.goto("/profile/ann")
    expect(titles(anns)).to_have_text(["Bees"])


def test_a_form_sent_again_after_going_back_publishes_once(anns: Page) -> None:
    anns.goto("/editor")
    write(anns, "Bees")
    press(anns, "Publish Article")
    expect(anns).to_have_url("/article/bees")
    anns.go_back()
    expect(anns.locator("#editor")).to_be_visible()
    expect(anns.locator("[name=title]")).to_have_value("")
    expect(anns.locator("[name=body]")).to_have_value("")
    anns.goto("/profile/ann")
    expect(titles(anns)).to_have_text(["Bees"])


def test_an_editor_closed_by_accident_keeps_its_text(opens: Opens, ann: Person) -> None:
    first = opens(ann)
    first.goto("/editor")
    write(first, "Bees", body="Long thought over.", tags="bees,")
    expect(first.locator("#draft-state")).to_have_text(KEPT)
    fill(first, body="Long thought over, and over.")  # closed before the next look
    second = first.context.new_page()
    first.close(run_before_unload=True)
    second.goto("/editor")
    expect(second.locator("[name=title]")).to_have_value("Bees")
    expect(second.locator("[name=body]")).to_have_value("Long thought over, and over.")
    expect(second.locator(".tag-list .tag-pill")).to_have_text(["bees"])
    press(second, "Publish Article")
    expect(second).to_have_url("/article/bees")
    second.goto("/editor")
    expect(second.locator("[name=title]")).to_have_value("")


def test_a_draft_can_be_thrown_away(anns: Page) -> None:
    anns.goto("/editor")
    write(anns, "Bees")
    expect(anns.locator("#draft-state")).to_have_text(KEPT)
    anns.reload()
    expect(anns.locator("#draft-notice")).to_contain_text("You wrote this here before")
    press(anns, "Start over")
    expect(anns.locator("[name=title]")).to_have_value("")
    expect(anns.locator("#draft-state")).to_have_text("")
    anns.reload()
    expect(anns.locator("[name=title]")).to_have_value("")


def test_nobody_else_sees_the_draft(opens: Opens, anns: Page, bob: Person) -> None:
    """Two people share a computer."""
    anns.goto("/editor")
    write(anns, "Secret bees")
    expect(anns.locator("#draft-state")).to_have_text(KEPT)
    cookie = bob.browser().cookies["sessionid"].value
    anns.context.add_cookies([{"name": "sessionid", "value": cookie, "url": anns.url}])
    anns.goto("/editor")
    expect(anns.locator("nav")).to_contain_text("bob")
    expect(anns.locator("[name=title]")).to_have_value("")


def open_two_editors(page: Page, expects: Expects) -> Page:
    expects("409")
    other = page.context.new_page()
    for each in (page, other):
        each.goto("/editor/bees")
    fill(page, body="What the first tab says.")
    press(page, "Publish Article")
    expect(page).to_have_url("/article/bees")
    fill(other, title="Wasps", body="What the second tab says.")
    press(other, "Publish Article")
    expect(other.locator("h1")).to_have_text("This article was saved somewhere else meanwhile")
    return other


def test_of_two_tabs_the_second_is_told_and_may_keep_its_text(anns: Page, bees: Article, expects: Expects) -> None:
    other = open_two_editors(anns, expects)
    expect(other.locator("[name=title]")).to_have_value("Wasps")
    expect(other.locator("[name=body]")).to_have_value("What the second tab says.")
    expect(other.locator("#conflict ins")).to_have_text(["like this", "Bees", "first "])
    press(other, "Keep mine")
    expect(other).to_have_url("/article/wasps")
    expect(other.locator(".prose")).to_have_text("What the second tab says.")


def test_of_two_tabs_the_second_may_take_what_is_saved(anns: Page, bees: Article, expects: Expects) -> None:
    other = open_two_editors(anns, expects)
    follow_link(other, "Take the saved one")
    expect(other.locator("[name=body]")).to_have_value("What the first tab says.")
    expect(other.locator("[name=title]")).to_have_value("Bees")
    expect(other.locator("#draft-notice")).to_be_hidden()
    anns.goto("/article/bees")
    expect(anns.locator(".prose")).to_have_text("What the first tab says.")


def test_deleted_in_one_tab_and_saved_in_the_other(anns: Page, bees: Article, expects: Expects) -> None:
    expects("422")
    other = anns.context.new_page()
    other.goto("/editor/bees")
    anns.goto("/article/bees")
    press(anns, "Delete Article")
    expect(anns).to_have_url("/")
    fill(other, body="Long thought over.")
    press(other, "Publish Article")
    expect(other.locator("ul.error-messages")).to_contain_text("deleted while you were writing")
    expect(other.locator("[name=body]")).to_have_value("Long thought over.")
    press(other, "Undo")
    expect(other).to_have_url("/article/bees")
    other.goto("/editor/bees")
    press(other, "Show the draft")
    expect(other.locator("[name=body]")).to_have_value("Long thought over.")


def test_a_form_that_was_sent_again_leaves_no_draft(anns: Page, expects: Expects) -> None:
    expects("403")
    anns.goto("/editor")
    write(anns, "Bees")
    anns.context.clear_cookies(name="csrftoken")
    press(anns, "Publish Article")
    press(anns, "Send again")
    expect(anns).to_have_url("/article/bees")
    anns.goto("/editor")
    expect(anns.locator("[name=title]")).to_have_value("")
