"""Whatever is sent, the contract's shape of an error, and never a 500."""

from typing import Any

import pytest

from tests.api.conftest import Program, publish

BROKEN = [
    b"", b"{", b"nonsense", b"[]", b"null", b'"text"', b"{}", b'{"article": null}', b'{"article": []}', b"\xff\xfe",
    b'{"article": {"title": 1}}', b'{"article": {"tagList": "a"}}', b'{"article": {"tagList": [1]}}',
    b'{"article": {"title": "a\\u0000b", "description": "d", "body": "b"}}',
    b'{"article": {"title": "\\ud800", "description": "d", "body": "b"}}',
    b"[" * 100_000,
]  # fmt: skip


def is_an_error(answer: Any) -> bool:
    return all(
        isinstance(reasons, list) and reasons and all(isinstance(each, str) for each in reasons)
        for reasons in answer.errors.values()
    )


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: str(body[:40]))
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/articles"), ("PUT", "/articles/bees"), ("PUT", "/user"), ("POST", "/users")]
)
def test_bodies_that_are_none(anns: Program, method: str, path: str, body: bytes) -> None:
    publish(anns)
    answer = anns.call(method, path, body)
    assert answer.status == 422, answer
    assert is_an_error(answer)


@pytest.mark.parametrize("query", ["limit=-1", "limit=x", "limit=1000000000", "offset=-1", "offset=1e99", "tag=%00"])
def test_parts_that_are_none(anns: Program, query: str) -> None:
    for path in ("/articles", "/articles/feed"):
        if "tag" in query and path.endswith("feed"):
            continue
        answer = anns.get(f"{path}?{query}")
        assert (answer.status, list(answer.errors)) == (422, [query.partition("=")[0]])


def test_unknown_fields_change_nothing(anns: Program) -> None:
    assert "secret" not in publish(anns, secret="x", author={"username": "bob"})


@pytest.mark.parametrize("path", ["/nowhere", "/articles/a/b/c", "/articles/%00", "/profiles/%00", "/"])
def test_addresses_that_are_none(anns: Program, path: str) -> None:
    answer = anns.get(path)
    assert answer.status == 404
    assert is_an_error(answer)


@pytest.mark.parametrize("path", ["/tags", "/user", "/nowhere", "/profiles/nobody", "/articles?limit=x"])
def test_every_answer_says_what_it_is(stranger: Program, path: str) -> None:
    assert stranger.get(path).headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_method_that_is_none(anns: Program) -> None:
    answer = anns.call("PATCH", "/user")
    assert (answer.status, answer.errors) == (405, {"request": ["method not allowed"]})
    assert "PUT" in answer.headers["Allow"]


def test_long_names_find_nobody(anns: Program) -> None:
    assert anns.get("/profiles/" + "x" * 5000).status == 404


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_other_kinds_of_content(anns: Program, content_type: str) -> None:
    answer = anns.call("POST", "/articles", b"title=Bees", **{"Content-Type": content_type})
    assert answer.status == 422
