"""An author's page with both tabs."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from blog.models import Article
from tests.accounts.conftest import Person, register
from tests.blog.history import article_of, deleted, favorite_of, follow_of
from tests.blog.pages import HTMX, page_links, text_of, titles

pytestmark = pytest.mark.django_db

ODD = ["nobody", "a\0b", "x" * 5000, "..", "\u202e", "%ff", "a b", "🐝"]


def test_a_profile_has_the_author_s_articles(ann: Person, bob: Person, client: Client) -> None:
    article_of(ann.id, title="Hers")
    article_of(bob.id, title="His")
    gone = article_of(ann.id, title="Gone")
    deleted(gone)
    assert titles(client.get("/profile/ann")) == ["Hers"]


def test_pages_of_an_author(ann: Person, client: Client) -> None:
    for n in range(11):
        article_of(ann.id, title=f"N{n}")
    assert page_links(client.get("/profile/ann")) == ["1", "2"]
    assert titles(client.get("/profile/ann?page=2")) == ["N0"]


def test_favorites_are_listed_by_the_newest_mark(ann: Person, bob: Person, client: Client) -> None:
    older, newer = article_of(ann.id, title="Older"), article_of(ann.id, title="Newer")
    favorite_of(bob.id, newer)
    favorite_of(bob.id, older)
    assert titles(client.get("/profile/bob/favorites")) == ["Older", "Newer"]
    assert titles(client.get("/profile/ann/favorites")) == []


def test_pages_of_favorites_leave_out_what_nobody_sees(ann: Person, bob: Person, client: Client) -> None:
    made = [article_of(ann.id, title=f"N{n}") for n in range(13)]
    for each in made:
        favorite_of(bob.id, each)
    deleted(made[5])
    first, second = client.get("/profile/bob/favorites"), client.get("/profile/bob/favorites?page=2")
    assert page_links(first) == ["1", "2"]
    assert len(titles(first)) == 10
    assert titles(second) == ["N1", "N0"]


@pytest.mark.parametrize("spelling", ["ANN", "Ann", "ａｎｎ"])  # noqa: RUF001 - wide letters
def test_a_name_in_another_spelling_leads_to_the_right_one(ann: Person, client: Client, spelling: str) -> None:
    assert client.get(f"/profile/{quote(spelling)}")["Location"] == "/profile/ann"
    assert client.get(f"/profile/{quote(spelling)}/favorites")["Location"] == "/profile/ann/favorites"


@pytest.mark.parametrize(
    "name", ["nobody", "a\0b", "x" * 5000, "e" + "\u0301" * 100_000, "..", "\u202e", "%ff", "a b", "🐝"]
)
def test_an_unknown_name_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/profile/{quote(name)}").status_code == 404
    assert client.get(f"/profile/{quote(name)}/favorites").status_code == 404


@pytest.mark.parametrize("name", ["Zoë", "ann.b", "a_b-1", "c#", "100%", "Jo Ann", "蜂"])
def test_any_name_has_an_address(client: Client, name: str) -> None:
    register(name)
    assert client.get(f"/profile/{quote(name)}").status_code == 200


def test_one_s_own_profile_leads_to_the_settings(ann: Person, anns: Client, bobs: Client) -> None:
    assert "Edit Profile Settings" in anns.get("/profile/ann").text
    his_view = text_of(bobs.get("/profile/ann").text)
    assert "Edit Profile Settings" not in his_view
    assert "Follow ann" in his_view


def test_followers_are_counted(ann: Person, bob: Person, bobs: Client, client: Client) -> None:
    follow_of(bob.id, ann.id)
    assert "1 follower" in text_of(client.get("/profile/ann").text)
    assert "Unfollow ann" in text_of(bobs.get("/profile/ann").text)
    assert "Unfollow ann" not in text_of(client.get("/profile/ann").text)


def test_htmx_gets_the_tab_alone(bees: Article, client: Client) -> None:
    part = client.get("/profile/ann", headers=HTMX)
    assert "<html" not in part.text
    assert titles(part) == ["Bees"]
    assert "Favorited Articles" in part.text


def test_one_s_own_name_in_the_navigation_is_marked_on_all_tabs_of_one_s_profile(bob: Person) -> None:
    zoe = register("zoë")
    browser = zoe.browser()
    for path in ("/profile/zoë", "/profile/zoë/favorites"):
        assert navigation(browser.get(path).text) == ["zoë"]
    assert navigation(browser.get("/profile/bob").text) == []


def navigation(html: str) -> list[str]:
    """What is marked as the present page in the bar on top."""
    bar = html[html.index("<nav") : html.index("</nav>")]
    return [text_of(each) for each in re.findall(r'<a class="nav-link active".*?</a>', bar, re.DOTALL)]
