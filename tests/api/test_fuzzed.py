"""The OpenAPI document taken at its word by Schemathesis: nothing breaks, and every answer is one that it tells of."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import tokens
from conduit_site.api import api
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.api.test_personal_tokens import token_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
}
# Where there is something that can be wrong: no header is, and no word in an address.
FALLIBLE = [
    label
    for label, operation in OPERATIONS.items()
    if "requestBody" in operation or any(each["in"] == "query" for each in operation["parameters"])
]
MODES = [(label, GenerationMode.POSITIVE) for label in OPERATIONS] + [
    (each, GenerationMode.NEGATIVE) for each in FALLIBLE
]
BOUNDED = settings(
    max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
HEADERS: dict[str, Callable[[Person], str | None]] = {
    "a stranger": lambda ann: None,
    "ann": lambda ann: f"Token {tokens.issue(ann.user)}",
    "a reader": lambda ann: f"Token {token_of(ann, 'read')}",
    "a forger": lambda ann: "Token conduit_pat_nonsense",
}
WHO = st.sampled_from(["ann"] * 4 + list(HEADERS))
# Such as no generator comes upon.
BODIES = {
    "POST /api/users": {"user": {"username": "eve", "email": "eve@example.org", "password": "open sesame"}},
    "POST /api/users/login": {"user": {"email": "ann@example.org", "password": "open sesame"}},
    "POST /api/articles": {"article": {"title": "Wasps", "description": "On wasps", "body": "Buzz", "tagList": ["x"]}},
    "POST /api/articles/{slug}/comments": {"comment": {"body": "Well said"}},
}


@pytest.fixture
def real(anns: Program) -> dict[str, str]:
    """What there is to be named in addresses."""
    slug = publish(anns)["slug"]
    number = anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}}).body["comment"]["id"]
    return {"slug": slug, "username": "ann", "number": str(number)}


@pytest.fixture
def one_connection(real: dict[str, str]) -> Iterator[None]:
    """As Django's own test client has it, which made what is real: a request would give back the test's connection."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize(("label", "mode"), MODES)
def test_every_answer_is_a_declared_one(label: str, mode: GenerationMode, ann: Person, real: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operation = schema.find_operation_by_label(label)
    assert operation
    statuses: set[int] = set()

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode), who=WHO, is_real=st.booleans())
    def ask(case: Any, who: str, is_real: bool) -> None:
        if is_real and case.path_parameters:
            case.path_parameters = {name: real[name] for name in case.path_parameters}
        if is_real and label in BODIES:
            case.body = BODIES[label]
        authorization = HEADERS[who](ann)
        headers = {"Authorization": authorization} if authorization else {}
        answer = case.call(headers=headers)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    ask()
    assert statuses
