"""Two tabs editing one article: the second is told what happened meanwhile and loses nothing."""

from typing import Any

import pytest
from django.test import Client

from blog.models import Article
from tests.blog.history import deleted
from tests.blog.pages import command_id, errors, text_of

pytestmark = pytest.mark.django_db


def save(browser: Client, article: Article, body: str, **changes: Any) -> Any:
    words = {"title": article.title, "description": article.description, "tagList": article.tags, "body": body}
    return browser.post(
        f"/editor/{article.slug}", words | {"version": article.version, "command_id": command_id()} | changes
    )


def test_the_second_save_shows_theirs_beside_yours(bees: Article, anns: Client) -> None:
    save(anns, bees, "From the first tab")
    answer = save(anns, bees, "From the second tab", tagList=["other"])
    assert answer.status_code == 409
    assert Article.objects.get().body == "From the first tab"
    assert answer.context["form"]["body"].value() == "From the second tab"
    assert list(answer.context["form"]["tags"]) == ["other"]
    conflict = answer.context["conflict"]
    assert conflict["theirs"] == {
        "title": "Bees",
        "description": "About Bees",
        "body": "From the first tab",
        "tags": ["bees", "craft"],
    }
    assert conflict["version"] == 2
    assert 'name="version" value="2"' in answer.text
    assert "From the second tab" in answer.text


def test_saving_again_from_there_keeps_yours(bees: Article, anns: Client) -> None:
    save(anns, bees, "From the first tab")
    version = save(anns, bees, "From the second tab").context["conflict"]["version"]
    assert save(anns, bees, "From the second tab", version=version).status_code == 302
    assert Article.objects.get().body == "From the second tab"


def test_the_first_tab_s_new_address_is_where_the_second_one_saves(bees: Article, anns: Client) -> None:
    save(anns, bees, "From the first tab", title="Wasps")
    answer = save(anns, bees, "From the second tab")
    assert answer.status_code == 409
    assert 'action="/editor/wasps"' in answer.text


def test_two_tabs_that_say_the_same_do_not_disagree(bees: Article, anns: Client) -> None:
    save(anns, bees, "The same words")
    assert save(anns, bees, "The same words")["Location"] == "/article/bees"
    assert Article.objects.get().version == 2


def test_the_same_form_sent_twice_is_no_conflict(bees: Article, anns: Client) -> None:
    same = {"command_id": command_id(), "title": "Wasps"}
    assert [save(anns, bees, "New words", **same)["Location"] for _ in range(2)] == ["/article/wasps"] * 2
    assert Article.objects.get().version == 2


def test_words_for_an_article_that_was_deleted_meanwhile_are_kept(bees: Article, anns: Client) -> None:
    deleted(bees)
    answer = save(anns, bees, "Written while it was deleted")
    assert answer.status_code == 422
    assert "was deleted" in errors(answer)[0]
    assert answer.context["form"]["body"].value() == "Written while it was deleted"
    assert f'action="/articles/{bees.id}/undelete"' in answer.text
    assert "deleted meanwhile" in text_of(answer.text)
