"""Documents as named values, and what differs between two of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from es_core.admin import named
from es_core.admin.sealed import Seen, Sight
from es_core.admin.values import Change, Showing, Value, leaves, state_leaves


@dataclass(frozen=True)
class Shelf:
    name: str
    books: tuple[UUID, ...]
    tags: frozenset[str]


def changes(before: dict[str, Any], after: dict[str, Any], **sealed: Seen) -> dict[str, Change]:
    return {each.name: each for each in Showing({}, Sight(sealed)).changes(leaves(before), leaves(after))}


def test_what_lies_deeper_is_named_by_the_way_to_it() -> None:
    document = {"key": "k", "payload": {"id": 1, "more": {}}, "tags": ["a", "b"], "rows": [{"n": 1}, {"n": 2}]}
    assert leaves(document) == {
        "key": "k", "payload.id": 1, "payload.more": {}, "tags": ["a", "b"], "rows.1.n": 1, "rows.2.n": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (True, {"state": True}),
        (None, {"state": None}),
        (7, {"state": 7}),
        (Shelf("A", (), frozenset({"b", "a"})), {"name": "A", "books": [], "tags": ["a", "b"]}),
    ],
)
def test_any_state_has_fields(state: Any, expected: dict[str, Any]) -> None:
    assert state_leaves(state) == expected


def test_each_field_says_what_became_of_it() -> None:
    found = changes({"a": 1, "b": 2, "gone": 3}, {"a": 1, "b": None, "new": "x"})
    assert {name: each.kind for name, each in found.items()} == {
        "a": "same", "b": "changed", "new": "first", "gone": "gone",
    }  # fmt: skip
    assert (found["b"].old.text, found["b"].new) == ("2", Value("none", "none"))


def test_long_texts_are_compared_by_lines() -> None:
    old = "\n".join(f"line {n}" for n in range(20))
    [change] = changes({"body": old}, {"body": old.replace("line 10", "another")}).values()
    assert [(each.kind, each.text) for each in change.lines] == [
        ("gap", ""), ("same", "line 8"), ("same", "line 9"), ("old", "line 10"), ("new", "another"),
        ("same", "line 11"), ("same", "line 12"),
    ]  # fmt: skip


def test_texts_that_are_too_long_to_compare_stand_side_by_side() -> None:
    old = "\n".join(map(str, range(2_001)))
    [change] = changes({"body": old}, {"body": f"{old}!"}).values()
    assert (change.kind, change.lines, change.old.kind) == ("changed", [], "long")


def test_a_sealed_text_that_changed_shows_that_it_did_and_no_more() -> None:
    mask = Seen("•", "masked")
    [change] = changes({"email": "one"}, {"email": "two"}, one=mask, two=mask).values()
    assert (change.kind, change.old, change.new, change.lines) == ("changed", Value(*mask), Value(*mask), [])


def test_an_id_is_shown_by_the_name_of_what_it_names() -> None:
    book = uuid4()
    named.fields("book", "book_id")
    shown = Showing({book: named.Named("Emma")}, Sight()).value("payload.book_id", str(book))
    assert shown.text == "Emma"
    assert str(book) in shown.url
    assert Showing({}, Sight()).value("other", str(book)) == Value(str(book))
