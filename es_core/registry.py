"""Stable names of events. Never a Python path: a class may move, what the log calls it may not."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from es_core.errors import UnknownEvent

Data = dict[str, Any]
Lifted = tuple[str, int, Data]  # (event type, schema version, data)
Lift = Callable[[Data], Iterable[Lifted]]


@dataclass(frozen=True, slots=True)
class Upcaster:
    lift: Lift
    gives: frozenset[str]


_types: dict[str, type[Any]] = {}
_categories: dict[type[Any], str] = {}
_aliases: dict[str, str] = {}
_upcasters: dict[tuple[str, int], Upcaster] = {}


def register(category: str, event_types: Iterable[type[Any]]) -> None:
    """Called by each Decider. A class is known to the log by its own name; that name must be free."""
    for event_type in event_types:
        if event_type.__name__ in _aliases:
            raise ValueError(f"{event_type.__name__} is a former name of {_aliases[event_type.__name__]}")
        known = _types.setdefault(event_type.__name__, event_type)
        if known.__module__ != event_type.__module__ or known.__qualname__ != event_type.__qualname__:
            raise ValueError(f"two events are named {event_type.__name__}: {known} and {event_type}")
        _types[event_type.__name__] = event_type
        _categories[event_type] = category


def alias(old: str, event_type: type[Any]) -> None:
    """Events that the log calls `old` are read as this class, at whatever schema version they were written."""
    if old in _types or _aliases.setdefault(old, event_type.__name__) != event_type.__name__:
        raise ValueError(f"{old} is the name of another event")


def upcaster(event_type: str, schema_version: int, *, gives: Collection[str] = ()) -> Callable[[Lift], Lift]:
    """The decorated generator lifts what was stored under this name and version: from its data it yields
    (event type, schema version, data), once for each event that is to be read instead, or never for none.

    `gives` names the types that it yields, where that is not the same one; readers who filter by type need it.
    """

    def register_lift(lift: Lift) -> Lift:
        if (event_type, schema_version) in _upcasters:
            raise ValueError(f"{event_type} version {schema_version} has an upcaster already")
        _upcasters[event_type, schema_version] = Upcaster(lift, frozenset(gives or (event_type,)))
        return lift

    return register_lift


def upcaster_of(name: str, schema_version: int) -> Upcaster | None:
    return _upcasters.get((present_name(name), schema_version))


def present_name(name: str) -> str:
    return _aliases.get(name, name)


def event_name(event_type: type[Any]) -> str:
    return event_type.__name__


def event_class(name: str) -> type[Any]:
    """By its present name or one that it had. Raises UnknownEvent for a name that no decider registered."""
    try:
        return _types[present_name(name)]
    except KeyError:
        raise UnknownEvent(f"no registered class reads events of type {name!r}") from None


def is_known(name: str) -> bool:
    """Whether events of this name are read: as a class, or as what an upcaster makes of them."""
    return present_name(name) in _types or any(name == lifted for lifted, _ in _upcasters)


def stored_names(event_types: Iterable[type[Any]]) -> list[str]:
    """All names under which the log may hold what is read as one of these."""
    wanted = {event_name(each) for each in event_types}
    while more := {name for (name, _), each in _upcasters.items() if each.gives & wanted} - wanted:
        wanted |= more
    return sorted(wanted | {old for old, name in _aliases.items() if name in wanted})


def schema_version(event_type: type[Any]) -> int:
    """Of what is written now; a class that changed its shape says `schema_version: ClassVar[int] = 2`."""
    return int(getattr(event_type, "schema_version", 1))


def category_of(event_type: type[Any]) -> str:
    return _categories[event_type]


def all_event_types() -> dict[str, type[Any]]:
    return dict(sorted(_types.items()))
