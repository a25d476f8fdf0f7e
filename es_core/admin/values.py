"""A JSON document as named values, one a line of a page; and what differs between two of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from difflib import unified_diff
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from es_core.admin import named
from es_core.admin.addresses import stream_page
from es_core.admin.sealed import Sight

LONG = 100  # characters; what is longer, or has several lines, is compared by lines
MOST_LINES = 2_000  # comparing grows with their square
AROUND = 2  # lines that stay, shown around those that changed
MARKS = {"+": "new", "-": "old", " ": "same", "@": "gap"}

Leaves = dict[str, Any]


class Value(NamedTuple):
    """`kind`: none, short, long, or how a sealed text is seen; `url` leads to what it names."""

    text: str
    kind: str = "short"
    url: str = ""

    @property
    def beginning(self) -> str:
        return self.text[:LONG].strip()


class Line(NamedTuple):
    kind: str
    text: str


class Change(NamedTuple):
    """Of one field. `kind`: first, gone, changed or same; `lines` where long texts were compared."""

    name: str
    kind: str
    old: Value
    new: Value
    lines: list[Line]


Show = Callable[[str, Any], Value]
NOTHING = Value("", "none")


def leaves(document: Any, name: str = "") -> Leaves:
    """By the path to each: `scheduled.name`, `content.1`. Short lists of plain values stay whole."""
    return dict(_leaves(document, name))


def _leaves(document: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(document, Mapping) and document:
        for key, each in document.items():
            yield from _leaves(each, f"{name}.{key}" if name else str(key))
    elif isinstance(document, list) and not _is_plain(document):
        for nth, each in enumerate(document, start=1):
            yield from _leaves(each, f"{name}.{nth}" if name else str(nth))
    else:
        yield name, document


def _is_plain(values: list[Any]) -> bool:
    return all(not isinstance(each, Mapping | list) and len(str(each)) < LONG for each in values)


def state_leaves(state: Any) -> Leaves:
    """Whatever a decider folds events to; what is no record of fields is called `state`."""
    built = msgspec.json.decode(msgspec.json.encode(state, order="deterministic", enc_hook=str))
    return leaves(built) if isinstance(built, Mapping) and built else leaves(built, "state")


def ids_in(document: Leaves) -> Iterator[named.Found]:
    """The streams that fields name."""
    for name, value in document.items():
        category = named.category_of_field(name.rpartition(".")[2])
        if category is not None and (found := _uuid(value)):
            yield named.Found(category, found)


class Showing:
    """How the values of one page are shown: ids by the names of what they name, sealed texts as they may be seen."""

    def __init__(self, titles: Mapping[UUID, named.Named], sight: Sight) -> None:
        self.titles, self.sight = titles, sight

    def value(self, name: str, value: Any) -> Value:
        if value is None or value == [] or value == {}:
            return Value("none", "none")
        if isinstance(value, str) and value in self.sight:
            return Value(*self.sight[value])
        if named.category_of_field(name.rpartition(".")[2]) is not None and (found := _uuid(value)):
            title = self.titles.get(found)
            return Value(title.title if title else str(found), url=stream_page(found))
        text = _text(value)
        return Value(text or "(empty)", "long" if _is_long(text) else "short" if text else "none")

    def changes(self, before: Leaves, after: Leaves) -> list[Change]:
        """Field by field: those of `after`, then what it has no more."""
        names = [*after, *(each for each in before if each not in after)]
        return [self._change(each, before, after) for each in names]

    def told(self, before: Leaves, after: Leaves) -> list[Change]:
        """What an event says, beside what was so before: fields that it leaves out it does not take away."""
        return self.changes({name: before[name] for name in after if name in before}, after)

    def _change(self, name: str, before: Leaves, after: Leaves) -> Change:
        old = self.value(name, before[name]) if name in before else NOTHING
        new = self.value(name, after[name]) if name in after else NOTHING
        if name not in before or name not in after:
            return Change(name, "first" if name in after else "gone", old, new, [])
        if before[name] == after[name]:
            return Change(name, "same", old, new, [])
        return Change(name, "changed", old, new, _compared(old, new))


def _compared(old: Value, new: Value) -> list[Line]:
    """Empty for what is shown side by side."""
    if "long" not in (old.kind, new.kind) or {old.kind, new.kind} - {"long", "short"}:
        return []
    lines = old.text.splitlines(), new.text.splitlines()
    if max(map(len, lines)) > MOST_LINES:
        return []
    compared = list(unified_diff(*lines, n=AROUND, lineterm=""))[2:]  # without the names of two files
    return [Line(MARKS[each[0]], "" if each[0] == "@" else each[1:]) for each in compared]


def _is_long(text: str) -> bool:
    return len(text) > LONG or "\n" in text


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _uuid(value: Any) -> UUID | None:
    if isinstance(value, str):
        with suppress(ValueError):
            return UUID(value)
    return None
