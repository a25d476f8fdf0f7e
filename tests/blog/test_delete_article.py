"""Deleting an article, and the message that takes it back."""

from uuid import uuid4

import pytest
from django.test import Client

from blog.models import Article
from es_core.models import CommandRecord
from tests.accounts.conftest import Person
from tests.blog.history import deleted
from tests.blog.pages import command_id, titles

pytestmark = pytest.mark.django_db


def test_deleting_leads_home_with_a_way_to_undo(bees: Article, anns: Client, client: Client) -> None:
    answer = anns.post(f"/articles/{bees.id}/delete", {"command_id": command_id()})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    home = anns.get("/")
    assert "Article deleted." in home.text
    assert f'action="/articles/{bees.id}/undelete"' in home.text
    assert titles(client.get("/")) == []


def test_undoing_brings_back_article_tags_and_place(bees: Article, anns: Client, client: Client) -> None:
    anns.post(f"/articles/{bees.id}/delete")
    answer = anns.post(f"/articles/{bees.id}/undelete")
    assert answer["Location"] == "/article/bees"
    assert titles(client.get("/")) == ["Bees"]
    assert titles(client.get("/tag/craft")) == ["Bees"]


def test_deleting_twice_is_once(bees: Article, anns: Client) -> None:
    same = {"command_id": command_id()}
    for _ in range(2):
        assert anns.post(f"/articles/{bees.id}/delete", same).status_code == 302
    assert anns.post(f"/articles/{bees.id}/delete").status_code == 302
    assert Article.objects.get(id=bees.id).version == 2


def test_only_the_author_deletes_and_brings_back(bees: Article, bobs: Client, client: Client) -> None:
    assert bobs.post(f"/articles/{bees.id}/delete").status_code == 403
    assert titles(client.get("/")) == ["Bees"]
    assert CommandRecord.objects.get(name="DeleteArticle").status == "rejected"
    deleted(bees)
    assert bobs.post(f"/articles/{bees.id}/undelete").status_code == 403
    assert titles(client.get("/")) == []


def test_strangers_are_sent_to_sign_in(bees: Article, client: Client) -> None:
    assert client.post(f"/articles/{bees.id}/delete")["Location"] == "/login"
    assert titles(client.get("/")) == ["Bees"]


def test_what_is_not_there_can_not_be_deleted(anns: Client, ann: Person) -> None:
    assert anns.post(f"/articles/{uuid4()}/delete").status_code == 404
    assert anns.post(f"/articles/{uuid4()}/undelete").status_code == 404
    assert anns.post(f"/articles/{ann.id}/delete").status_code == 404  # a stream, but no article
    assert anns.post("/articles/1/delete").status_code == 404


def test_a_link_deletes_nothing(bees: Article, anns: Client) -> None:
    assert anns.get(f"/articles/{bees.id}/delete").status_code == 405
