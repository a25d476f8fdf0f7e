"""Posting a comment, deleting it and bringing it back; with htmx and without JavaScript."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from blog.models import Article, Comment
from es_core.models import Event
from tests.accounts.conftest import Person
from tests.blog.history import comment_of, deleted
from tests.blog.pages import HTMX, command_id, errors, text_of

pytestmark = pytest.mark.django_db


def post(browser: Client, article: Article, body: str = "Well said", **headers: str) -> Any:
    data = {"body": body, "command_id": command_id()}
    return browser.post(f"/articles/{article.id}/comments", data, headers=headers)


def test_a_comment_is_posted_and_everybody_reads_it(bees: Article, bobs: Client, client: Client) -> None:
    answer = post(bobs, bees)
    comment = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/article/bees#comment-{comment.number}")
    assert f'id="comment-{comment.number}"' in client.get("/article/bees").text


def test_htmx_gets_an_empty_form_and_the_new_list(bees: Article, bobs: Client) -> None:
    answer = post(bobs, bees, "Out of band", **HTMX)
    assert answer.status_code == 200
    assert answer.text.count("Out of band") == 1
    assert "</textarea>" in answer.text
    assert answer.context["comment_form"].is_bound is False
    assert 'hx-swap-oob="true"' in answer.text


def test_numbers_go_up_and_none_is_used_twice(bees: Article, bobs: Client) -> None:
    for _ in range(3):
        post(bobs, bees)
    numbers = list(Comment.objects.order_by("added_at").values_list("number", flat=True))
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 3


def test_a_double_click_posts_one_comment(bees: Article, bobs: Client) -> None:
    data = {"body": "Once", "command_id": command_id()}
    places = {bobs.post(f"/articles/{bees.id}/comments", data)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Comment.objects.count() == 1


def test_the_same_words_may_be_said_twice(bees: Article, bobs: Client) -> None:
    post(bobs, bees)
    post(bobs, bees)
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "body can't be blank"),
        (" \n ", "body can't be blank"),
        ("x" * 10_001, "body is too long (maximum is 10000 characters)"),
        ("x\0y", "body can't contain the character U+0000 (in line 1)"),
    ],
)
def test_a_refused_comment_comes_back_with_the_reason(bees: Article, bobs: Client, body: str, reason: str) -> None:
    for headers in ({}, HTMX):
        answer = post(bobs, bees, body, **headers)
        assert answer.status_code == 422
        assert errors(answer) == [reason]
        assert answer.context["comment_form"]["body"].value() == body
    assert not Comment.objects.exists()


def test_a_used_command_id_with_other_words_keeps_the_words(bees: Article, bobs: Client) -> None:
    same = {"command_id": command_id()}
    bobs.post(f"/articles/{bees.id}/comments", same | {"body": "First"})
    answer = bobs.post(f"/articles/{bees.id}/comments", same | {"body": "Second"})
    assert answer.status_code == 422
    assert "Second" in answer.text
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("body", ["<b>bold</b>", "مرحبا", "🐝🐝🐝", "line\nline", "a" * 10_000, "\u202eabc"])
def test_odd_comments_are_posted_and_shown(bees: Article, bobs: Client, body: str) -> None:
    assert post(bobs, bees, body).status_code == 302
    assert Comment.objects.get().body == body
    assert bobs.get("/article/bees").status_code == 200


def test_deleting_offers_to_undo(bees: Article, bob: Person, bobs: Client, client: Client) -> None:
    comment = comment_of(bob.id, bees, "Rash words")
    answer = bobs.post(f"/comments/{comment.id}/delete")
    assert answer["Location"] == "/article/bees#comments-heading"
    page = bobs.get("/article/bees")
    assert "Comment deleted." in page.text
    assert f'action="/comments/{comment.id}/undelete"' in page.text
    assert "Rash words" not in client.get("/article/bees").text
    bobs.post(f"/comments/{comment.id}/undelete")
    assert "Rash words" in client.get("/article/bees").text


def test_htmx_gets_the_list_and_the_message(bees: Article, bob: Person, bobs: Client) -> None:
    comment = comment_of(bob.id, bees, "Rash words")
    comment_of(bob.id, bees, "Wise words")
    answer = bobs.post(f"/comments/{comment.id}/delete", headers=HTMX)
    words = text_of(answer.text)
    assert "Wise words" in words
    assert "Rash words" not in words
    assert "Comment deleted." in words
    answer = bobs.post(f"/comments/{comment.id}/undelete", headers=HTMX)
    assert "Rash words" in text_of(answer.text)


def test_only_its_author_deletes_a_comment(bees: Article, bob: Person, anns: Client, bobs: Client) -> None:
    comment = comment_of(bob.id, bees)
    address = f"/comments/{comment.id}/delete"
    assert address in bobs.get("/article/bees").text
    assert address not in anns.get("/article/bees").text  # not even the article's author
    assert anns.post(address).status_code == 403
    assert anns.post(address, headers=HTMX).status_code == 403
    assert Comment.objects.visible().count() == 1


def test_deleting_one_leaves_the_others(bees: Article, bob: Person, bobs: Client) -> None:
    first, second = comment_of(bob.id, bees), comment_of(bob.id, bees)
    bobs.post(f"/comments/{first.id}/delete")
    assert list(Comment.objects.visible()) == [second]


def test_deleting_twice_is_once(bees: Article, bob: Person, bobs: Client) -> None:
    comment = comment_of(bob.id, bees)
    for _ in range(2):
        assert bobs.post(f"/comments/{comment.id}/delete").status_code == 302
    assert Event.objects.filter(event_type="CommentDeleted").count() == 1


def test_an_article_that_nobody_sees_takes_no_comments(bees: Article, bobs: Client) -> None:
    deleted(bees)
    assert post(bobs, bees).status_code == 404
    assert bobs.post(f"/articles/{uuid4()}/comments", {"body": "Hello?"}).status_code == 404
    assert not Comment.objects.exists()


def test_an_unknown_comment_can_not_be_deleted(bobs: Client) -> None:
    assert bobs.post(f"/comments/{uuid4()}/delete").status_code == 404
    assert bobs.post(f"/comments/{uuid4()}/undelete").status_code == 404
    assert bobs.post("/comments/7/delete").status_code == 404


def test_strangers_are_sent_to_sign_in_and_find_their_words_again(bees: Article, bob: Person, client: Client) -> None:
    answer = post(client, bees, "Not to be lost", Referer="http://testserver/article/bees")
    assert answer["Location"] == "/login"
    signed_in = client.post("/login", {"email": bob.email, "password": bob.password})
    assert signed_in["Location"] == "/article/bees"
    page = client.get("/article/bees")
    assert page.context["comment_form"]["body"].value() == "Not to be lost"
    assert client.get("/article/bees").context["comment_form"]["body"].value() is None
    assert not Comment.objects.exists()


def test_one_s_comment_on_a_deleted_article_can_still_be_deleted(bees: Article, bob: Person, bobs: Client) -> None:
    comment = comment_of(bob.id, bees)
    deleted(bees)
    assert bobs.post(f"/comments/{comment.id}/delete")["Location"] == "/"
    assert not Comment.objects.visible().exists()
