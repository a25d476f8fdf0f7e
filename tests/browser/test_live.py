"""What somebody does shows in the pages that others have open."""

import pytest
from playwright.sync_api import Page, expect

from accounts import commands
from accounts.domain.user import USER, UserRenamed
from blog.domain.article import ARTICLE, DeleteArticle, EditArticle, UndeleteArticle
from blog.domain.comment import COMMENT, AddComment
from blog.domain.favorite import FAVORITE, FavoriteArticle
from blog.models import Article
from blog.queries import next_comment_number
from es_core.context import new_id, now
from es_core.execute import execute
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of

pytestmark = pytest.mark.django_db(transaction=True)


NO_SOCKETS = """
window.WebSocket = class {
  static OPEN = 1;
  constructor() { setTimeout(() => this.onclose({ code: 1006 })); }
}
"""


def live(page: Page, path: str) -> Page:
    page.goto(path)
    expect(page.locator("html[data-live-state=live]")).to_have_count(1)
    return page


def comment(article: Article, author: Person, body: str) -> None:
    command = AddComment(
        comment_id=new_id(),
        number=next_comment_number(),
        article_id=article.id,
        author_id=author.id,
        body=body,
        added_at=now(),
    )
    execute(COMMENT, command)


def edit(article: Article, **values: object) -> None:
    kept = {name: getattr(article, name) for name in ("slug", "title", "description", "body")}
    command = EditArticle(
        article_id=article.id,
        editor_id=article.author_id,
        tags=tuple(article.tags),
        edited_at=now(),
        **kept | values,
    )
    execute(ARTICLE, command)


