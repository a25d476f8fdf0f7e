"""Parts of pages that are kept: every page is as it would be if nothing were, with forms of the reader's own."""

import re
from random import Random

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.urls import reverse

from es_core.live.hub import Hub
from tests.accounts.conftest import Person
from tests.blog.history import article_of, favorite_of, follow_of
from tests.live.happening import page, something_happens

pytestmark = pytest.mark.django_db(transaction=True)

COMMAND_IDS = re.compile(r'command_id" value="([^"]*)"')


def test_every_page_is_as_if_nothing_were_kept(running: Hub, ann: Person, bob: Person) -> None:
    rng = Random(4)
    articles = [article_of(author.id, title=f"Bees {n}", tags=("insects",)) for n in range(3) for author in (ann, bob)]
    browsers = [ann.browser(), bob.browser()]
    addresses = [
        "/",
        "/tag/insects",
        "/profile/ann",
        "/profile/bob/favorites",
        *(f"/article/bees-{n}" for n in range(3)),
    ]
    for _ in range(40):
        something_happens(rng, rng.choice(browsers), rng.choice(articles))
        for browser in (Client(), *browsers):
            address = rng.choice(addresses)
            kept = page(browser, address)
            running.board.doubt()  # nothing is at hand any more
            assert kept == page(browser, address), address
            assert page(browser, address) == kept, address
    assert running.figures.reused > 100


def test_each_reader_gets_the_buttons_of_their_own(running: Hub, ann: Person, bob: Person) -> None:
    article = article_of(ann.id, title="Bees")
    favorite_of(bob.id, article)
    follow_of(bob.id, ann.id)
    for _ in range(2):  # made, and at hand
        assert "Delete Article" in page(ann.browser(), "/article/bees")
        assert "Unfavorite Article" in page(bob.browser(), "/article/bees")
        assert "Unfollow ann" in page(bob.browser(), "/article/bees")
        assert "hx-post" not in page(Client(), "/article/bees")
        assert page(bob.browser(), "/").count('aria-pressed="true"') == 1
        assert page(ann.browser(), "/").count('aria-pressed="false"') == 1
        assert "<template data-variant" not in page(ann.browser(), "/") + page(ann.browser(), "/article/bees")


def test_every_form_of_a_kept_part_can_be_sent_once(running: Hub, ann: Person, bob: Person) -> None:
    article = article_of(ann.id, title="Bees")
    bobs = Client(enforce_csrf_checks=True)
    bobs.force_login(bob.user, "accounts.backends.EmailOrUsernameBackend")
    seen: list[str] = []
    for wanted in ("on", "off", "on"):
        html = bobs.get("/article/bees").text
        found = COMMAND_IDS.findall(html)
        seen += found
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', html)
        assert token
        form = {"command_id": found[0], "csrfmiddlewaretoken": token[1], "wanted": wanted}
        assert bobs.post(reverse("favorite", args=[article.id]), form).status_code == 302
    assert len(seen) == len(set(seen)) > 10


def test_what_is_no_part_is_not_shown_as_one(ann: Person) -> None:
    article = article_of(ann.id)
    with pytest.raises(TemplateSyntaxError, match="is no part"):
        Template("{% load live %}{% part 'article-text' article_id=id %}").render(Context({"id": article.id}))
