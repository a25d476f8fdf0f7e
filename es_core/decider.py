"""The rule of one kind of stream: two pure functions, and how a command finds its stream."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

from es_core import claims as claim_stream
from es_core import registry

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

ClaimChanges = Iterable[claim_stream.Command]
# Natural keys become stream ids under this constant; changing it orphans every such stream.
NAMESPACE = UUID("5d3c1f0a-8f0b-5e55-8d2b-2f5a7f1f6a10")


# By category, for those who look at a log as a whole. Who sends a command names its decider.
deciders: dict[str, "Decider[Any, Any, Any]"] = {}


def no_claims(state: Any, events: Sequence[Any]) -> ClaimChanges:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """For streams that grow long: the state, of this type, is kept after every so many events. Raise `version` when
    `evolve` or the state changes its meaning."""

    state: Any
    every: int = 100
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider(Generic[C, E, S]):
    """`stream_key` gives a UUID (used as it is) or a natural key (hashed with the category).

    `claims(state, events)` names what the decided events claim and release; `state` is the one before them.
    `reads_history=False` is for streams whose rules need no past: nothing is loaded, any version will do.
    """

    category: str
    stream_key: Callable[[C], str | UUID]
    events: tuple[type[E], ...]
    initial: S
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]
    claims: Callable[[S, Sequence[E]], ClaimChanges] = no_claims
    reads_history: bool = True
    snapshots: Snapshots | None = None

    def __post_init__(self) -> None:
        if self.snapshots and not self.reads_history:
            raise ValueError(f"{self.category} keeps snapshots of a history that it does not read")
        registry.register(self.category, self.events)
        deciders[self.category] = self

    def stream_id(self, command: C) -> UUID:
        return stream_id(self.category, self.stream_key(command))

    def fold(self, events: Iterable[E], state: S) -> S:
        for event in events:
            state = self.evolve(state, event)
        return state


def stream_id(category: str, key: str | UUID) -> UUID:
    return key if isinstance(key, UUID) else _hashed(f"{category}:{key}")


@lru_cache(maxsize=2048)
def _hashed(name: str) -> UUID:
    """Asked for several times on the way of one command, and slow."""
    return uuid5(NAMESPACE, name)


CLAIM: Decider[claim_stream.Command, claim_stream.Event, UUID | None] = Decider(
    category="claim",
    stream_key=lambda command: claim_stream.stream_id(command.scope, command.key),
    events=(claim_stream.Claimed, claim_stream.Released),
    initial=None,
    decide=claim_stream.decide,
    evolve=claim_stream.evolve,
)