def test_a_favorite_counts_in_every_open_page(ann: Person, anns: Page, bobs: Page, strangers: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    live(anns, "/")
    live(strangers, "/article/bees")
    live(bobs, "/article/bees").locator(".article-page .favorite button").first.click()
    expect(anns.locator(f"#favorites-count-{bees.id}")).to_have_text("1")
    expect(strangers.locator(".article-page .counter").first).to_have_text("(1)")


def test_a_comment_appears_in_place_and_once(ann: Person, anns: Page, bobs: Page) -> None:
    article_of(ann.id, title="Bees")
    live(anns, "/article/bees")
    live(bobs, "/article/bees").fill("#comment-body", "How do they sleep?")
    bobs.click("#post-comment")
    expect(anns.get_by_text("How do they sleep?")).to_be_visible()
    expect(bobs.get_by_text("How do they sleep?")).to_have_count(1)
    expect(bobs.locator(".mod-options")).to_have_count(1)
    expect(anns.locator(".mod-options")).to_have_count(0)
    bobs.locator(".mod-options i").click()
    expect(anns.get_by_text("How do they sleep?")).to_have_count(0)
    bobs.get_by_role("button", name="Undo").click()
    expect(anns.get_by_text("How do they sleep?")).to_be_visible()


def test_typing_and_selection_survive(ann: Person, bob: Person, anns: Page) -> None:
    bees = article_of(ann.id, title="Bees", body="Read me slowly.")
    comment(bees, bob, "The first one")
    live(anns, "/article/bees")
    anns.fill("#comment-body", "I was about to say")
    anns.evaluate("document.querySelector('#comment-body').setSelectionRange(2, 5)")
    comment(bees, bob, "The second one")
    execute(FAVORITE, FavoriteArticle(article_id=bees.id, reader_id=bob.id))
    expect(anns.get_by_text("The second one")).to_be_visible()
    assert anns.input_value("#comment-body") == "I was about to say"
    assert anns.evaluate("[document.activeElement.id, document.activeElement.selectionStart]") == ["comment-body", 2]
    anns.evaluate("getSelection().selectAllChildren(document.querySelector('.prose p'))")
    comment(bees, bob, "The third one")
    expect(anns.get_by_text("The third one")).to_be_visible()
    assert anns.evaluate("getSelection().toString().trim()") == "Read me slowly."


def test_an_edited_article_changes_where_it_is_read(ann: Person, bobs: Page) -> None:
    bees = article_of(ann.id, title="Bees", body="Old words.")
    live(bobs, "/article/bees")
    edit(bees, title="Bees again", body="New words.")
    expect(bobs.locator("h1")).to_have_text("Bees again")
    expect(bobs.locator(".prose")).to_contain_text("New words.")
    expect(bobs.locator(".date").first).to_contain_text("edited just now")


def test_a_deleted_article_says_so_and_comes_back(ann: Person, bobs: Page) -> None:
    bees = article_of(ann.id, title="Bees", body="Words.")
    live(bobs, "/article/bees")
    execute(ARTICLE, DeleteArticle(article_id=bees.id, deleter_id=ann.id, deleted_at=now()))
    expect(bobs.locator("h1")).to_have_text("This article was taken down")
    expect(bobs.locator(".prose")).to_have_count(0)
    execute(ARTICLE, UndeleteArticle(article_id=bees.id, undeleter_id=ann.id))
    expect(bobs.locator("h1")).to_have_text("Bees")


def test_new_articles_are_announced_and_a_click_shows_them(ann: Person, bobs: Page) -> None:
    article_of(ann.id, title="Bees")
    live(bobs, "/")
    article_of(ann.id, title="Wasps", tags=("sting",), published_at=now())
    edit(Article.objects.get(title="Wasps"), description="An event that commits and wakes")
    expect(bobs.get_by_role("link", name="1 new article")).to_be_visible()
    expect(bobs.locator(".sidebar").get_by_text("sting")).to_be_visible()
    expect(bobs.locator(".preview-link h1")).to_have_text(["Bees"])
    bobs.get_by_role("link", name="1 new article").click()
    expect(bobs.locator(".preview-link h1")).to_have_text(["Wasps", "Bees"])
    expect(bobs.get_by_role("link", name="1 new article")).to_have_count(0)


def test_a_new_name_shows_wherever_it_stands(ann: Person, bob: Person, bobs: Page, strangers: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    comment(bees, ann, "My own")
    live(bobs, "/article/bees")
    live(strangers, "/")
    commands.edit_settings(ann.id, username="anneliese", email=ann.email, bio=None, image=None)
    expect(bobs.locator("a.author").first).to_have_text("anneliese")
    expect(bobs.locator(".comment-author").last).to_have_text("anneliese")
    expect(strangers.locator("a.author")).to_have_text("anneliese")


def test_what_happened_while_the_network_was_gone_is_caught_up(ann: Person, bob: Person, anns: Page) -> None:
    bees = article_of(ann.id, title="Bees")
    live(anns, "/article/bees")
    anns.context.set_offline(True)
    anns.evaluate("dispatchEvent(new Event('offline'))")
    comment(bees, bob, "Said meanwhile")
    anns.context.set_offline(False)
    expect(anns.get_by_text("Said meanwhile")).to_be_visible()


def test_signing_out_ends_the_sockets_of_that_session(ann: Person, anns: Page) -> None:
    article_of(ann.id, title="Bees")
    live(anns, "/article/bees")
    second = anns.context.new_page()
    second.goto("/settings")
    second.get_by_role("button", name="Or click here to logout.").click()
    expect(anns.locator("html[data-live-state=ended]")).to_have_count(1)


NAMES_SEEN = """
async () => {
  const seen = new Set();
  for (const until = Date.now() + 250; Date.now() < until; await new Promise((done) => setTimeout(done, 5)))
    seen.add(document.querySelector(".article-meta .author").textContent);
  return [...seen];
}
"""


def test_a_page_never_goes_back_to_what_was(ann: Person, strangers: Page) -> None:
    """It may be newer than what the process that serves it has heard of the log."""
    article_of(ann.id, title="Bees")
    for n in range(10):
        given(USER, UserRenamed(user_id=ann.id, username=f"ann{n}"))
        strangers.goto("/article/bees", wait_until="commit")
        strangers.wait_for_selector(".article-meta .author")
        assert strangers.evaluate(NAMES_SEEN) == [f"ann{n}"]
