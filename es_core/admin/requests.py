"""The page of one request: all that it asked for, what came of it, and what followed, at once or days later."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Func, QuerySet, UUIDField, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from es_core.admin import addresses, named
from es_core.admin.keyset import AHEAD, BEHIND, Order, Page, page
from es_core.admin.looking import Bounds, Found, look
from es_core.admin.request_tree import Node, tree
from es_core.admin.rows import Row, heads_in, row
from es_core.admin.titles import names_of
from es_core.models import CommandRecord, Event
from es_core.tail import head

COMMANDS, EVENTS = 50, 500  # a page
ORDER = Order("pk")
Titles = dict[UUID, named.Named]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as the tree shows it."""

    command: CommandRecord
    itself: named.Named | None

    @property
    def url(self) -> str:
        return addresses.command_page(self.command.pk)

    @property
    def stream_url(self) -> str:
        stream_id = self.command.stream_id
        return addresses.stream_page(stream_id) if stream_id and (self.command.positions or self.itself) else ""


class Branch(NamedTuple):
    """A node of the tree, with what is shown there: one of `asked` and `told`. `is_meant`: one came here for it."""

    node: Node
    asked: Asked | None
    told: Row | None
    is_meant: bool


def request_page(model_admin: Any, request: HttpRequest, correlation_id: UUID) -> HttpResponse:
    position = _position(request)
    found = _commands(request, correlation_id, position)
    events, looked_to = _events(correlation_id, found)
    if not found.rows and not events:
        raise Http404(f"no request {correlation_id} is on record")
    titles = names_of(_names(found.rows, events))
    branches = [_branch(each, titles, position) for each in tree(found.rows, events[:EVENTS])]
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Request {correlation_id}",
        "opts": model_admin.opts,
        "branches": branches,
        "looked_to": looked_to,
        **_summary(found.rows, events, titles),
        "first": "?" if found.has_ahead else "",
        "ahead": f"?{AHEAD}={ORDER.place_of(found.rows[0])}" if found.has_ahead and found.rows else "",
        "behind": f"?{BEHIND}={ORDER.place_of(found.rows[-1])}" if found.has_behind else "",
    }
    return TemplateResponse(request, "admin/es_core/request.html", context)


def _summary(commands: Sequence[CommandRecord], events: Sequence[Event], titles: Titles) -> dict[str, Any]:
    return {
        "asked": dict(Counter(each.status for each in commands)),
        "events": min(len(events), EVENTS),
        "is_cut": len(events) > EVENTS,
        "people": _people(commands, events, titles),
        "channels": sorted({each.channel for each in commands}),
        "moments": _moments(commands, events),
        "was_purged": not commands,
    }


def _position(request: HttpRequest) -> int | None:
    """Of the event that one came here for."""
    with suppress(ValueError):
        return int(request.GET.get("position", "")[:19])
    return None


def _commands(request: HttpRequest, correlation_id: UUID, position: int | None) -> Page:
    commands = CommandRecord.objects.filter(correlation_id=_unguessed(correlation_id))
    commands = commands.defer("payload", "agent", "fingerprint")
    places = {name: request.GET.get(name, "") for name in (BEHIND, AHEAD)}
    try:
        found = page(commands, ORDER, COMMANDS, **places)
    except ValueError as error:
        raise Http404(str(error)) from error
    if position and found.has_behind and not any(places.values()):
        found = _page_of(commands, found, position)
    return found


def _unguessed(correlation_id: UUID) -> Func:
    """The planner knows of an import's id that it is on many rows, and would look for it from the record's start."""
    return Func(Value(correlation_id, UUIDField()), template="(SELECT %(expressions)s)", output_field=UUIDField())


def _page_of(commands: QuerySet[CommandRecord], first: Page, position: int) -> Page:
    """The one that begins with the command of the event at this position, if the first one has it not."""
    wanted = Event.objects.filter(position=position).values("command_id")
    record = commands.filter(command_id__in=wanted, status=CommandRecord.Status.ACCEPTED).first()
    if record is None or record.pk <= first.rows[-1].pk:
        return first
    return page(commands, ORDER, COMMANDS, behind=f"[{record.pk - 1}]")


def _events(correlation_id: UUID, found: Page) -> Found:
    """Those of the page's commands, and between them what no command brought: the memories of processes."""
    brought = [each for command in found.rows for each in command.positions]
    until = max(brought) if brought and found.has_behind else head()
    bounds = Bounds(min(brought, default=1), until)
    return look(
        Event.objects.filter(correlation_id=correlation_id).defer("data", "metadata"), ORDER, EVENTS + 1, bounds
    )


def _branch(node: Node, titles: Titles, position: int | None) -> Branch:
    if isinstance(node.item, Event):
        return Branch(node, None, row(node.item, titles), node.item.pk == position)
    stream_id = node.item.stream_id
    return Branch(node, Asked(node.item, titles.get(stream_id) if stream_id else None), None, False)


def _names(commands: Sequence[CommandRecord], events: Sequence[Event]) -> Iterator[named.Found]:
    for event in events:
        yield from heads_in(event)
    for command in commands:
        if command.stream_id:
            yield named.Found(command.stream_type, command.stream_id)
        if command.actor_id:
            yield named.actor(command.actor_id)


def _people(commands: Sequence[CommandRecord], events: Sequence[Event], titles: Titles) -> list[named.Named]:
    """Who acted, in the order of their first act."""
    acting = [*(each.actor_id for each in commands), *(each.actor_id for each in events)]
    ids = dict.fromkeys(each for each in acting if each)
    names = ((each, titles.get(each)) for each in ids)
    return [named.Named(name.title if name else str(each), addresses.events_of_actor(each)) for each, name in names]


def _moments(commands: Sequence[CommandRecord], events: Sequence[Event]) -> dict[str, Any]:
    moments = [*(each.started_at for each in commands), *(each.recorded_at for each in events)]
    return {"first": min(moments), "last": max(moments)}
