"""Lists by cursor: every article once, in order, while others come and go."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from es_core.context import now
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.blog.history import article_of

LISTS = ["/articles", "/articles?tag=bees", "/articles?author=ann", "/articles?favorited=bob", "/articles/feed",
         "/articles?author=ann&tag=bees"]  # fmt: skip


def walked(program: Program, path: str, limit: int = 2) -> Iterator[list[str]]:
    """Titles, part by part."""
    cursor: str | None = ""
    while cursor is not None:
        answer = program.get(f"{path}{'&' if '?' in path else '?'}limit={limit}&cursor={cursor}")
        assert answer.status == 200, answer
        yield [each["title"] for each in answer.body["articles"]]
        cursor = answer.body["nextCursor"]


@pytest.fixture
def five(anns: Program, bobs: Program) -> list[str]:
    """The newest first; Bob likes them and follows Ann."""
    bobs.post("/profiles/ann/follow")
    for n in range(5):
        slug = publish(anns, f"N{n}", tagList=["bees"])["slug"]
        bobs.post(f"/articles/{slug}/favorite")
    return ["N4", "N3", "N2", "N1", "N0"]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_walked_to_its_end(five: list[str], bobs: Program, path: str) -> None:
    assert list(walked(bobs, path)) == [five[:2], five[2:4], five[4:]]
    assert list(walked(bobs, path, limit=5)) == [five]


def test_what_arrives_meanwhile_moves_nothing(five: list[str], anns: Program) -> None:
    seen = []
    for titles in walked(anns, "/articles"):
        seen += titles
        publish(anns, "New")
    assert seen == five


def test_what_is_deleted_meanwhile_moves_nothing(five: list[str], anns: Program) -> None:
    parts = walked(anns, "/articles")
    assert next(parts) == ["N4", "N3"]
    anns.delete("/articles/n3")
    anns.delete("/articles/n2")
    assert list(parts) == [["N1", "N0"]]


def test_articles_of_one_moment_come_once_each(ann: Person, anns: Program) -> None:
    then = now() - timedelta(days=1)
    for n in range(5):
        article_of(ann.id, title=f"N{n}", published_at=then)
    assert list(chain(*walked(anns, "/articles"))) == ["N4", "N3", "N2", "N1", "N0"]


def test_the_whole_is_counted_as_without(five: list[str], anns: Program) -> None:
    answer = anns.get("/articles?limit=2&cursor=").body
    assert answer["articlesCount"] == 5
    assert set(answer) == {"articles", "articlesCount", "nextCursor"}


def test_an_answer_to_who_sends_no_cursor_is_the_contract_s(five: list[str], anns: Program) -> None:
    assert set(anns.get("/articles?limit=2").body) == {"articles", "articlesCount"}


def test_an_empty_list_ends_at_once(anns: Program) -> None:
    body = anns.get("/articles?cursor=&tag=none").body
    assert body == {"articles": [], "articlesCount": 0, "nextCursor": None}
    assert anns.get("/articles?cursor=&author=nobody").body == body


def written(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD = ["x", "%00", "é", "AAAA", "=", "x" * 101, written("1:x:y"), written("2:1:1"), written("1:1:1") + "=",
       written("1:1:99999999999999999999"), written("1:999999999999999999:1"), written("1:1:9223372036854775808"),
       written("1:01:1"), written("1:1:1\n"), written("1:٣:1")]  # fmt: skip


@pytest.mark.parametrize("cursor", BAD)
@pytest.mark.parametrize("path", ["/articles", "/articles/feed"])
def test_cursors_that_are_none_of_ours(anns: Program, path: str, cursor: str) -> None:
    answer = anns.get(f"{path}?cursor={cursor}")
    assert (answer.status, list(answer.errors)) == (422, ["cursor"])


@pytest.mark.parametrize("query", ["offset=1", "limit=0"])
def test_a_cursor_goes_with_neither_offset_nor_nothing(anns: Program, query: str) -> None:
    answer = anns.get(f"/articles?cursor=&{query}")
    assert (answer.status, list(answer.errors)) == (422, [query.partition("=")[0]])


@pytest.mark.parametrize("text", ["1:-62135596800000000:0", "1:253402300799999999:9223372036854775807"])
def test_the_ends_of_time_are_places_too(anns: Program, text: str) -> None:
    assert anns.get(f"/articles?cursor={written(text)}").status == 200


@pytest.mark.parametrize("path", LISTS)
def test_the_cost_does_not_depend_on_the_place(five: list[str], bobs: Program, path: str) -> None:
    costs = []
    cursor: str | None = ""
    while cursor is not None:
        with CaptureQueriesContext(connection) as queries:
            answer = bobs.get(f"{path}{'&' if '?' in path else '?'}limit=2&cursor={cursor}")
        assert not [each for each in queries if "OFFSET" in each["sql"]]
        costs.append(len(queries))
        cursor = answer.body["nextCursor"]
    assert len(set(costs)) == 1
