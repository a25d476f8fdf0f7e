"""Who acts, through what, and for which request: set around a request or a management command, read by `execute`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from es_core.errors import NoContext

ActorSource = UUID | None | Callable[[], UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`command_id` is the one that the client sent along, if any; `actor` may be a callable, asked when needed."""

    actor: ActorSource
    channel: str
    correlation_id: UUID
    command_id: UUID | None = None
    causation_id: UUID | None = None
    address: str | None = None
    agent: str = ""

    @property
    def actor_id(self) -> UUID | None:
        return self.actor() if callable(self.actor) else self.actor


_current: ContextVar[Context | None] = ContextVar("es_core_context", default=None)


def current() -> Context:
    """Raises NoContext outside of `acting`."""
    context = _current.get()
    if context is None:
        raise NoContext("a command needs somebody who gives it: wrap the call in es_core.context.acting(...)")
    return context


def is_acting() -> bool:
    return _current.get() is not None


@contextmanager
def acting(
    *,
    actor: ActorSource,
    channel: str,
    command_id: UUID | None = None,
    correlation_id: UUID | None = None,
    causation_id: UUID | None = None,
    address: str | None = None,
    agent: str | None = None,
) -> Iterator[Context]:
    """Everything executed inside is recorded with these. `channel` says by what way: web, api, manage.py seed_demo."""
    context = Context(
        actor=actor,
        channel=channel,
        correlation_id=correlation_id or uuid7(),
        command_id=command_id,
        causation_id=causation_id,
        address=address,
        agent=agent or "",
    )
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@contextmanager
def with_command_id(command_id: UUID | None) -> Iterator[Context]:
    """The same actor and request, under the id that the client gave this command. Raises NoContext."""
    token = _current.set(replace(current(), command_id=command_id))
    try:
        yield current()
    finally:
        _current.reset(token)


def now() -> datetime:
    """The clock that commands carry."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A fresh id for a stream: unguessable, and in the order of time so that indexes grow at one end."""
    return uuid7()
