"""The home page: everybody's articles, Your Feed, pages, tags beside them."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.test import Client

from blog.domain.article import ARTICLE, ArticleEdited
from blog.models import Article
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of, deleted, favorite_of, follow_of, later
from tests.blog.pages import HTMX, page_links, sidebar_tags, text_of, titles

pytestmark = pytest.mark.django_db


def test_an_empty_site_says_so(client: Client) -> None:
    assert "No articles are here... yet." in client.get("/").text


def test_the_newest_article_comes_first(ann: Person, bob: Person, client: Client) -> None:
    article_of(ann.id, title="First")
    article_of(bob.id, title="Second")
    assert titles(client.get("/")) == ["Second", "First"]


def test_of_two_with_one_date_the_later_published_comes_first(ann: Person, client: Client) -> None:
    noon = later()
    for title in ("One", "Two", "Three"):
        article_of(ann.id, title=title, published_at=noon)
    assert titles(client.get("/")) == ["Three", "Two", "One"]


def test_an_imported_article_keeps_its_place_by_its_date(ann: Person, client: Client) -> None:
    article_of(ann.id, title="New")
    article_of(ann.id, title="Old", published_at=datetime(2009, 1, 3, tzinfo=UTC))
    assert titles(client.get("/")) == ["New", "Old"]


def test_a_deleted_article_is_gone_with_its_tags(bees: Article, client: Client) -> None:
    assert sidebar_tags(client.get("/")) == ["bees", "craft"]
    deleted(bees)
    page = client.get("/")
    assert titles(page) == []
    assert sidebar_tags(page) == []


def test_a_preview_shows_author_favorites_and_tags(bees: Article, bob: Person, bobs: Client) -> None:
    favorite_of(bob.id, bees)
    page = bobs.get("/").text
    words = text_of(page)
    assert "ann" in words
    assert "About Bees" in words
    assert re.search(rf'<live-query id="favorites-count-{bees.id}" [^>]*>1</live-query>', page)
    assert 'name="wanted" value="off"' in page


def test_ten_a_page(ann: Person, client: Client) -> None:
    for n in range(12):
        article_of(ann.id, title=f"N{n}")
    first, second = client.get("/"), client.get("/?page=2")
    assert titles(first) == [f"N{n}" for n in range(11, 1, -1)]
    assert titles(second) == ["N1", "N0"]
    assert page_links(first) == ["1", "2"]
    assert 'href="?page=2"' in first.text


def test_one_page_has_no_links(bees: Article, client: Client) -> None:
    assert page_links(client.get("/")) == []


@pytest.mark.parametrize("number", ["2", "99", "999999999"])
def test_a_page_past_the_end_is_empty(bees: Article, client: Client, number: str) -> None:
    page = client.get(f"/?page={number}")
    assert page.status_code == 200
    assert "No articles are here... yet." in page.text


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1.5", "\0", "٣", "9" * 5000])
def test_what_is_no_number_is_the_first_page(bees: Article, client: Client, number: str) -> None:
    assert titles(client.get(f"/?page={quote(number)}")) == ["Bees"]


def test_a_tag_used_once_just_now_shows_beside_many_popular_ones(ann: Person, client: Client) -> None:
    for _ in range(2):
        article_of(ann.id, tags=tuple(f"popular{n:02}" for n in range(20)))
        article_of(ann.id, tags=tuple(f"liked{n:02}" for n in range(20)))
    article_of(ann.id, tags=("once",), published_at=datetime(2009, 1, 3, tzinfo=UTC))
    tags = sidebar_tags(client.get("/"))
    assert "once" in tags
    assert len(tags) <= 30


def test_a_tag_added_by_an_edit_just_now_shows_too(bees: Article, ann: Person, client: Client) -> None:
    for _ in range(2):
        article_of(ann.id, tags=tuple(f"popular{n:02}" for n in range(20)))
        article_of(ann.id)
    values = {"slug": bees.slug, "title": bees.title, "description": bees.description, "body": bees.body}
    given(ARTICLE, ArticleEdited(article_id=bees.id, tags=("honey",), edited_at=later(), **values))
    assert "honey" in sidebar_tags(client.get("/"))


def test_the_tag_used_most_comes_first(ann: Person, client: Client) -> None:
    for tags in (("rare",), ("often", "also"), ("often",)):
        article_of(ann.id, tags=tags)
    assert sidebar_tags(client.get("/")) == ["often", "also", "rare"]


def test_htmx_gets_the_list_alone(bees: Article, client: Client) -> None:
    whole, part = client.get("/"), client.get("/", headers=HTMX)
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert titles(part) == ["Bees"]
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]


def test_your_feed_has_the_articles_of_those_one_follows(ann: Person, bob: Person, bobs: Client) -> None:
    article_of(ann.id, title="Hers")
    article_of(bob.id, title="His")
    follow_of(bob.id, ann.id)
    page = bobs.get("/?feed=following")
    assert titles(page) == ["Hers"]
    assert "Your feed is empty" not in page.text


def test_your_feed_has_pages(ann: Person, bob: Person, bobs: Client) -> None:
    follow_of(bob.id, ann.id)
    for n in range(11):
        article_of(ann.id, title=f"N{n}")
    article_of(bob.id, title="His")
    first = bobs.get("/?feed=following")
    assert page_links(first) == ["1", "2"]
    assert "?feed=following&amp;page=2" in first.text
    assert titles(bobs.get("/?feed=following&page=2")) == ["N0"]


@pytest.mark.parametrize("gathered", [0, 10_000])
def test_your_feed_is_in_order_however_it_is_read(
    ann: Person, bob: Person, bobs: Client, monkeypatch: pytest.MonkeyPatch, gathered: int
) -> None:
    """Few articles are gathered and sorted, many are found by walking back in time."""
    monkeypatch.setattr("blog.queries.feeds.GATHERED", gathered)
    follow_of(bob.id, ann.id)
    noon = later()
    for n in range(23):
        article_of(ann.id, title=f"N{n}", published_at=noon)
        article_of(bob.id)
    found = [title for number in (1, 2, 3) for title in titles(bobs.get(f"/?feed=following&page={number}"))]
    assert found == [f"N{n}" for n in range(22, -1, -1)]


def test_whoever_follows_nobody_has_an_empty_feed(bees: Article, bobs: Client) -> None:
    page = bobs.get("/?feed=following")
    assert page.status_code == 200
    assert "Your feed is empty" in page.text


def test_strangers_are_sent_to_sign_in_and_come_back(client: Client, ann: Person) -> None:
    answer = client.get("/?feed=following")
    assert (answer.status_code, answer["Location"]) == (302, "/login")
    signed_in = client.post("/login", {"email": ann.email, "password": ann.password})
    assert signed_in["Location"] == "/?feed=following"


def test_home_takes_no_posts(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_many_pages_are_linked_in_a_window(ann: Person, client: Client) -> None:
    for _ in range(101):
        article_of(ann.id)
    assert page_links(client.get("/")) == ["1", "2", "3", "…", "11"]
    assert page_links(client.get("/?page=6")) == ["1", "…", "4", "5", "6", "7", "8", "…", "11"]
    assert page_links(client.get("/?page=9")) == ["1", "…", "7", "8", "9", "10", "11"]


def test_every_article_is_on_exactly_one_page(ann: Person, client: Client) -> None:
    """Pages behind the middle are read from the other end."""
    for n in range(47):
        article_of(ann.id, title=f"N{n}")
    found = [title for number in range(1, 7) for title in titles(client.get(f"/?page={number}"))]
    assert found == [f"N{n}" for n in range(46, -1, -1)]
