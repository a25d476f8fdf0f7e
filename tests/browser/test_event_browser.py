"""A new operator finds out who deleted an article, and what else that request did; on pages that anybody can read."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from accounts import commands
from blog.domain.article import ARTICLE, ArticleEdited
from blog.models import Article
from es_core.admin import addresses
from es_core.models import Event
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import comment_of, favorite_of, later
from tests.browser.conftest import Opens
from tests.browser.steps import fill, follow_link, press
from tests.browser.test_accessibility import LONG, WIDTHS, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operators(opens: Opens, bob: Person) -> Page:
    commands.grant_role(bob.id, "superuser")
    return opens(bob)


def test_who_deleted_an_article_and_what_else_that_request_did(anns: Page, operators: Page, bees: Article) -> None:
    anns.goto("/article/bees")
    press(anns, "Delete Article")
    expect(anns).to_have_url("/")

    operators.goto("/admin/")
    follow_link(operators, "Articles")
    operators.locator("#searchbar").fill("bees")
    press(operators, "Search")
    follow_link(operators, "Bees")
    follow_link(operators, "Every version")
    expect(operators.locator("h1")).to_have_text("article Bees")
    newest = operators.locator(".version").first
    expect(newest.locator("h3")).to_contain_text("ArticleDeleted")
    expect(newest.locator(".actor")).to_have_text("ann")

    newest.get_by_role("link", name="ArticleDeleted").click()
    expect(operators.locator("h1")).to_contain_text("ArticleDeleted at position")
    follow_link(operators, "All that this request did")
    expect(operators.locator(".tree .asked strong").first).to_have_text("DeleteArticle")
    expect(operators.locator(".tree .meant > p")).to_contain_text("ArticleDeleted of article Bees")
    expect(operators.locator("#content-main")).to_contain_text("Who acted: ann.")


def test_the_state_of_a_stream_is_asked_for_by_version(operators: Page, bees: Article) -> None:
    given(ARTICLE, _edited(bees, title="Wasps"))
    operators.goto(addresses.stream_page(bees.pk))
    expect(operators.locator("#state-title")).to_have_text("State as of version 2")
    operators.locator("#id_version").fill("1")
    press(operators, "Show")
    expect(operators.locator("#state-title")).to_have_text("State as of version 1")
    expect(operators.locator("#state table")).to_contain_text("Bees")
    operators.locator("#id_version").fill("2")
    operators.locator("#id_since").fill("1")
    press(operators, "Show")
    expect(operators.locator("#state tr.changed ins").first).to_contain_text("Wasps")


def test_personal_fields_are_shown_to_whoever_asks(operators: Page, ann: Person) -> None:
    operators.goto(addresses.stream_page(ann.id))
    expect(operators.locator("#versions")).not_to_contain_text(ann.email)
    press(operators, "Show personal fields")
    expect(operators.locator("#versions")).to_contain_text(ann.email)
    expect(operators.locator(".notice")).to_contain_text("on record")


def test_the_list_is_narrowed_by_name_and_turned(operators: Page, ann: Person, bees: Article) -> None:
    operators.goto("/admin/es_core/event/")
    follow_link(operators, "article")
    expect(operators.locator(".events tbody tr")).to_have_count(1)
    follow_link(operators, "Oldest first")
    expect(operators.locator("h1")).to_have_text("Every event, oldest first")
    expect(operators.locator(".events tbody tr")).to_have_count(1)
    fill(operators, actor="nobody at all")
    operators.locator(".typed-filter", has=operators.locator("[name=actor]")).get_by_role("button").click()
    expect(operators.locator("#changelist-filter .errornote")).to_be_visible()


def _edited(article: Article, **changes: str) -> ArticleEdited:
    said = {"slug": article.slug, "title": article.title, "description": article.description, "body": article.body}
    return ArticleEdited(article_id=article.pk, tags=(), edited_at=later(), **(said | changes))


@pytest.fixture
def crowded(ann: Person, bob: Person, bees: Article) -> Article:
    body = "\n\n".join([LONG * 3, *(f"Paragraph {n}." for n in range(20)), "The end."])
    given(ARTICLE, _edited(bees, title=f"Bees {LONG}", body=body))
    given(ARTICLE, _edited(bees, title=f"Bees {LONG}", body=body.replace("Paragraph 7.", "Another one.")))
    comment_of(bob.id, bees, LONG * 2)
    favorite_of(bob.id, bees)
    return bees


def _request(article: Article) -> str:
    event = Event.objects.get(stream_id=article.pk, version=2)
    assert event.correlation_id
    return addresses.request_page(event.correlation_id, event.position)


PAGES: dict[str, Callable[[Article], str]] = {
    "list": lambda article: "/admin/es_core/event/",
    "nothing": lambda article: "/admin/es_core/event/?event_type=SubjectForgotten",
    "choice": lambda article: "/admin/es_core/event/?q=ann",
    "event": lambda article: addresses.event_page(Event.objects.get(stream_id=article.pk, version=3).position),
    "stream": lambda article: addresses.stream_page(article.pk),
    "compared": lambda article: f"{addresses.stream_page(article.pk)}?version=3&since=1",
    "person": lambda article: addresses.stream_page(article.author_id),
    "request": _request,
    "marks": lambda article: f"/admin/blog/article/{article.pk}/favorites/",
}


# Tables that have to be pushed sideways by themselves.
CUT_OFF = "() => [...document.querySelectorAll('.results')].some((each) => each.scrollWidth > each.clientWidth)"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_no_page_is_too_wide(operators: Page, crowded: Article, name: str) -> None:
    operators.goto(PAGES[name](crowded))
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    assert [each for scheme in schemes for each in _own(violations(operators, scheme))] == []
    for width in WIDTHS:
        operators.set_viewport_size({"width": width, "height": 800})
        assert operators.evaluate("document.scrollingElement.scrollWidth") <= width, width
        assert not operators.evaluate(CUT_OFF), width


FRAME = ("#header", "#nav-", "#toggle-nav", "#searchbar", ".breadcrumbs")


def _own(found: list[str]) -> list[str]:
    """What Django's own frame around the pages is to blame for is not ours to mend."""
    return [each for each in found if not any(name in each for name in FRAME)]
