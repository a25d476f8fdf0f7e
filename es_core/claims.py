"""Uniqueness as streams: one claim stream per (scope, key), decided like any other and appended in the same call."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from es_core.errors import Taken

NAMESPACE = UUID("0b4f3b0e-6f6c-5a0d-9d5e-5f1f0c3a7c11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Ask for `key` in `scope` (the form field that a refusal names). `key` must be normalised and never personal."""

    scope: str
    key: str
    owner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    scope: str
    key: str
    owner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    scope: str
    key: str
    owner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    owner_id: UUID


Command = Claim | Release
Event = Claimed | Released


def stream_key(command: Command) -> str:
    return f"{command.scope}:{command.key}"


def stream_id(scope: str, key: str) -> UUID:
    return uuid5(NAMESPACE, f"{scope}:{key}")


def decide(command: Command, owner_id: UUID | None) -> list[Event]:
    """Claiming what is one's own, and releasing what is not, yields no event."""
    match command:
        case Claim(scope=scope, key=key, owner_id=claimant) if owner_id is None:
            return [Claimed(scope=scope, key=key, owner_id=claimant)]
        case Claim(scope=scope, owner_id=claimant) if owner_id != claimant:
            raise Taken("has already been taken", field=scope)
        case Release(owner_id=owner) if owner_id == owner:
            return [Released(owner_id=owner)]
    return []


def evolve(owner_id: UUID | None, event: Event) -> UUID | None:
    return event.owner_id if isinstance(event, Claimed) else None
