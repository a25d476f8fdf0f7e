"""The article's page and its addresses, old ones too."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from blog.domain.article import ARTICLE, ArticleEdited, ArticleUndeleted
from blog.models import Article
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, deleted, later
from tests.blog.pages import text_of

pytestmark = pytest.mark.django_db


def rename(article: Article, title: str, slug: str) -> None:
    values: dict[str, Any] = {"description": article.description, "body": article.body, "tags": tuple(article.tags)}
    given(ARTICLE, ArticleEdited(article_id=article.id, title=title, slug=slug, edited_at=later(), **values))


def test_everybody_reads_an_article(bees: Article, client: Client) -> None:
    page = client.get("/article/bees")
    words = text_of(page.text)
    assert page.status_code == 200
    assert "All there is to say about Bees ." in words
    assert "Sign in or sign up to add comments" in words
    assert 'href="/tag/craft"' in page.text
    assert page.text.count("<h1") == 1


def test_its_author_may_edit_and_delete_it_others_may_not(bees: Article, anns: Client, bobs: Client) -> None:
    hers, his = text_of(anns.get("/article/bees").text), text_of(bobs.get("/article/bees").text)
    assert "Edit Article" in hers
    assert "Delete Article" in hers
    assert "Favorite Article" not in hers
    assert "Edit Article" not in his
    assert "Favorite Article ( 0 )" in his
    assert "Follow ann" in his


def test_an_old_address_leads_to_the_new_one_for_good(bees: Article, client: Client) -> None:
    rename(bees, "Wasps", "wasps")
    rename(bees, "Hornets", "hornets")
    for old in ("bees", "wasps"):
        answer = client.get(f"/article/{old}")
        assert (answer.status_code, answer["Location"]) == (301, "/article/hornets")
        assert answer["Cache-Control"] == "no-cache"  # or browsers would loop once the title goes back
    assert client.get("/article/hornets").status_code == 200


def test_an_address_that_came_back_is_the_right_one_again(bees: Article, client: Client) -> None:
    rename(bees, "Wasps", "wasps")
    rename(bees, "Bees", "bees")
    assert client.get("/article/bees").status_code == 200
    assert client.get("/article/wasps")["Location"] == "/article/bees"


def test_a_deleted_article_is_not_found_until_it_is_back(bees: Article, client: Client, anns: Client) -> None:
    rename(bees, "Wasps", "wasps")
    deleted(bees)
    for browser in (client, anns):
        for address in ("bees", "wasps"):
            assert browser.get(f"/article/{address}").status_code == 404
    given(ARTICLE, ArticleUndeleted(article_id=bees.id))
    assert client.get("/article/wasps").status_code == 200


@pytest.mark.parametrize(
    "slug", ["nobody", "a\0b", "x" * 5000, "..", "%2e%2e", "a b", "<script>", "\u202e", "🐝", "%ff", "a\nb", "' or 1=1"]
)
def test_an_unknown_address_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/article/{quote(slug)}").status_code == 404


def test_the_newest_comment_comes_first(bees: Article, bob: Person, client: Client) -> None:
    comment_of(bob.id, bees, "Sooner")
    comment_of(bob.id, bees, "Later")
    words = text_of(client.get("/article/bees").text)
    assert words.index("Later") < words.index("Sooner")


def test_very_many_comments_come_in_parts(
    bees: Article, bob: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.queries.comments.SHOWN", 2)
    made = [comment_of(bob.id, bees, f"Comment{n}") for n in range(5)]
    first = client.get("/article/bees")
    assert "Comment4" in first.text
    assert "Comment2" not in first.text
    assert f'href="?before={made[3].number}' in first.text
    second = client.get(f"/article/bees?before={made[3].number}")
    assert "Comment3" not in second.text
    assert "Comment2" in second.text
    last = client.get(f"/article/bees?before={made[1].number}")
    assert "Comment0" in last.text
    assert "Older comments" not in last.text


@pytest.mark.parametrize("before", ["x", "", "-5", "9" * 400])
def test_odd_numbers_of_comments_are_no_error(bees: Article, client: Client, before: str) -> None:
    assert client.get(f"/article/bees?before={before}").status_code == 200


def test_texts_are_shown_not_run(ann: Person, client: Client) -> None:
    article = article_of(ann.id, title="<script>a</script>", slug="evil", description="<img onerror=b>", tags=("<i>c",))
    comment_of(ann.id, article, "<script>d</script>")
    for page in ("/", "/article/evil", "/tag/%3Ci%3Ec", "/profile/ann"):
        text = client.get(page).text
        assert "<script>a" not in text
        assert "<img onerror" not in text
        assert "<i>c" not in text
        assert "<script>d" not in text
