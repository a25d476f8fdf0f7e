"""YAML without its surprises: every scalar is a string, so `title: 1.10` and `title: No` stay what they say."""

from typing import Any

import yaml

DEEPEST = 20


class BrokenYaml(Exception):
    """`line` counts from 1 in the YAML."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class PlainLoader(yaml.BaseLoader):
    """Makes strings, lists and mappings, whatever tags ask for. Follows no alias: a few of them can hold billions."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise BrokenYaml(_line(event.start_mark), "aliases (*name) are not read")
        if self.depth > DEEPEST:
            raise BrokenYaml(_line(event.start_mark), "the front matter is nested too deeply")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def load(text: str) -> Any:
    """Raises BrokenYaml."""
    try:
        return yaml.load(text, Loader=PlainLoader)  # noqa: S506 - it makes nothing but strings, lists and mappings
    except yaml.reader.ReaderError as error:
        raise BrokenYaml(text.count("\n", 0, error.position) + 1, "a character that YAML can't hold") from error
    except yaml.MarkedYAMLError as error:
        raise BrokenYaml(_line(error.problem_mark), error.problem or "broken YAML") from error


def _line(mark: Any) -> int:
    return mark.line + 1 if mark else 1
