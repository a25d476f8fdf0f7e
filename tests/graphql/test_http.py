"""GraphQL over HTTP: methods, media types, statuses."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from blog.models import Article
from conduit_site.api_errors import of_server
from tests.graphql.conftest import Program

RESPONSE = "application/graphql-response+json"
TAGS = "{ tags { name } }"

BROKEN: list[tuple[bytes, str]] = [
    (b" ", "the body must be JSON"),
    (b"{", "the body must be JSON"),
    (b"\xff\xfe", "the body must be JSON"),
    (b'{"query": "{ tags { name } }", "variables": {"a": NaN}}', "the body must be JSON"),
    (b'{"query": "\\ud800"}', "the body must be JSON"),
    (b"[" * 100_000, "the body must be JSON"),
    (b'{"query": ' + b"9" * 5_000 + b"}", "the body must be JSON"),
    (b"null", "the body must be an object with a query"),
    (b'"{ tags { name } }"', "the body must be an object with a query"),
    (b'[{"query": "{ tags { name } }"}]', "one operation at a time: batches are not taken"),
    (b"{}", "query must be a text with an operation"),
    (b'{"query": null}', "query must be a text with an operation"),
    (b'{"query": " "}', "query must be a text with an operation"),
    (b'{"query": ["{ tags { name } }"]}', "query must be a text with an operation"),
    (b'{"id": "abc", "extensions": {"persistedQuery": {}}}', "query must be a text with an operation"),
    (b'{"query": "{ tags { name } }", "variables": []}', "variables must be an object"),
    (b'{"query": "{ tags { name } }", "variables": "{}"}', "variables must be an object"),
    (b'{"query": "{ tags { name } }", "operationName": 1}', "operationName must be a text"),
]


@pytest.mark.parametrize(("body", "message"), BROKEN, ids=lambda value: str(value[:30]))
def test_a_body_that_is_none_is_a_400(stranger: Program, body: bytes, message: str) -> None:
    status, told, _ = stranger.send(body)
    assert (status, told) == (400, {"errors": [{"message": message}]})


WRONG = [
    "{",
    "{ nowhere }",
    "{ article { slug } }",
    "query A { tags { name } } query A { tags { name } }",
    "{ tags { name } } { tags { name } }",
    "query ($n: Int!) { tags(first: $n) { name } }",
    "query ($n: Nothing) { tags(first: $n) { name } }",
    "fragment f on Query { tags { name } }",
    "{ ...f } fragment f on Query { ...f }",
    "{ ...nowhere }",
    "{ tags(first: 99999999999) { name } }",
    "{ tags(first: " + "9" * 6_000 + ") { name } }",
    "{ tags(first: -" + "9" * 6_000 + ") { name } }",
    '{ tags(first: "1") { name } }',
    "subscription { newArticles { slug } }",
    "type Query { a: Int }",
    "#",
    "{ tags @defer { name } }",
]


@pytest.mark.parametrize("query", WRONG, ids=lambda query: query[:40])
def test_a_wrong_query_is_told_so(stranger: Program, query: str) -> None:
    """With 200 for who asks for plain JSON, with 400 for who asks for GraphQL's own media type."""
    for accept, expected in (("application/json", 200), (RESPONSE, 400)):
        status, told, headers = stranger.send({"query": query}, Accept=accept)
        if "subscription" in query:
            expected = 405
        assert (status, list(told)) == (expected, ["errors"]), told
        assert all(each["message"] and "Traceback" not in each["message"] for each in told["errors"])
        assert headers["Content-Type"].startswith(accept)


def test_an_unknown_operation(stranger: Program) -> None:
    _, told, _ = stranger.send({"query": f"query A {TAGS}", "operationName": "B"})
    assert told == {"errors": [{"message": "there is no such operation in the query"}]}


def test_one_of_several_operations(stranger: Program, bees: Article) -> None:
    query = "query A { tags { name } } query B { articles { totalCount } }"
    assert stranger.send({"query": query, "operationName": "B"})[1] == {"data": {"articles": {"totalCount": 1}}}


def test_a_query_may_come_by_get(bees: Article) -> None:
    query = "query ($slug: String!) { article(slug: $slug) { title } }"
    answer = Client().get("/graphql", {"query": query, "variables": '{"slug": "bees"}'})
    assert (answer.status_code, answer.json()) == (200, {"data": {"article": {"title": "Bees"}}})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "kind", ['mutation { login(email: "a", password: "b") { token } }', "subscription { newArticles { slug } }"]
)
def test_nothing_else_comes_by_get(db: None, kind: str) -> None:
    answer = Client().get("/graphql", {"query": kind})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert list(answer.json()) == ["errors"]


@pytest.mark.parametrize("variables", ["{", "[]", "1"])
def test_variables_of_an_address_are_json(db: None, variables: str) -> None:
    answer = Client().get("/graphql", {"query": TAGS, "variables": variables})
    assert (answer.status_code, list(answer.json())) == (400, ["errors"])


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods(db: None, method: str) -> None:
    answer = Client().generic(method, "/graphql", b"{}", "application/json")
    assert (answer.status_code, answer.headers["Allow"], list(answer.json())) == (405, "GET, POST", ["errors"])


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/graphql", ""])
def test_other_kinds_of_content(stranger: Program, kind: str) -> None:
    status, told, _ = stranger.send(b"{ tags { name } }", **{"Content-Type": kind})
    assert (status, list(told)) == (415, ["errors"])


def test_a_huge_body(stranger: Program) -> None:
    status, told, _ = stranger.send(b'{"query": "' + b"x" * 5_000_000 + b'"}')
    assert (status, list(told)) == (413, ["errors"])


def test_introspection_is_allowed(stranger: Program) -> None:
    from graphql import build_client_schema, get_introspection_query

    found: Any = stranger.ask(get_introspection_query(input_value_deprecation=True))
    assert "Article" in build_client_schema(found).type_map


def test_a_site_without_its_database_says_when_to_come_back(stranger: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("blog.queries.all_tags", lost)
    status, told, headers = stranger.send({"query": TAGS})
    assert (status, headers["Retry-After"], list(told)) == (503, "5", ["errors"])


@pytest.mark.parametrize(("path", "errors"), [("/graphql", [{"message": "service unavailable"}]), ("/graphqls", None)])
def test_so_does_the_server_before_it(path: str, errors: Any) -> None:
    headers, body = of_server(path, 503, lambda: b"a page")
    assert (json.loads(body)["errors"] if errors else None) == errors
    assert dict(headers)[b"content-type"].startswith(b"application/json" if errors else b"text/html")


def test_what_breaks_on_our_side_is_logged_and_not_told(
    stranger: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("blog.queries.all_tags", broken)
    status, told, _ = stranger.send({"query": TAGS})
    assert (status, told["errors"][0]["message"]) == (200, "something broke on our side")
    assert "secret" not in json.dumps(told)
    assert "KeyError" in caplog.text
