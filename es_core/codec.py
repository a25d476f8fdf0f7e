"""Events to JSON and back. Decoders are made once per class; msgspec checks every field's type."""

from functools import cache
from typing import Any

import msgspec

from es_core import registry
from es_core.errors import UnknownEvent

encode = msgspec.json.Encoder().encode


@cache
def _decoder(name: str, schema_version: int) -> msgspec.json.Decoder[Any]:
    event_type = registry.event_class(name)
    if schema_version != registry.schema_version(event_type):
        raise UnknownEvent(f"no registered class reads version {schema_version} of {name}")
    return msgspec.json.Decoder(event_type)


def decode(name: str, schema_version: int, data: str | bytes) -> Any:
    """Raises UnknownEvent for an unregistered name or version, and for data that its class can't read."""
    try:
        return _decoder(name, schema_version).decode(data)
    except msgspec.ValidationError as error:
        raise UnknownEvent(f"{name} (version {schema_version}) can't be read: {error}") from error
