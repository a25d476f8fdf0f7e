"""The page of a tag."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client

from blog.domain.article import ARTICLE, ArticleEdited
from blog.models import Article
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of, deleted, later
from tests.blog.pages import page_links, text_of, titles

pytestmark = pytest.mark.django_db


def test_a_tag_page_has_the_tagged_articles(bees: Article, ann: Person, client: Client) -> None:
    article_of(ann.id, title="Pots", tags=("craft",))
    article_of(ann.id, title="Stars", tags=("sky",))
    page = client.get("/tag/craft")
    assert titles(page) == ["Pots", "Bees"]
    assert '<a class="nav-link active" href="/tag/craft" aria-current="page">craft</a>' in page.text


def test_pages_of_a_tag(ann: Person, client: Client) -> None:
    for n in range(11):
        article_of(ann.id, title=f"N{n}", tags=("craft",))
    assert page_links(client.get("/tag/craft")) == ["1", "2"]
    assert titles(client.get("/tag/craft?page=2")) == ["N0"]


@pytest.mark.parametrize("spelling", ["Craft", "CRAFT", " craft "])
def test_a_tag_is_found_however_it_is_written(bees: Article, client: Client, spelling: str) -> None:
    assert titles(client.get(f"/tag/{quote(spelling)}")) == ["Bees"]


@pytest.mark.parametrize("tag", ["c++", "c#", "100%", "?what", "蜂", "<b>", "ru by", "it's"])
def test_any_tag_has_an_address(ann: Person, client: Client, tag: str) -> None:
    article_of(ann.id, title="Odd", tags=(tag,))
    [address] = re.findall(r'href="(/tag/[^"]*)"', client.get("/").text)
    page = client.get(unescape(address))
    assert titles(page) == ["Odd"]
    assert tag in text_of(page.text)


@pytest.mark.parametrize("tag", ["nobody", "..", "%2e", "a/b", "x" * 3000, "\x01", "\u202e", "🐝", "%ff", "a\nb"])
def test_a_tag_that_nobody_uses_is_an_empty_page(bees: Article, client: Client, tag: str) -> None:
    page = client.get(f"/tag/{quote(tag)}")
    assert page.status_code == 200
    assert "No articles are here... yet." in page.text


def test_null_is_no_address(client: Client) -> None:
    assert client.get("/tag/a%00b").status_code == 404


def test_a_tag_taken_off_or_gone_with_its_article_is_off_the_page(bees: Article, client: Client) -> None:
    values = {"slug": bees.slug, "title": bees.title, "description": bees.description, "body": bees.body}
    given(ARTICLE, ArticleEdited(article_id=bees.id, tags=("craft",), edited_at=later(), **values))
    assert titles(client.get("/tag/bees")) == []
    assert titles(client.get("/tag/craft")) == ["Bees"]
    deleted(bees)
    assert titles(client.get("/tag/craft")) == []
