"""The heart, with htmx and without JavaScript."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from blog.domain.favorite import FAVORITE, ArticleFavorited
from blog.models import Article, Favorite
from es_core.models import Event
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import deleted, favorite_of
from tests.blog.pages import HTMX, command_id, text_of, titles

pytestmark = pytest.mark.django_db


def press(browser: Client, article: Article, wanted: str = "on", size: str = "sm", **headers: str) -> Any:
    data = {"wanted": wanted, "size": size, "command_id": command_id()}
    return browser.post(f"/articles/{article.id}/favorite", data, headers=headers)


def count_in(html: str) -> list[str]:
    return re.findall(r"favorites-count-[^>]*>(\d+)<", html)


def test_htmx_gets_the_button_with_its_new_count(bees: Article, bobs: Client) -> None:
    answer = press(bobs, bees, **HTMX)
    assert answer.status_code == 200
    assert count_in(answer.text) == ["1"]
    assert 'name="wanted" value="off"' in answer.text
    answer = press(bobs, bees, "off", **HTMX)
    assert count_in(answer.text) == ["0"]


def test_on_the_article_s_page_both_buttons_change(bees: Article, bobs: Client) -> None:
    answer = press(bobs, bees, size="full", **HTMX)
    assert count_in(answer.text) == ["1", "1"]
    assert "Unfavorite Article" in text_of(answer.text)


def test_without_htmx_the_reader_comes_back_to_the_page(bees: Article, bobs: Client) -> None:
    answer = press(bobs, bees, Referer="http://testserver/tag/bees?page=1")
    assert (answer.status_code, answer["Location"]) == (302, "/tag/bees?page=1")
    assert count_in(bobs.get("/").text) == ["1"]


@pytest.mark.parametrize("elsewhere", ["", "http://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_the_way_back_is_never_another_site(bees: Article, bobs: Client, elsewhere: str) -> None:
    assert press(bobs, bees, Referer=elsewhere)["Location"] == "/"


def test_favoriting_twice_counts_once(bees: Article, bobs: Client) -> None:
    for _ in range(2):
        answer = press(bobs, bees, **HTMX)
    assert count_in(answer.text) == ["1"]
    assert Event.objects.filter(event_type="ArticleFavorited").count() == 1


def test_a_double_click_sends_one_command(bees: Article, bobs: Client) -> None:
    data = {"wanted": "on", "size": "sm", "command_id": command_id()}
    for _ in range(2):
        answer = bobs.post(f"/articles/{bees.id}/favorite", data, headers=HTMX)
        assert count_in(answer.text) == ["1"]
    assert Event.objects.filter(event_type="ArticleFavorited").count() == 1


def test_an_author_may_favorite_her_own(bees: Article, anns: Client) -> None:
    assert count_in(press(anns, bees, **HTMX).text) == ["1"]


def test_each_reader_counts(bees: Article, anns: Client, bobs: Client) -> None:
    press(anns, bees)
    assert count_in(press(bobs, bees, **HTMX).text) == ["2"]
    assert count_in(press(anns, bees, "off", **HTMX).text) == ["1"]


def test_strangers_are_sent_to_sign_in(bees: Article, client: Client) -> None:
    assert press(client, bees)["Location"] == "/login"
    answer = press(client, bees, **HTMX)
    assert answer["HX-Redirect"] == "/login"
    assert not Favorite.objects.exists()


def test_an_article_that_nobody_sees_has_no_button(bees: Article, bobs: Client) -> None:
    deleted(bees)
    assert press(bobs, bees).status_code == 404
    assert bobs.post(f"/articles/{uuid4()}/favorite").status_code == 404
    assert not Favorite.objects.exists()


def test_a_link_is_no_button(bees: Article, bobs: Client) -> None:
    assert bobs.get(f"/articles/{bees.id}/favorite").status_code == 405


def test_a_used_command_id_for_the_opposite_is_refused(bees: Article, bobs: Client) -> None:
    same = {"command_id": command_id()}
    bobs.post(f"/articles/{bees.id}/favorite", same | {"wanted": "on"})
    answer = bobs.post(f"/articles/{bees.id}/favorite", same | {"wanted": "off"}, headers=HTMX)
    assert answer.status_code == 409
    assert Favorite.objects.count() == 1


def test_favorites_survive_the_article_s_deletion(bees: Article, bob: Person, bobs: Client) -> None:
    favorite_of(bob.id, bees)
    deleted(bees)
    assert titles(bobs.get("/profile/bob/favorites")) == []
    assert Favorite.objects.count() == 1


def test_someone_else_s_mark_is_not_mine(bees: Article, ann: Person, bobs: Client) -> None:
    given(FAVORITE, ArticleFavorited(article_id=bees.id, reader_id=ann.id))
    assert 'name="wanted" value="on"' in bobs.get("/").text
