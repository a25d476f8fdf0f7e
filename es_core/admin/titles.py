"""What streams are called: by their app, or else by whom and what their first event is about."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from es_core.admin import named
from es_core.admin.rows import said
from es_core.admin.values import ids_in
from es_core.claims import Claimed
from es_core.models import Event
from es_core.registry import event_name
from es_core.schedule.rules import CommandScheduled

LONGEST = 60
HASH, ENOUGH = re.compile(r"[0-9a-f]{40,}"), 12  # of a hash, so many characters


def names_of(wanted: Iterable[named.Found]) -> dict[UUID, named.Named]:
    """Of those that have one, in as many queries as there are categories, and two more."""
    wanted = set(wanted)
    found = named.titles(wanted)
    about = {stream_id: list(ids_in(said(name, data))) for stream_id, name, data in _first_events(wanted, found)}
    names = named.titles(each for ids in about.values() for each in ids)
    for stream_id, ids in about.items():
        if parts := dict.fromkeys(names[each.id].title for each in ids if each.id in names):
            found[stream_id] = named.Named(" · ".join(parts))
    return found


def _first_events(wanted: Iterable[named.Found], found: Mapping[UUID, named.Named]) -> Iterator[tuple[UUID, str, Any]]:
    unnamed = {each.id for each in wanted if each.id not in found and each.category}
    if unnamed:
        yield from Event.objects.filter(stream_id__in=unnamed, version=1).values_list("stream_id", "event_type", "data")


@named.streams("claim")
def claims(ids: Collection[UUID]) -> Mapping[UUID, named.Named]:
    first = Event.objects.filter(stream_id__in=ids, version=1, event_type=event_name(Claimed))
    named_by = first.values_list("stream_id", "data__scope", "data__key")
    return {stream_id: named.Named(f"{scope} {_short(key)}") for stream_id, scope, key in named_by}


@named.streams("schedule")
def schedules(ids: Collection[UUID]) -> Mapping[UUID, named.Named]:
    first = Event.objects.filter(stream_id__in=ids, version=1, event_type=event_name(CommandScheduled))
    return {stream_id: named.Named(_short(key)) for stream_id, key in first.values_list("stream_id", "data__key")}


def _short(key: str) -> str:
    most = ENOUGH if HASH.fullmatch(key) else LONGEST
    return key if len(key) <= most else f"{key[:most]}…"
