"""Projectors: sets of handlers that turn events into the rows of the tables they own."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from es_core.read_model import ReadModel
from es_core.recorded import AnyRecorded
from es_core.signals import events_recorded

Handler = Callable[[Sequence[Any]], None]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class Route:
    handler: Handler
    event_types: frozenset[type[Any]]
    live_only: bool


class Projector:
    """Owns `models`. Raise `version` when handlers or models change: the tables are then rebuilt from the log.

    An inline projector runs in the transaction of each command. With `catch_up` it is fed by `es_core.runner`, behind
    the log; `on_failure` says what becomes of an event that it can't take: it stops there ("pause"), or goes on with
    other streams ("park"; so its handlers must not depend on the order of events across streams).
    """

    def __init__(
        self,
        name: str,
        *,
        models: Sequence[type[ReadModel]],
        version: int = 1,
        catch_up: bool = False,
        on_failure: Literal["pause", "park"] = "pause",
    ) -> None:
        self.name = name
        self.models = tuple(models)
        self.version = version
        self.catch_up = catch_up
        self.on_failure = on_failure
        self.routes: list[Route] = []
        self._register()
        if not catch_up:
            events_recorded.connect(self._receive, weak=False, dispatch_uid=f"es_core.projector.{name}")

    def _register(self) -> None:
        if self.name in projectors:
            raise ValueError(f"two projectors are named {self.name}")
        for each in projectors.values():
            for model in set(self.models) & set(each.models):
                raise ValueError(f"{model._meta.db_table} belongs to {each.name} already")
        projectors[self.name] = self

    def on(self, *event_types: type[Any], live_only: bool = False) -> Callable[[H], H]:
        """The handler gets all events of these types, in log order; handlers run in the order of their declaration.

        `live_only` handlers mirror facts into tables that no projector owns, or do what can't be undone, such as mail
        (keyed by position, and in catch-up projectors alone); rebuilds leave them out.
        """

        def register(handler: H) -> H:
            self.routes.append(Route(handler, frozenset(event_types), live_only))
            return handler

        return register

    @property
    def event_types(self) -> frozenset[type[Any]]:
        """Those that a rebuild has to read."""
        return frozenset().union(*(route.event_types for route in self.routes if not route.live_only))

    @property
    def fed_types(self) -> frozenset[type[Any]]:
        """Those that a runner has to read: of handlers with side effects too."""
        return frozenset().union(*(route.event_types for route in self.routes))

    def project(self, events: Sequence[AnyRecorded], *, live: bool) -> None:
        token = projecting.set(self)
        try:
            for route in self.routes:
                mine = [each for each in events if type(each.event) in route.event_types]
                if mine and (live or not route.live_only):
                    route.handler(mine)
        finally:
            projecting.reset(token)

    def _receive(self, *, events: Sequence[AnyRecorded], **_: Any) -> None:
        self.project(events, live=True)

    def __repr__(self) -> str:
        return f"<Projector {self.name} version {self.version}>"


# Every projector by name, in the order in which inline ones run: the order in which all transactions lock rows.
projectors: dict[str, Projector] = {}


def catch_up_projectors() -> list[Projector]:
    return [each for each in projectors.values() if each.catch_up]


# The one whose handlers run now: who writes a read model outside of it is caught by the tests.
projecting: ContextVar[Projector | None] = ContextVar("es_core_projecting", default=None)
