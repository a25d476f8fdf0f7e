"""Scripts of other sites: those that the settings name, under /api and at /graphql alone, never with cookies."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.api.conftest import Program

FRONT = "https://front.example"
WISH = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,idempotency-key"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def allowed(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [FRONT]


def asked(path: str, origin: str = FRONT, **headers: str) -> Any:
    return Client().options(path, headers={"Origin": origin, **headers})


def test_nobody_s_script_is_let_in_unless_the_settings_say_so() -> None:
    assert "Access-Control-Allow-Origin" not in asked("/api/articles", **WISH).headers
    assert "Access-Control-Allow-Origin" not in Client().get("/api/tags", headers={"Origin": FRONT}).headers


def test_a_named_site_may_send_tokens_and_keys(allowed: None) -> None:
    answer = asked("/api/articles/bees", **WISH)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == FRONT
    assert {"authorization", "idempotency-key", "if-none-match", "content-type"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_it_may_speak_graphql(allowed: None) -> None:
    wish = WISH | {"Access-Control-Request-Method": "POST"}
    assert asked("/graphql", **wish).headers["Access-Control-Allow-Origin"] == FRONT
    answer = Client().get("/graphql", {"query": "{ tags { name } }"}, headers={"Origin": FRONT})
    assert answer.headers["Access-Control-Allow-Origin"] == FRONT


def test_it_reads_answers_and_refusals_with_their_tags(allowed: None, anns: Program) -> None:
    for path in ("/tags", "/articles/nowhere"):
        answer = anns.get(path, Origin=FRONT)
        assert answer.headers["Access-Control-Allow-Origin"] == FRONT
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert "origin" in answer.headers["Vary"]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://front.example", "null", f"{FRONT}.evil.example"])
def test_another_site_reads_nothing(allowed: None, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in asked("/api/tags", origin, **WISH).headers


@pytest.mark.parametrize("path", ["/", "/login", "/settings", "/admin/", "/apis", "/graphqls"])
def test_pages_are_not_for_scripts_of_others(allowed: None, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in asked(path, **WISH).headers
    assert "Access-Control-Allow-Origin" not in Client().get(path, headers={"Origin": FRONT}).headers
