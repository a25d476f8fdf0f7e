"""Stable names of events. Never a Python path: a class may move, what the log calls it may not."""

from collections.abc import Iterable
from typing import Any

from es_core.errors import UnknownEvent

_types: dict[str, type[Any]] = {}
_categories: dict[type[Any], str] = {}


def register(category: str, event_types: Iterable[type[Any]]) -> None:
    """Called by each Decider. A class is known to the log by its own name; that name must be free."""
    for event_type in event_types:
        known = _types.setdefault(event_type.__name__, event_type)
        if known.__module__ != event_type.__module__ or known.__qualname__ != event_type.__qualname__:
            raise ValueError(f"two events are named {event_type.__name__}: {known} and {event_type}")
        _types[event_type.__name__] = event_type
        _categories[event_type] = category


def event_name(event_type: type[Any]) -> str:
    return event_type.__name__


def event_class(name: str) -> type[Any]:
    """Raises UnknownEvent for a name that no decider registered."""
    try:
        return _types[name]
    except KeyError:
        raise UnknownEvent(f"no registered class reads events of type {name!r}") from None


def schema_version(event_type: type[Any]) -> int:
    """Of what is written now; a class that changed its shape says `schema_version: ClassVar[int] = 2`."""
    return int(getattr(event_type, "schema_version", 1))


def category_of(event_type: type[Any]) -> str:
    return _categories[event_type]


def all_event_types() -> dict[str, type[Any]]:
    return dict(sorted(_types.items()))
