"""Who may ask: a token or nobody. A browser's session counts for nothing, what nobody may do is refused first."""

from datetime import timedelta
from urllib.parse import urlencode

import jwt
import pytest
from django.test import Client

from accounts import tokens
from accounts.models import User
from accounts.moderation import suspend
from blog.graphql.asked import FORM
from blog.models import Article
from es_core.context import now
from tests.accounts.conftest import Person
from tests.api.test_personal_tokens import token_of
from tests.graphql.conftest import ERRORS, Program, errors

PROTECTED = {
    "publishArticle": {"title": "", "description": "", "body": ""},
    "editArticle": {"slug": "nowhere"},
    "deleteArticle": {"slug": "nowhere"},
    "favorite": {"slug": "nowhere"},
    "unfavorite": {"slug": "nowhere"},
    "addComment": {"slug": "nowhere", "body": ""},
    "deleteComment": {"slug": "nowhere", "id": "1"},
    "follow": {"username": "nobody"},
    "unfollow": {"username": "nobody"},
    "updateUser": {"email": "nobody"},
}


@pytest.mark.parametrize("field", PROTECTED)
def test_without_a_token_nobody_is_told_what_there_is(stranger: Program, field: str) -> None:
    payload = stranger.do(field, ERRORS, **PROTECTED[field])
    assert errors(payload) == [("UNAUTHENTICATED", "token", "is missing")]


def test_a_token_that_is_none_of_ours_or_of_today(ann: Person) -> None:
    right = jwt.decode(tokens.issue(ann.user), options={"verify_signature": False})
    bad = [
        "nonsense",
        jwt.encode(right, "x" * 32, "HS256"),
        jwt.encode(right, "", "none"),
        jwt.encode(right | {"exp": now() - timedelta(seconds=1)}, tokens._key(), "HS256"),
        jwt.encode(right | {"pwd": "another"}, tokens._key(), "HS256"),
    ]
    for each in bad:
        for query in ("{ tags { name } }", 'mutation { favorite(slug: "bees") { errors { message } } }'):
            status, body, _ = Program(each).send({"query": query})
            assert (status, body) == (401, {"errors": [{"message": "the token is invalid"}]}), each


@pytest.fixture
def reader(bob: Person) -> Program:
    """With a token that is good for reading alone."""
    return Program(token_of(bob, "read"))


def test_a_reader_s_token_reads(reader: Program, bob: Person) -> None:
    assert reader.ask("{ viewer { email } }") == {"viewer": {"email": bob.email}}


@pytest.mark.parametrize("field", PROTECTED)
def test_a_reader_s_token_writes_nothing(reader: Program, field: str) -> None:
    payload = reader.do(field, ERRORS, **PROTECTED[field])
    assert errors(payload) == [("FORBIDDEN", "token", "has no write scope")]


def test_a_personal_token_changes_no_password(bob: Person) -> None:
    payload = Program(token_of(bob, "read", "write")).do("updateUser", ERRORS, password="another sesame")
    assert errors(payload) == [("FORBIDDEN", "token", "has no account scope")]


def test_who_is_suspended_is_told_so_when_signing_in(anns: Program, stranger: Program, ann: Person) -> None:
    suspend(ann.id, "Sells watches.", by=None)
    assert anns.send({"query": "{ viewer { email } }"})[0] == 401
    payload = stranger.do("login", f"token {ERRORS}", email=ann.email, password=ann.password)
    assert errors(payload) == [("FORBIDDEN", "credentials", "this account is suspended: Sells watches.")]


def test_an_account_that_was_closed_opens_nothing(anns: Program, ann: Person) -> None:
    User.objects.filter(id=ann.id).update(is_active=False)
    assert anns.send({"query": "{ viewer { email } }"})[0] == 401


def test_a_browser_s_session_counts_for_nothing(ann: Person, bees: Article) -> None:
    browser = ann.browser()
    for query, data in (
        ("{ viewer { email } }", {"viewer": None}),
        ('{ profile(username: "ann") { following } }', {"profile": {"following": False}}),
        ('mutation { favorite(slug: "bees") { article { slug } } }', {"favorite": {"article": None}}),
    ):
        assert browser.post("/graphql", {"query": query}, "application/json").json()["data"] == data


def test_a_token_needs_no_csrf_token(ann: Person, bees: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Token {tokens.issue(ann.user)}"}
    query = 'mutation { favorite(slug: "bees") { article { favorited } } }'
    answer = strict.post("/graphql", {"query": query}, "application/json", headers=headers)
    assert answer.json() == {"data": {"favorite": {"article": {"favorited": True}}}}


def test_another_site_s_form_does_nothing(ann: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    query = 'mutation { register(username: "eve", email: "e@example.org", password: "open sesame") { token } }'
    assert strict.post("/graphql", urlencode({"query": query}), FORM).status_code == 403
    assert not User.objects.filter(username="eve").exists()
