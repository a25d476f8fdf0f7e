"""What somebody means who types something into the search of the log: an id of any kind, a position, or a name."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from es_core.admin import addresses, named
from es_core.admin.event import MAX_POSITION
from es_core.admin.titles import names_of
from es_core.models import CommandRecord, Event

LONGEST = 300


def meant(term: str) -> list[named.Named]:
    """Pages, each with what it is; none for what nobody has."""
    term = term.replace("\0", "").strip()[:LONGEST]
    if term.isdecimal():
        return list(_at(term))
    with suppress(ValueError):
        return list(_with_id(UUID(term)))
    return [each for found in named.called(term) for each in _stream(found)]


def _at(term: str) -> Iterator[named.Named]:
    position = int(term) if len(term) <= len(str(MAX_POSITION)) else 0
    if 0 < position <= MAX_POSITION and Event.objects.filter(position=position).exists():
        yield named.Named(f"the event at position {position}", addresses.event_page(position))


def _with_id(term: UUID) -> Iterator[named.Named]:
    """Each by an index of its own."""
    for position in Event.objects.filter(event_id=term).values_list("position", flat=True):
        yield named.Named(f"the event at position {position}", addresses.event_page(position))
    for category in Event.objects.filter(stream_id=term, version=1).values_list("stream_type", flat=True):
        yield from _stream(named.Found(category, term))
    if CommandRecord.objects.filter(correlation_id=term).exists():
        yield named.Named("a request, and all that came of it", addresses.request_page(term))
    accepted = CommandRecord.objects.filter(command_id=term, status=CommandRecord.Status.ACCEPTED)
    for record_id, name in accepted.values_list("id", "name"):
        yield named.Named(f"the command {name}", addresses.command_page(record_id))


def _stream(found: named.Found) -> Iterator[named.Named]:
    title = names_of([found]).get(found.id)
    name = f"{found.category} {title.title if title else found.id}"
    yield named.Named(f"{name}: every version", addresses.stream_page(found.id))
    if named.is_actor(found.category):
        yield named.Named(f"{name}: events by this actor", addresses.events_of_actor(found.id))
