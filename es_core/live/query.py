"""Declaring a live query: what it shows, and which events may change that."""

import inspect
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from es_core.projector import Projector

logger = logging.getLogger(__name__)

Value = str | UUID
Values = Value | Iterable[Value]
Context = dict[str, Any]

EVERYWHERE = "*"


def always(event: Any) -> str:
    """For `wakes_on`: this event touches every fragment of the query."""
    return EVERYWHERE


def _nothing_more(context: Context) -> Iterable[Value]:
    return ()


@dataclass(frozen=True, kw_only=True)
class LiveQuery:
    """A query whose result a page keeps watching. Declare it in an app's `live.py`; show it with `{% live %}`.

    `context(**arguments)` runs the query, with the tag's arguments as strings, and gives the template's context, or
    None when there is nothing to show any more. It gets no request and no user: the result is the same for everybody.
    `wakes_on` says for each event type which argument values it touches: a function of the event that gives one or
    several. `watches(context)` names further values that the fragment depends on, as shown (the authors of comments).
    `follows` names the catch-up projector whose tables it reads: then it wakes when that one has passed the events.
    `viewer` is for the few queries that are one user's own: the argument that holds the only user who may watch it.
    `ticks` is for what no event tells, such as how far something is: looked at again every second, while it is watched.
    Without a `template` it shows nothing: whoever watches it in Python is woken, and looks for itself.
    """

    name: str
    template: str | None = None
    context: Callable[..., Context | None]
    wakes_on: Mapping[type[Any], Callable[[Any], Values]]
    watches: Callable[[Context], Iterable[Value]] = field(default=_nothing_more)
    follows: Projector | None = None
    viewer: str | None = None
    ticks: bool = False

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of its arguments; whatever else the tag is given is the template's context, known to the page."""
        return frozenset(inspect.signature(self.context).parameters)

    @property
    def depends_on_arguments_alone(self) -> bool:
        return self.watches is _nothing_more

    def __post_init__(self) -> None:
        if self.name in queries:
            raise ValueError(f"two live queries are named {self.name}")
        if self.follows and not (self.follows.catch_up and self.depends_on_arguments_alone):
            raise ValueError(f"{self.name} can't follow {self.follows}: that is inline, or the query watches more")
        queries[self.name] = self
        for event_type, touches in self.wakes_on.items():
            by_type = _woken.setdefault(self.follows.name if self.follows else "", {})
            by_type.setdefault(event_type, []).append((self.name, touches))


@dataclass(frozen=True, kw_only=True)
class Part(LiveQuery):
    """A part of a page that only events change. It is rendered once for everybody and kept until an event touches it;
    no socket follows it. Show it with `{% part %}`.

    It may hold live fragments and forms. What differs between readers stands in it once for each kind of reader, in
    `<template data-variant="...">`; the page takes out its own.
    """


@dataclass(frozen=True, kw_only=True)
class Page(LiveQuery):
    """A whole page as strangers see it, kept until an event touches it or any live query that it shows. A view makes
    it (`es_core.live.kept`), so `wakes_on` tells only of what it shows besides: which articles a list has."""

    context: Callable[..., Context | None] = field(default=lambda address: {})


Topic = tuple[str, str]  # (name of the query, value)

queries: dict[str, LiveQuery] = {}
Touches = Callable[[Any], Values]
# By the name of the catch-up projector that is followed, "" for the log itself; then by event type.
_woken: dict[str, dict[type[Any], list[tuple[str, Touches]]]] = {}


def followed() -> list[str]:
    """The catch-up projectors that any live query follows."""
    return [name for name in _woken if name]


def woken_types(follows: str = "") -> frozenset[type[Any]]:
    """The event types that any live query cares for, of those that follow this projector or the log itself."""
    return frozenset(_woken.get(follows, ()))


def touched(event: Any, follows: str = "") -> Iterable[Topic]:
    """Everything that the event may have changed, once the followed projector has seen it."""
    for name, touches in _woken.get(follows, {}).get(type(event), ()):
        for value in _values(touches, event):
            yield name, str(value)


def _values(touches: Callable[[Any], Values], event: Any) -> Iterable[Value]:
    """A declaration that fails must not hold up the log: then it is as if the event touched all of its fragments."""
    try:
        values = touches(event)
        return (values,) if isinstance(values, str | UUID) else list(values)
    except Exception:
        logger.exception("what of a live query does %s touch?", type(event).__name__)
        return (EVERYWHERE,)
