"""Whatever a schema lets one ask, by chance and always the same: an answer in GraphQL's shape, never a failure."""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from accounts import tokens
from blog.graphql.running import BROKEN
from blog.graphql.schema import schema_text
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, favorite_of, follow_of

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.graphql.from_file(schema_text())
EXAMPLES = 6  # of each field of Query and Mutation
OPERATIONS = [each.ok() for each in SCHEMA.get_all_operations() if isinstance(each, Ok)]


@pytest.fixture
def busy(ann: Person, bob: Person) -> str:
    """Something to find, and Bob's token."""
    for n in range(3):
        article = article_of(ann.id, title=f"N{n}", slug=str(n), tags=("a", f"t{n}"))
        comment_of(bob.id, article)
        favorite_of(bob.id, article)
    follow_of(bob.id, ann.id)
    return tokens.issue(bob.user)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_nothing_that_can_be_asked_breaks_the_site(operation: Any, mode: GenerationMode, busy: str) -> None:
    executed = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal executed
        body = case.body if isinstance(case.body, dict) else {"query": case.body}
        headers = {"Authorization": f"Token {busy}"}
        answer = Client().post("/graphql", json.dumps(body), "application/json", headers=headers)
        told = json.loads(answer.content)
        assert answer.status_code in (200, 400, 429), told
        assert told.keys() <= {"data", "errors"}
        assert BROKEN not in json.dumps(told), body
        executed += "data" in told

    ask()
    assert mode is GenerationMode.NEGATIVE or executed
