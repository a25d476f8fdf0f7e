"""Ann and Bob as programs that speak GraphQL, each with a token."""

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
class Program:
    token: str | None = None

    def ask(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        status, body, _ = self.send({"query": query, "variables": variables})
        assert (status, "errors" in body) == (200, False), body
        found: dict[str, Any] = body["data"]
        return found

    def do(self, field: str, selected: str, /, **arguments: Any) -> dict[str, Any]:
        """The payload of one mutation; its arguments are written into the query."""
        given = ", ".join(f"{name}: {json.dumps(value)}" for name, value in arguments.items())
        found: dict[str, Any] = self.ask(f"mutation {{ {field}({given}) {{ {selected} }} }}")[field]
        return found

    def refused(self, query: str, /, **variables: Any) -> list[str]:
        """The messages of an answer that has errors."""
        _, body, _ = self.send({"query": query, "variables": variables})
        return [each["message"] for each in body["errors"]]

    def send(self, body: Any, **headers: str) -> tuple[int, Any, Any]:
        """Bytes are sent as they are. Status, body, headers."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        if self.token:
            headers.setdefault("Authorization", f"Token {self.token}")
        kind = headers.pop("Content-Type", "application/json")
        answered = Client().generic("POST", "/graphql", sent, kind, headers=headers)
        return answered.status_code, json.loads(answered.content), answered.headers


ERRORS = "errors { reason field message }"


def errors(payload: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["reason"], each["field"], each["message"]) for each in payload["errors"]]


@pytest.fixture
def stranger(db: None) -> Program:
    return Program()


@pytest.fixture
def anns(ann: Person) -> Program:
    return Program(tokens.issue(ann.user))


@pytest.fixture
def bobs(bob: Person) -> Program:
    return Program(tokens.issue(bob.user))
