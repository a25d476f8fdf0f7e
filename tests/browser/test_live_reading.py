"""What changes under a reader's eyes comes soon, is never missed, and leaves the reader alone."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from blog.domain.comment import COMMENT, DeleteComment
from blog.models import Comment
from es_core.execute import execute
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of
from tests.browser.test_live import NO_SOCKETS, comment, edit, live
from tests.live.page import eventually

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "\n\n".join(f"Paragraph {n}. " + "Words about bees. " * 30 for n in range(30))
SOON = 5_000  # milliseconds, for machines that do something else meanwhile; others print less than 200
SOON_AGAIN = 5_000  # after the socket's coming back, likewise

TOP = """
() => [...document.querySelectorAll(".prose p")].find((each) => each.textContent.startsWith("Paragraph 20."))
  .getBoundingClientRect().top
"""
WHEN_IT_SHOWS = """
(text) => { window.shown = new Promise((done) => {
  const look = () => { if (document.querySelector("main").textContent.includes(text)) done(Date.now()); };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}); }
"""
NOTE_CLICKS = "addEventListener('click', () => { window.clickedAt = Date.now(); }, { capture: true })"


def milliseconds(clicking: Page, button: str, watching: Page, text: str) -> float:
    """From the click in one browser to the change in the other's document."""
    watching.evaluate(WHEN_IT_SHOWS, text)
    clicking.evaluate(NOTE_CLICKS)
    clicking.locator(button).first.click()
    shown: float = watching.evaluate("window.shown")
    clicked: float = clicking.evaluate("window.clickedAt")
    return shown - clicked


def test_a_heart_and_a_comment_show_soon_in_another_browser(
    ann: Person, bobs: Page, anns: Page, strangers: Page
) -> None:
    article_of(ann.id, title="Bees")
    live(anns, "/article/bees")
    live(bobs, "/article/bees").fill("#comment-body", "How do they sleep?")
    comment = milliseconds(bobs, "#post-comment", anns, "How do they sleep?")
    heart = milliseconds(bobs, ".favorite button", live(strangers, "/article/bees"), "(1)")
    print(f"milliseconds from click to the other browser: comment {comment:.0f}, heart {heart:.0f}")
    assert 0 < comment < SOON
    assert 0 < heart < SOON


def test_the_reader_s_place_stays_when_text_comes_and_goes_above(ann: Person, bobs: Page) -> None:
    bees = article_of(ann.id, title="Bees", body=LONG)
    live(bobs, "/article/bees").locator(".prose p").nth(20).scroll_into_view_if_needed()
    bobs.evaluate("getSelection().selectAllChildren(document.querySelectorAll('.prose p')[20])")
    before = bobs.evaluate(TOP)
    edit(bees, body="One more above.\n\nAnd another one.\n\n" + LONG)
    expect(bobs.locator(".prose")).to_contain_text("And another one.")
    assert abs(bobs.evaluate(TOP) - before) < 2
    assert bobs.evaluate("getSelection().toString()").startswith("Paragraph 20.")
    edit(bees, body=LONG.partition("\n\n")[2])
    expect(bobs.locator(".prose")).not_to_contain_text("Paragraph 0.")
    assert abs(bobs.evaluate(TOP) - before) < 2
    assert bobs.evaluate("getSelection().toString()").startswith("Paragraph 20.")


def test_only_the_paragraph_that_changed_is_highlighted(ann: Person, bobs: Page) -> None:
    bees = article_of(ann.id, title="Bees", body="First.\n\nSecond.\n\nThird.")
    live(bobs, "/article/bees")
    bobs.evaluate("document.querySelectorAll('.prose p').forEach((each, n) => { each.was = n; })")
    edit(bees, body="First.\n\nNew.\n\nSecond.\n\nThird.")
    expect(bobs.locator(".prose .fresh")).to_have_text(["New."])
    assert bobs.evaluate("[...document.querySelectorAll('.prose p')].map((each) => each.was ?? -1)") == [0, -1, 1, 2]


