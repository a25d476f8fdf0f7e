"""Forms whose token ran out."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

FORM = {"username": "ann", "email": "ann@example.org", "password": "open sesame"}


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def send(client: Client, data: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post("/register?from=home", FORM if data is None else data, headers=headers)


def test_the_form_comes_back_filled_under_a_fresh_token(strict: Client) -> None:
    answer = send(strict, {**FORM, "tagList": ["a", "b"], "csrfmiddlewaretoken": "old", "command_id": "c"})
    assert answer.status_code == 403
    assert answer.context["action"] == "/register?from=home"
    assert answer.context["fields"] == [
        ("username", "ann"),
        ("email", "ann@example.org"),
        ("tagList", "a"),
        ("tagList", "b"),
        ("command_id", "c"),
    ]
    assert "open sesame" not in answer.text
    token = answer.context["csrf_token"]
    assert strict.post("/register", {**FORM, "csrfmiddlewaretoken": str(token)}).status_code == 302


def test_it_shows_what_was_typed_and_escapes_it(strict: Client) -> None:
    answer = send(strict, {**FORM, "username": '"><script>alert(1)</script>'})
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_sites_form_is_not_offered_again(strict: Client, headers: dict[str, str]) -> None:
    answer = send(strict, None, **headers)
    assert answer.status_code == 403
    assert "ann@example.org" not in answer.text
    assert not User.objects.exists()
