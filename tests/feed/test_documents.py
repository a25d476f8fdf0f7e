"""docs/feed.md says what the feed says: every type with its version and fields, every shape, and nothing else."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from blog.api import feed_shapes as shapes
from blog.api.feed_shapes import AnyEvent, Event

TEXT = (Path(__file__).parents[2] / "docs" / "feed.md").read_text()
ROWS = [line.split("|")[1:-1] for line in TEXT.splitlines() if line.startswith("| ")]
SHAPES: dict[str, Any] = {
    name: each for each in get_args(AnyEvent) for name in get_args(each.model_fields["type"].annotation)
}


def names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", cell))


@pytest.mark.parametrize("name", SHAPES)
def test_every_type_has_a_line_with_its_version_and_fields(name: str) -> None:
    [row] = [row for row in ROWS if row[0].strip() == f"`{name}`"]
    shape = SHAPES[name]
    assert row[1].strip() == str(*get_args(shape.model_fields["version"].annotation))
    assert sorted(names(row[2])) == sorted(shape.model_fields.keys() - Event.model_fields.keys())


def test_no_type_is_listed_that_does_not_exist() -> None:
    listed = [row[0].strip(" `") for row in ROWS if re.fullmatch(r" `\w+\.\w+` ", row[0])]
    assert sorted(listed) == sorted(SHAPES)


@pytest.mark.parametrize("shape", [shapes.ToldArticle, shapes.ToldComment, shapes.Person, shapes.Author])
def test_every_shape_has_a_line_with_its_fields(shape: Any) -> None:
    [row] = [row for row in ROWS if row[0].strip() == shape.__name__.removeprefix("Told").lower()]
    assert names(row[1]) == list(shape.model_fields)
