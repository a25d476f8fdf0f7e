"""What came of what, as a tree."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from es_core.admin.request_tree import Node, tree
from es_core.models import CommandRecord, Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
seconds = count()


def later() -> datetime:
    return NOON + timedelta(seconds=next(seconds))


def asked(name: str, because: UUID | None = None, *, status: str = "accepted", id: UUID | None = None) -> CommandRecord:  # noqa: A002
    return CommandRecord(
        id=next(seconds), command_id=id or uuid4(), name=name, causation_id=because, status=status, started_at=later()
    )


def told(name: str, by: CommandRecord | None = None, because: UUID | None = None) -> Event:
    """Of a command's event the causation is that of the command."""
    return Event(
        position=next(seconds), event_id=uuid4(), event_type=name, recorded_at=later(),
        command_id=by.command_id if by else None, causation_id=by.causation_id if by else because,
    )  # fmt: skip


def drawn(nodes: list[Node]) -> str:
    """As HTML has it, with brackets for lists."""
    words = ""
    for each in nodes:
        item = each.item
        words += "(" if each.opens else ""
        words += " " + (item.event_type if isinstance(item, Event) else item.name)
        words += "." if each.ends else ""
        words += ")." * len(each.closed)
    return words


def test_a_request_its_command_and_what_that_told() -> None:
    add = asked("Add")
    assert drawn(tree([add], [told("Added", add), told("Claimed", add)])) == " Add( Added. Claimed.)."


def test_what_followed_stands_below_what_it_followed() -> None:
    add = asked("Add")
    added = told("Added", add)
    noted = told("Noted", because=added.event_id)
    shelve = asked("Shelve", added.event_id)
    shelved = told("Shelved", shelve)
    assert drawn(tree([add, shelve], [added, noted, shelved])) == " Add( Added( Noted. Shelve( Shelved.).).)."


def test_refused_and_failed_commands_are_there() -> None:
    first, again = asked("Add", status="rejected"), asked("Add", status="failed")
    assert drawn(tree([first, again], [])) == " Add. Add."


def test_what_came_of_a_command_that_was_accepted_later_is_not_the_refused_ones() -> None:
    refused = asked("Refused", status="rejected")
    accepted = asked("Accepted", id=refused.command_id)
    assert drawn(tree([refused, accepted], [told("Added", accepted)])) == " Refused. Accepted( Added.)."


def test_what_came_of_something_that_is_not_given_stands_at_the_root() -> None:
    assert drawn(tree([asked("Ring", uuid4())], [told("Added", because=uuid4())])) == " Ring. Added."
    assert drawn(tree([], [])) == ""


def test_a_chain_may_be_as_long_as_it_likes() -> None:
    events = [told("First")]
    for _ in range(5_000):
        events.append(told("Next", because=events[-1].event_id))
    nodes = tree([], events)
    assert len(nodes) == 5_001
    assert len(nodes[-1].closed) == 5_000
