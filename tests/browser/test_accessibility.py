"""Every page in light and dark: nothing that axe finds, nothing that a phone has to be pushed sideways for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Page, expect

from accounts.domain.user import USER, ProfileEdited, UserRenamed
from es_core.context import now
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, favorite_of, follow_of, hidden, hidden_comment
from tests.browser.conftest import Expects, Opens
from tests.browser.steps import fill, press

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
BODY = f"""
## A heading with `code`

A paragraph with *emphasis*, a [link](https://example.org/{LONG}), ~~deleted~~ text and {LONG * 3}.

> A quote
> - with a list
>   1. in a list

```python
def answer(question: str) -> int:  # {LONG}
    return 42 if question == "{LONG}" else None
```

| {LONG} | {LONG} | {LONG} |
|---|:-:|--:|
| 1 | 2 | 3 |

![A picture](/static/blog/favicon.svg)

- [x] done
- [ ] to do

A note.[^1]

[^1]: The note.
"""
NEXT_YEAR = now() + timedelta(days=365)
WIDTHS = (320, 390, 768, 1280)


@pytest.fixture
def crowded(ann: Person, bob: Person) -> None:
    """Whatever may stand on a page, and too long for its place."""
    given(USER, ProfileEdited(user_id=ann.id, bio=f"Keeps bees. {LONG}", image=None))
    given(USER, UserRenamed(user_id=bob.id, username="b" * 60))
    article = article_of(ann.id, title=f"Bees {LONG}", slug="bees", body=BODY, tags=("bees", "t" * 40, "in winter"))
    for n in range(12):
        article_of(bob.id, title=f"N{n} {LONG}", tags=(f"tag {n}",))
    article_of(ann.id, title=f"Waits {LONG}", slug="waits", body=BODY, status="scheduled", published_at=NEXT_YEAR)
    hidden(article_of(ann.id, title=f"Hidden {LONG}", slug="hidden", body=BODY), f"Because of {LONG}")
    hidden_comment(comment_of(ann.id, article, f"Rude {LONG}"), f"Because of {LONG}")
    comment_of(ann.id, article, "Hers")
    comment_of(bob.id, article, f"His: {LONG * 2} https://example.org/{LONG}")
    favorite_of(ann.id, article)
    follow_of(ann.id, bob.id)


def at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)

    return go


def refused_form(page: Page) -> None:
    page.goto("/settings")
    fill(page, username="", email="nowhere", password="short")
    press(page, "Update Settings")
    expect(page.locator(".field-error").first).to_be_visible()


def deleted_comment(page: Page) -> None:
    page.goto("/article/bees")
    press(page, "Delete comment")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def preview(page: Page) -> None:
    page.goto("/editor/bees")
    press(page, "Preview")
    expect(page.locator("#preview h2")).to_be_visible()


def conflict(page: Page) -> None:
    page.goto("/editor/bees")
    page.locator("[name=version]").evaluate("(input) => { input.value = 99; }")
    fill(page, title="Wasps")
    press(page, "Publish Article")
    expect(page.locator("#conflict")).to_be_visible()


def unsent_form(page: Page) -> None:
    page.goto("/editor")
    fill(page, title="Wasps", body=BODY)
    page.context.clear_cookies(name="csrftoken")
    press(page, "Publish Article")
    expect(page.locator(".sent-fields")).to_be_visible()


def leaving(page: Page) -> None:
    page.goto("/settings")
    page.get_by_text("Leave Conduit").click()
    fill(page, **{"leave-password": "not the one"})
    press(page, "Leave for good")
    expect(page.locator(".field-error")).to_be_visible()


def new_token(page: Page) -> None:
    page.goto("/settings")
    page.get_by_text("Make a token").click()
    fill(page, **{"token-name": LONG[:60]})
    press(page, "Make the token")
    expect(page.locator("#new-token")).to_be_visible()
    page.get_by_text("Make a token").click()


def refused_report(page: Page) -> None:
    page.goto("/article/bees")
    page.locator("#comments .report").filter(visible=True).click()
    press(page, "Report")
    expect(page.locator(".field-error")).to_be_visible()


ANNS = {
    "home": at("/"),
    "your feed": at("/?feed=following"),
    "tag": at("/tag/bees"),
    "article": at("/article/bees"),
    "editor": at("/editor"),
    "edit": at("/editor/bees"),
    "profile": at("/profile/ann"),
    "waiting article": at("/article/waits"),
    "hidden article": at("/article/hidden"),
    "refused report": refused_report,
    "edit waiting article": at("/editor/waits"),
    "scheduled": at("/profile/ann/scheduled"),
    "settings": at("/settings"),
    "leaving": leaving,
    "new token": new_token,
    "403": at(f"/editor/n0-{LONG[:60].lower()}"),
    "refused form": refused_form,
    "message": deleted_comment,
    "preview": preview,
    "conflict": conflict,
    "unsent form": unsent_form,
}
STRANGERS = {
    "home": at("/"),
    "article": at("/article/bees"),
    "profile": at(f"/profile/{'b' * 60}"),
    "empty list": at("/profile/ann/favorites?page=9"),
    "login": at("/login"),
    "register": at("/register"),
    "404": at("/nowhere"),
    "graphql": at("/graphql"),
}


@pytest.fixture(params=[*(f"ann: {each}" for each in ANNS), *(f"stranger: {each}" for each in STRANGERS)])
def shown(request: pytest.FixtureRequest, opens: Opens, ann: Person, crowded: None, expects: Expects) -> Page:
    """One of the pages, with all that may be wrong with it."""
    who, name = request.param.split(": ")
    page = opens(ann if who == "ann" else None)
    expects("403", "404", "409", "422")
    (ANNS if who == "ann" else STRANGERS)[name](page)
    return page


def violations(page: Page, scheme: Literal["light", "dark"], within: str = "html") -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = Axe().run(page, context=within).response["violations"]
    return [f"{scheme}: {each['id']} {node['target']} {node['any'][:1]}" for each in found for node in each["nodes"]]


def test_axe_finds_nothing_and_no_page_is_too_wide(shown: Page) -> None:
    assert violations(shown, "light") + violations(shown, "dark") == []
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.scrollingElement.scrollWidth") <= width


TOO_LOW = """
() => [...document.querySelectorAll("button, .nav-link, .page-link, a.tag-pill, a.btn, input, textarea")]
  .filter((each) => each.checkVisibility() && each.type !== "hidden" && each.getBoundingClientRect().height < 43.5)
  .map((each) => each.outerHTML)
"""


@pytest.mark.parametrize(
    "path", ["/", "/tag/bees", "/article/bees", "/editor", "/profile/ann/scheduled", "/settings", "/graphql"]
)
def test_controls_have_room_for_a_finger_on_a_phone(opens: Opens, ann: Person, crowded: None, path: str) -> None:
    page = opens(ann, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(path)
    expect(page.locator(".nav-link").first).to_be_visible()
    assert page.evaluate(TOO_LOW) == []
