"""What people write stays text in a browser too: it starts no script, opens nothing, asks no other site."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.domain.names import username_of
from accounts.domain.user import USER, ProfileEdited, UserRenamed
from blog.models import Article
from es_core.errors import Rejected
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of
from tests.blog.text.xss_vectors import IMAGE_URLS, VECTORS
from tests.browser.conftest import Expects, Opens
from tests.browser.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 24
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
TEXTS = [UNSTORABLE.sub("\ufffd", each) for each in VECTORS]
GROUPS = [TEXTS[start : start + AT_ONCE] for start in range(0, len(TEXTS), AT_ONCE)]
NOT_ALLOWED = """
() => {
  const texts =
    ".prose, .card-text, .standfirst, h1, h4, .bio, .user-info p, .preview-link, .tag-pill, .author, #preview";
  const addresses = ["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "srcset", "poster", "ping"];
  const found = new Set();
  for (const element of document.querySelectorAll("*")) {
    const inText = element.parentElement?.closest(texts);
    for (const { name, value } of element.attributes) {
      const starts = addresses.includes(name) && /^[\\s\\x00-\\x20]*(javascript|vbscript|data|blob|file):/i.test(value);
      const commands = inText && /^(hx-|data-hx|data-live|style$)/.test(name);
      if (name.startsWith("on") || starts || commands) found.add(`${element.localName} ${name}=${value}`);
    }
    const isScript = element.localName === "script" && !element.src.startsWith(location.origin);
    if (isScript || element.matches("iframe, frame, object, embed, base, applet, portal, style, meta[http-equiv]"))
      found.add(element.outerHTML);
    const active = "form, input:not([type=checkbox], [name=tagList]), textarea, button, svg:not(i svg), template";
    if (inText && element.matches(active))
      found.add(element.outerHTML);
  }
  return [...found];
}
"""
SHOW_EACH = """
async (texts) => {
  const token = document.querySelector("#editor [name=csrfmiddlewaretoken]").value;
  for (const body of texts) {
    const sent = { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ body }) };
    const answer = await fetch("/preview", sent);
    if (!answer.ok) return body;
    const shown = document.createElement("div");
    shown.innerHTML = await answer.text();
    document.querySelector("section.preview").append(shown);
  }
}
"""
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"


@pytest.fixture
def anywhere(opens: Opens, ann: Person, site: Site) -> Page:
    """Her browser; pictures from elsewhere are allowed and come, without a network."""
    page = opens(ann)

    def answer(route: Route) -> None:
        if route.request.resource_type == "image":
            route.fulfill(content_type="image/svg+xml", body=PICTURE)
        else:
            route.abort()

    page.context.route(lambda url: not url.startswith(site.url), answer)
    return page


def expect_no_effect(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate(NOT_ALLOWED) == []


def articles_of(person: Person) -> list[Article]:
    """As the log would hold them if no rule had been there."""
    numbers = count()
    return [
        article_of(
            person.id,
            slug=f"a{next(numbers)}",
            title=" ".join(group),
            description=" ".join(group),
            body="\n\n".join(group),
            tags=tuple(each.replace("/", "\u2215") for each in group if each.strip(".")),
        )
        for group in GROUPS
    ]


def test_in_articles_comments_and_lists(anywhere: Page, ann: Person, bob: Person, expects: Expects) -> None:
    expects("/article/x")  # a picture that is not there
    articles = articles_of(ann)
    for article, group in zip(articles, GROUPS, strict=True):
        for text in group:
            comment_of(bob.id, article, text)
    for article in articles:
        anywhere.goto(f"/article/{article.slug}")
        expect(anywhere.locator("h1")).to_have_count(1)
        expect(anywhere.locator("#comments .card").first).to_be_visible()
        expect_no_effect(anywhere)
    for number in range(1, len(articles) // 10 + 2):
        anywhere.goto(f"/?page={number}")
        expect(anywhere.locator(".article-preview").first).to_be_visible()
        expect_no_effect(anywhere)


def test_each_for_itself_in_the_preview(anywhere: Page) -> None:
    anywhere.goto("/editor")
    assert anywhere.evaluate(SHOW_EACH, list(VECTORS)) is None
    expect(anywhere.locator("section.preview > div")).to_have_count(len(VECTORS) + 1)
    expect_no_effect(anywhere)


def test_in_the_editor(anywhere: Page, ann: Person) -> None:
    for article in articles_of(ann)[::4]:
        anywhere.goto(f"/editor/{article.slug}")
        expect(anywhere.locator("[name=body]")).to_have_value(article.body)
        expect_no_effect(anywhere)


def test_in_profiles(anywhere: Page, ann: Person) -> None:
    images = [UNSTORABLE.sub("\ufffd", each) for each in IMAGE_URLS]
    article_of(ann.id, title="Bees")
    for n, group in enumerate(GROUPS):
        given(USER, ProfileEdited(user_id=ann.id, bio="\n".join(group), image=images[n % len(images)]))
        anywhere.goto("/profile/ann")
        expect(anywhere.locator(".user-info p")).to_contain_text(group[0].split()[0])
        assert anywhere.locator(".user-info img").evaluate("(img) => img.src").startswith(("http://", "https://"))
        expect_no_effect(anywhere)


def possible_names() -> list[str]:
    names = []
    for each in ["<b>bold</b>", "<img src=x onerror=alert(1)>", *TEXTS]:
        try:
            names.append(username_of(each))
        except Rejected:
            continue
    return names


def test_in_names(anywhere: Page, ann: Person) -> None:
    article_of(ann.id, title="Bees")
    names = possible_names()
    assert len(names) > 20
    for name in names[::12]:
        given(USER, UserRenamed(user_id=ann.id, username=name))
        anywhere.goto("/article/bees")
        expect(anywhere.locator(".article-meta .author").first).to_have_text(" ".join(name.split()))
        expect_no_effect(anywhere)
        anywhere.locator(".article-meta .author").first.click()
        expect(anywhere.locator("h4")).to_have_text(" ".join(name.split()))
        expect_no_effect(anywhere)


def test_in_addresses(anywhere: Page) -> None:
    for text in TEXTS[::20]:
        anywhere.goto("/tag/" + "".join(f"%{byte:02X}" for byte in text.encode()))
        expect(anywhere.locator(".feed-toggle .active")).to_be_visible()
        expect_no_effect(anywhere)
