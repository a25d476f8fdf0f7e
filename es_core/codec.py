"""Events to JSON and back. Decoders are made once per class; msgspec checks every field's type."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from es_core import registry
from es_core.errors import UnknownEvent

encode = msgspec.json.Encoder().encode
LONGEST_LIFT = 100  # steps of upcasters for one stored event; more is a circle

Decode = Callable[[str | bytes], Any]
# By stored name and schema version, for what is stored in its present shape: the way of nearly every event.
decoders: dict[tuple[str, int], Decode] = {}


def decode(name: str, schema_version: int, data: str | bytes) -> list[Any]:
    """The event, as its class is now; none or several, where an upcaster makes that of it.

    Raises UnknownEvent for an unregistered name or version, and for data that its class can't read.
    """
    known = decoders.get((name, schema_version)) or _decoder(name, schema_version)
    try:
        return [known(data)] if known else list(_lifted(name, schema_version, msgspec.json.decode(data)))
    except msgspec.DecodeError as error:
        raise UnknownEvent(f"{name} (version {schema_version}) can't be read: {error}") from error


def _decoder(name: str, schema_version: int) -> Decode | None:
    """None for what has to be lifted first."""
    if registry.upcaster_of(name, schema_version):
        return None
    event_type = _present_class(name, schema_version)
    found = decoders[name, schema_version] = msgspec.json.Decoder(event_type).decode
    return found


def _present_class(name: str, schema_version: int) -> type[Any]:
    event_type = registry.event_class(name)
    if schema_version != registry.schema_version(event_type):
        raise UnknownEvent(f"no registered class reads version {schema_version} of {name}")
    return event_type


def _lifted(name: str, schema_version: int, data: Any, steps: int = 0) -> Iterator[Any]:
    if steps > LONGEST_LIFT:
        raise UnknownEvent(f"the upcasters of {name} (version {schema_version}) never end")
    upcaster = registry.upcaster_of(name, schema_version)
    if upcaster is None:
        yield msgspec.convert(data, _present_class(name, schema_version))
        return
    for each in _lifts(upcaster, name, schema_version, data):
        if each[0] not in upcaster.gives:
            raise UnknownEvent(f"the upcaster of {name} (version {schema_version}) gives {each[0]} and does not say so")
        yield from _lifted(*each, steps=steps + 1)


def _lifts(upcaster: registry.Upcaster, name: str, schema_version: int, data: Any) -> list[registry.Lifted]:
    """All of it, before anything is made of the first."""
    try:
        return list(upcaster.lift(data))
    except Exception as error:  # an application's: whatever it is, nobody can read this event
        problem = f"{type(error).__name__}: {error}"
        raise UnknownEvent(f"the upcaster of {name} (version {schema_version}) fails: {problem}") from error
