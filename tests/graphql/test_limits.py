"""What a query may cost: deep, wide, long and circular ones are refused before anything is read, and quickly."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.graphql import limits, reads
from blog.graphql.connections import MOST
from blog.models import Article
from tests.graphql.conftest import Program

SOON = 3.0  # seconds; on an idle machine a tenth of it would do


def nested(pairs: int) -> str:
    return "author { articles(first: 1) { nodes { " * pairs + "title" + " } } }" * pairs


def doubling(fragments: int, last: str) -> str:
    """Each fragment spreads the next one twice: 2 to the power of `fragments` in all."""
    spread = [f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(fragments)]
    return f"{{ ...f0 }} {' '.join(spread)} fragment f{fragments} on Query {{ {last} }}"


BOMBS = {
    "depth": '{ article(slug: "bees") { ' + nested(6) + " } }",
    "depth that no parser survives": "{ articles { nodes { " + "author { " * 480,
    "lists of lists": "{ tags(first: " + "[" * 900 + " } }",
    "depth in fragments": '{ article(slug: "bees") { ...f0 } } '
    + " ".join(f"fragment f{n} on Article {{ author {{ articles {{ nodes {{ ...f{n + 1} }} }} }} }}" for n in range(9))
    + " fragment f9 on Article { title }",
    "aliases": "{ " + " ".join(f"a{n}: tags {{ name }}" for n in range(limits.MOST_ALIASES + 1)) + " }",
    "aliases in fragments": doubling(6, "a: tags { name }"),
    "doubling": doubling(60, "a: tags { name }"),
    "doubling without aliases": doubling(60, "tags { name }"),
    "doubling depth": doubling(60, nested(1)),
    "circular fragments": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "tokens": "{ " + "tags { name } " * 400 + "}",
    "the same field over and over": "{ tags { " + "name " * 990 + "} }",
    "a megabyte of spaces": "{ tags { name } }" + " " * 1_000_000,
    "a megabyte of comments": "{ tags { name } }" + "#\n" * 500_000,
    "a megabyte of text": '{ article(slug: "' + "x" * 1_000_000 + '") { slug } }',
    "wide lists": "{ articles(first: 100) { nodes { comments(first: 100) { nodes { body } } } } }",
    "wide by default": "{ articles { nodes { " + "author { articles { nodes { " * 2 + "slug" + " } } }" * 2 + " } } }",
    "bodies": "{ articles(first: 100) { nodes { body } } }",
    "many mutations": "mutation { "
    + " ".join(f'a{n}: favorite(slug: "bees") {{ errors {{ message }} }}' for n in range(11))
    + " }",
    "introspection again and again": "{ "
    + " ".join(f"a{n}: __schema {{ types {{ fields {{ name }} }} }}" for n in range(6))
    + " }",
    "deep introspection": "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_go_off_outside(name: str, stranger: Program, bees: Article) -> None:
    began = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        status, told, _ = stranger.send({"query": BOMBS[name]})
    assert time.monotonic() - began < SOON
    if name == "the same field over and over":  # allowed: it is one field
        assert told == {"data": {"tags": [{"name": "bees"}, {"name": "craft"}]}} or "errors" in told
        return
    assert (status, list(told), len(queries)) == (200, ["errors"], 0), str(told)[:300]


def test_wide_by_variables(stranger: Program) -> None:
    query = "query ($n: Int!) { articles(first: $n) { nodes { comments(first: $n) { nodes { id } } } } }"
    assert "too much at once" in stranger.refused(query, n=MOST)[0]
    assert stranger.ask(query, n=20) == {"articles": {"nodes": []}}


@pytest.mark.parametrize("first", [0, -1, MOST + 1, 10**9])
def test_a_part_is_1_to_100(stranger: Program, bees: Article, first: int) -> None:
    for query in (
        "query ($n: Int!) { articles(first: $n) { totalCount } }",
        "query ($n: Int!) { tags(first: $n) { name } }",
        'query ($n: Int!) { article(slug: "bees") { comments(first: $n) { totalCount } } }',
    ):
        assert stranger.refused(query, n=first) == ["first must be 1 to 100"]


CURSORS = ["", "nonsense", "é", "=", "MjAyNi0xMS0yNnwx", "fA==", "x" * 10_000, "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk="]


@pytest.mark.parametrize("cursor", CURSORS, ids=lambda cursor: cursor[:20])
def test_cursors_that_are_none(stranger: Program, bees: Article, cursor: str) -> None:
    for query in (
        "query ($after: String) { articles(after: $after) { totalCount } }",
        'query ($after: String) { article(slug: "bees") { comments(after: $after) { totalCount } } }',
        'query ($after: String) { profile(username: "ann") { favorites(after: $after) { totalCount } } }',
        'query ($after: String) { profile(username: "ann") { articles(after: $after) { totalCount } } }',
    ):
        assert stranger.refused(query, after=cursor) == ["after is no cursor of this list"]


def test_what_a_page_asks_is_within_the_limits(stranger: Program, bees: Article) -> None:
    query = """{ articles(first: 20) { totalCount pageInfo { endCursor hasNextPage } nodes {
        slug title description createdAt favorited favoritesCount tags { name } author { username image following }
        comments(first: 10) { totalCount nodes { id body createdAt author { username image } } }
    } } }"""
    assert stranger.ask(query)["articles"]["totalCount"] == 1


def test_who_asks_for_longer_than_is_allowed_gets_no_more(
    stranger: Program, bees: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PATIENCE", -1.0)
    assert stranger.refused("{ tags { name } }") == [reads.TOO_LONG]


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_ended(
    stranger: Program, bees: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: Any) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")
        return []

    monkeypatch.setattr(limits, "STATEMENT_TIMEOUT", "100ms")
    monkeypatch.setattr("blog.queries.all_tags", slow)
    assert stranger.refused("{ tags { name } }") == [reads.TOO_LONG]
    assert stranger.ask("{ articles { totalCount } }") == {"articles": {"totalCount": 1}}
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"
