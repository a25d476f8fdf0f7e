"""The documents keep up with the code."""

from dataclasses import fields
from pathlib import Path

import pytest

from es_core import registry

EVENTS = (Path(__file__).parent.parent / "docs" / "events.md").read_text()
SHIPPED = {name: each for name, each in registry.all_event_types().items() if not each.__module__.startswith("tests.")}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_event_is_listed_with_its_fields(name: str) -> None:
    lines = [line for line in EVENTS.splitlines() if line.startswith(f"| `{name}` |")]
    assert len(lines) == 1, f"{name} has no line of its own in docs/events.md"
    listed = lines[0].split("|")[2]
    assert [each.strip(" `") for each in listed.split(",")] == [each.name for each in fields(SHIPPED[name])]


def test_no_event_is_listed_that_does_not_exist() -> None:
    listed = [line.split("`")[1] for line in EVENTS.splitlines() if line.startswith("| `")]
    assert sorted(listed) == sorted(SHIPPED)
