"""Ann and Bob as programs: each with a token. The API is called as it is on the wire, in JSON both ways."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts import tokens
from tests.accounts.conftest import Person
from tests.blog.conftest import acting, ann, bees, bob

__all__ = ["acting", "ann", "bees", "bob"]


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Any

    @property
    def errors(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.body["errors"]
        return found


@dataclass(frozen=True)
class Program:
    token: str | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.call("DELETE", path, **headers)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Bytes are sent as they are; None sends a JSON content type and nothing, as Postman does."""
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if self.token:
            headers.setdefault("Authorization", f"Token {self.token}")
        answered = Client().generic(method, f"/api{path}", sent, "application/json", headers=headers)
        told = json.loads(answered.content) if answered.content else None
        return Answer(answered.status_code, told, answered.headers)


@pytest.fixture
def stranger(db: None) -> Program:
    return Program()


@pytest.fixture
def anns(ann: Person) -> Program:
    return Program(tokens.issue(ann.user))


@pytest.fixture
def bobs(bob: Person) -> Program:
    return Program(tokens.issue(bob.user))


def publish(program: Program, title: str = "Bees", **words: Any) -> dict[str, Any]:
    article = {"title": title, "description": "About", "body": "Words"} | words
    answer = program.post("/articles", {"article": article})
    assert answer.status == 201, answer
    published: dict[str, Any] = answer.body["article"]
    return published
