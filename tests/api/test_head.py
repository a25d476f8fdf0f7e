"""HEAD is GET without the body, wherever there is a GET."""

import pytest

from tests.api.conftest import Program, publish

SAME = ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control")
READ = ["/articles", "/articles/feed", "/articles/{slug}", "/articles/{slug}/comments", "/profiles/ann", "/tags"]


@pytest.mark.parametrize("path", [*READ, "/user", "/openapi.json", "/articles/nowhere"])
def test_it_tells_what_a_get_would(anns: Program, path: str) -> None:
    path = path.format(slug=publish(anns)["slug"])
    full, head = anns.get(path), anns.call("HEAD", path)
    assert (head.status, head.body) == (full.status, None)
    assert {name: head.headers.get(name) for name in SAME} == {name: full.headers.get(name) for name in SAME}


def test_it_is_told_of_what_one_has_already(anns: Program) -> None:
    tag = anns.get("/tags").headers["ETag"]
    assert anns.call("HEAD", "/tags", **{"If-None-Match": tag}).status == 304


def test_it_needs_the_token_that_a_get_needs(stranger: Program) -> None:
    assert stranger.call("HEAD", "/user").status == 401


def test_where_nothing_is_read_it_is_no_method(anns: Program) -> None:
    assert anns.call("HEAD", "/users/login").status == 405
