"""Who may ask: 401 before 404 before 403, and a browser's session counts for nothing."""

from datetime import timedelta

import jwt
import pytest
from django.test import Client

from accounts import tokens
from accounts.models import User
from blog.models import Article
from es_core.context import now
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish

PROTECTED = [
    ("GET", "/user"),
    ("PUT", "/user"),
    ("GET", "/articles/feed"),
    ("POST", "/articles"),
    ("PUT", "/articles/nowhere"),
    ("DELETE", "/articles/nowhere"),
    ("POST", "/articles/nowhere/favorite"),
    ("DELETE", "/articles/nowhere/favorite"),
    ("POST", "/articles/nowhere/comments"),
    ("DELETE", "/articles/nowhere/comments/1"),
    ("POST", "/profiles/nobody/follow"),
    ("DELETE", "/profiles/nobody/follow"),
]
UNKNOWN = [
    ("GET", "/articles/nowhere", "article"),
    ("PUT", "/articles/nowhere", "article"),
    ("DELETE", "/articles/nowhere", "article"),
    ("POST", "/articles/nowhere/favorite", "article"),
    ("DELETE", "/articles/nowhere/favorite", "article"),
    ("GET", "/articles/nowhere/comments", "article"),
    ("POST", "/articles/nowhere/comments", "article"),
    ("DELETE", "/articles/nowhere/comments/99999", "article"),
    ("GET", "/profiles/nobody", "profile"),
    ("POST", "/profiles/nobody/follow", "profile"),
    ("DELETE", "/profiles/nobody/follow", "profile"),
]
BODIES = {"/articles/nowhere": {"article": {}}, "/articles/nowhere/comments": {"comment": {"body": "Hi"}}}


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_without_a_token_nobody_is_told_what_there_is(stranger: Program, method: str, path: str) -> None:
    answer = stranger.call(method, path)
    assert (answer.status, answer.errors) == (401, {"token": ["is missing"]})


@pytest.mark.parametrize(("method", "path", "what"), UNKNOWN)
def test_what_is_not_there(anns: Program, method: str, path: str, what: str) -> None:
    for body in (BODIES.get(path), None, b"{", {"article": {"tagList": None}}):
        answer = anns.call(method, path, body)
        assert (answer.status, answer.errors) == (404, {what: ["not found"]}), body


def test_another_s_work_is_forbidden(anns: Program, bobs: Program) -> None:
    slug = publish(anns)["slug"]
    number = anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Mine"}}).body["comment"]["id"]
    for method, path, what in (
        ("PUT", f"/articles/{slug}", "article"),
        ("DELETE", f"/articles/{slug}", "article"),
        ("DELETE", f"/articles/{slug}/comments/{number}", "comment"),
    ):
        answer = bobs.call(method, path, {"article": {"body": "His"}} if method == "PUT" else None)
        assert (answer.status, answer.errors) == (403, {what: ["forbidden"]})
    assert [each["id"] for each in anns.get(f"/articles/{slug}/comments").body["comments"]] == [number]


def claims(user: User, **others: object) -> dict[str, object]:
    known = jwt.decode(tokens.issue(user), options={"verify_signature": False})
    return known | others


@pytest.mark.parametrize("path", ["/user", "/articles", "/tags"])
def test_a_token_that_is_none_of_ours_or_of_today(ann: Person, path: str) -> None:
    right = claims(ann.user)
    bad = [
        "nonsense",
        "a.b.c",
        jwt.encode(right, "x" * 32, "HS256"),
        jwt.encode(right, "", "none"),
        jwt.encode(right | {"exp": now() - timedelta(seconds=1)}, tokens._key(), "HS256"),
        jwt.encode(right | {"sub": "no id"}, tokens._key(), "HS256"),
        jwt.encode(right | {"pwd": "another"}, tokens._key(), "HS256"),
        jwt.encode({"sub": right["sub"]}, tokens._key(), "HS256"),
    ]
    for each in bad:
        answer = Program(each).get(path)
        assert (answer.status, answer.errors) == (401, {"token": ["is invalid"]}), each
    assert Program().get(path, Authorization=f"Bearer {tokens.issue(ann.user)}").status == 401


def test_an_account_that_was_closed_opens_nothing(anns: Program, ann: Person) -> None:
    User.objects.filter(id=ann.id).update(is_active=False)
    assert anns.get("/user").status == 401


def test_a_browser_s_session_counts_for_nothing(ann: Person, bees: Article) -> None:
    browser = ann.browser()
    assert browser.get("/api/user").status_code == 401
    assert browser.post(f"/api/articles/{bees.slug}/favorite").status_code == 401
    assert browser.get(f"/api/profiles/{ann.username}").json()["profile"]["following"] is False


def test_a_token_needs_no_csrf_token(ann: Person, bees: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Token {tokens.issue(ann.user)}"}
    assert strict.post(f"/api/articles/{bees.slug}/favorite", headers=headers).status_code == 200
