"""Following an author, with htmx and without JavaScript."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from blog.models import Article, Follow
from es_core.models import Event
from tests.accounts.conftest import Person
from tests.blog.pages import HTMX, command_id, text_of, titles

pytestmark = pytest.mark.django_db


def press(browser: Client, author: Person, wanted: str = "on", **headers: str) -> Any:
    data = {"wanted": wanted, "command_id": command_id()}
    return browser.post(f"/authors/{author.id}/follow", data, headers=headers)


def test_htmx_gets_the_button_and_the_followers(ann: Person, bobs: Client) -> None:
    on_profile = HTMX | {"HX-Current-URL": "http://testserver/profile/ann"}
    words = text_of(press(bobs, ann, **on_profile).text)
    assert "Unfollow ann" in words
    assert "1 follower" in words
    words = text_of(press(bobs, ann, "off", **on_profile).text)
    assert "Unfollow ann" not in words
    assert "0 followers" in words


def test_on_an_article_both_buttons_change(bees: Article, ann: Person, bobs: Client) -> None:
    on_article = HTMX | {"HX-Current-URL": "http://testserver/article/bees"}
    assert text_of(press(bobs, ann, **on_article).text).count("Unfollow ann") == 2


def test_without_htmx_the_reader_comes_back_to_the_page(bees: Article, ann: Person, bobs: Client) -> None:
    answer = press(bobs, ann, Referer="http://testserver/article/bees")
    assert answer["Location"] == "/article/bees"
    assert text_of(bobs.get("/article/bees").text).count("Unfollow ann") == 2


def test_what_one_follows_fills_the_feed(bees: Article, ann: Person, bobs: Client) -> None:
    press(bobs, ann)
    assert titles(bobs.get("/?feed=following")) == ["Bees"]
    press(bobs, ann, "off")
    assert titles(bobs.get("/?feed=following")) == []


def test_following_twice_counts_once(ann: Person, bobs: Client) -> None:
    for _ in range(2):
        press(bobs, ann)
    assert Event.objects.filter(event_type="AuthorFollowed").count() == 1
    assert "1 follower" in text_of(bobs.get("/profile/ann").text)


def test_nobody_follows_himself(ann: Person, anns: Client) -> None:
    assert press(anns, ann).status_code == 403
    assert not Follow.objects.exists()


def test_nobody_follows_a_nobody(bobs: Client, bees: Article) -> None:
    assert bobs.post(f"/authors/{uuid4()}/follow").status_code == 404
    assert bobs.post(f"/authors/{bees.id}/follow").status_code == 404
    assert bobs.post("/authors/ann/follow").status_code == 404


def test_strangers_are_sent_to_sign_in(ann: Person, client: Client) -> None:
    assert press(client, ann)["Location"] == "/login"
    assert press(client, ann, **HTMX)["HX-Redirect"] == "/login"
