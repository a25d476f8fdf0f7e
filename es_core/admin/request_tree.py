"""What one request set in motion, as a tree: commands, the events of each, and what followed from these."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from es_core.models import CommandRecord, Event

Item = CommandRecord | Event
Children = Mapping[UUID | None, Sequence[Item]]


@dataclass(frozen=True, slots=True)
class Node:
    """An item of nested lists: `opens` one, `ends` itself (nothing comes below it), and so many lists end behind it."""

    item: Item
    opens: bool
    ends: bool
    closed: range


def tree(commands: Sequence[CommandRecord], events: Sequence[Event]) -> list[Node]:
    """In the order of reading: each before what came of it. At the root is what came of nothing that is given."""
    placed = list(_placed(_children(commands, events)))
    depths = [0, *(depth for _, depth in placed), 0]
    return [
        Node(item, depth > before, behind <= depth, range(depth - behind))
        for (item, depth), before, behind in zip(placed, depths, depths[2:], strict=False)
    ]


def _placed(children: Children) -> Iterator[tuple[Item, int]]:
    """Each with its depth. Without recursion: one thing may lead to the next as often as it likes."""
    waiting = [(each, 0) for each in reversed(children.get(None, ()))]
    while waiting:
        item, depth = waiting.pop()
        yield item, depth
        if _has_come_to_something(item):
            waiting += [(each, depth + 1) for each in reversed(children.get(_id(item), ()))]


def _children(commands: Sequence[CommandRecord], events: Sequence[Event]) -> Children:
    """By the id of what they came of: an accepted command, or an event; None for what came of the request itself."""
    items: list[Item] = [*commands, *events]
    known = {_id(each) for each in items if _has_come_to_something(each)}
    children: defaultdict[UUID | None, list[Item]] = defaultdict(list)
    for each in sorted(items, key=_moment):
        causes = [each.command_id, each.causation_id] if isinstance(each, Event) else [each.causation_id]
        children[next((cause for cause in causes if cause in known), None)].append(each)
    return children


def _moment(item: Item) -> tuple[float, int]:
    moment = item.recorded_at if isinstance(item, Event) else item.started_at
    return moment.timestamp(), item.pk


def _has_come_to_something(item: Item) -> bool:
    """A command that was refused may have the id of one that was accepted later: what came of that is not its own."""
    return isinstance(item, Event) or item.status == CommandRecord.Status.ACCEPTED


def _id(item: Item) -> UUID:
    return item.event_id if isinstance(item, Event) else item.command_id
