"""An event as the pages of the browser show it, with the names and addresses of all that it has to do with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from es_core import registry
from es_core.admin import addresses, named
from es_core.admin.values import Change, Leaves, ids_in, leaves
from es_core.models import Event


@dataclass(frozen=True, slots=True)
class Row:
    """`itself` is what an app calls its stream, `actor` whom; without a name the ids have to do."""

    event: Event
    itself: named.Named | None
    actor: named.Named | None
    changes: Sequence[Change]

    @property
    def url(self) -> str:
        return addresses.event_page(self.event.position)

    @property
    def stream_url(self) -> str:
        return addresses.stream_page(self.event.stream_id)

    @property
    def request_url(self) -> str:
        event = self.event
        return addresses.request_page(event.correlation_id, event.position) if event.correlation_id else ""

    @property
    def actor_url(self) -> str:
        return addresses.events_of_actor(self.event.actor_id) if self.event.actor_id else ""


def row(event: Event, titles: Mapping[UUID, named.Named], changes: Sequence[Change] = ()) -> Row:
    return Row(event, titles.get(event.stream_id), titles.get(event.actor_id) if event.actor_id else None, changes)


def names_in(events: Iterable[Event]) -> Iterator[named.Found]:
    """Whatever of these may have a name: their streams and actors, and what their fields name."""
    for each in events:
        yield from heads_in(each)
        yield from ids_in(said(each.event_type, each.data))


def said(event_type: str, data: Any) -> Leaves:
    """In the order of the event's class, which the database does not keep; what the class does not know comes last."""
    known = registry.all_event_types().get(registry.present_name(event_type))
    names = [each.name for each in fields(known)] if known else []
    in_order = [*(name for name in names if name in data), *(name for name in data if name not in names)]
    return leaves({name: data[name] for name in in_order})


def heads_in(event: Event) -> Iterator[named.Found]:
    yield named.Found(event.stream_type, event.stream_id)
    if event.actor_id:
        yield named.actor(event.actor_id)