def test_focus_stays_in_a_comment_when_one_above_goes(ann: Person, bob: Person, anns: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    for n in range(3):
        comment(bees, bob, f"Number {n}")  # just now, so the page's words for it are others than the fragment's
    live(anns, "/article/bees")
    anns.locator(".card", has_text="Number 1").locator(".report").focus()
    anns.evaluate("document.activeElement.addEventListener('blur', () => { window.blurred = true; })")
    execute(COMMENT, DeleteComment(comment_id=Comment.objects.get(body="Number 2").id, deleter_id=bob.id))
    expect(anns.locator("#comments .card")).to_have_count(2)
    assert anns.evaluate("window.blurred ?? false") is False
    assert anns.evaluate("document.activeElement.closest('.card').textContent.includes('Number 1')") is True


def test_a_paragraph_before_one_that_was_highlighted_is_a_new_one(ann: Person, bobs: Page) -> None:
    bees = article_of(ann.id, title="Bees", body="First.\n\nSecond.")
    live(bobs, "/article/bees")
    for text in ("Third.", "Between."):
        edit(bees, body="First.\n\nBetween.\n\nThird." if text == "Between." else "First.\n\nThird.")
        expect(bobs.locator(".prose .fresh")).to_have_text([text])
        if text == "Third.":
            bobs.evaluate("document.querySelectorAll('.prose p').forEach((each, n) => { each.was = n; })")
    assert bobs.evaluate("[...document.querySelectorAll('.prose p')].map((each) => each.was ?? -1)") == [0, -1, 1]


def test_a_menu_that_was_opened_stays_open(ann: Person, bob: Person, anns: Page) -> None:
    """No fragment has one yet; the next that does is updated like any other."""
    bees = article_of(ann.id, title="Bees")
    comment_of(bob.id, bees, "The first one")
    live(anns, "/article/bees")
    anns.evaluate(
        """() => {
          const menu = document.createElement("details");
          menu.innerHTML = "<summary>More</summary><button>Copy</button>";
          document.querySelector("#comments .card").append(menu);
          document.querySelector("live-query[data-live^=comments]").addEventListener("live:updated", () => {
            window.wasOpen = menu.open; }, { once: true });
          menu.open = true;
        }"""
    )
    comment(bees, bob, "The second one")
    expect(anns.get_by_text("The second one")).to_be_visible()
    assert anns.evaluate("window.wasOpen") is True


def test_a_tab_that_slept_has_everything_when_it_wakes(ann: Person, bob: Person, anns: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    live(anns, "/article/bees")
    devtools = anns.context.new_cdp_session(anns)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    comment(bees, bob, "Said meanwhile")
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    expect(anns.get_by_text("Said meanwhile")).to_be_visible(timeout=SOON_AGAIN)


def test_what_happens_between_page_and_socket_is_on_the_page(ann: Person, bob: Person, anns: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    held: list[Route] = []
    anns.route(re.compile(r"/live\..*js"), lambda route: held.append(route))
    anns.goto("/article/bees", wait_until="commit")
    expect(anns.locator("h1")).to_have_text("Bees")
    comment(bees, bob, "Said meanwhile")
    eventually(lambda: anns.evaluate("1") and held)
    assert anns.get_by_text("Said meanwhile").count() == 0
    held[0].continue_()
    expect(anns.get_by_text("Said meanwhile")).to_be_visible(timeout=SOON_AGAIN)


def test_without_a_socket_every_page_still_works(ann: Person, bob: Person, anns: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    anns.add_init_script(NO_SOCKETS)
    anns.goto("/article/bees")
    expect(anns.locator("html[data-live-state=reconnecting]")).to_have_count(1)
    comment(bees, bob, "Said meanwhile")
    anns.fill("#comment-body", "My own")
    anns.click("#post-comment")
    expect(anns.locator("#comments .card-text")).to_have_text(["My own", "Said meanwhile"])
    for path in ("/", "/?feed=following", "/profile/bob", "/settings", "/editor"):
        anns.goto(path)
        expect(anns.locator("#footer")).to_be_visible()
