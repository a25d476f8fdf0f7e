"""An example of each event, made of the types of its fields."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from es_core import codec, registry

STORED = Path(__file__).parent / "stored"
EXAMPLES: dict[Any, Any] = {
    UUID: UUID("0190a000-0000-7000-8000-000000000001"),
    datetime: datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
    int: 7,
    bool: True,
}


def shipped() -> dict[str, type[Any]]:
    return {name: each for name, each in registry.all_event_types().items() if not each.__module__.startswith("tests.")}


def golden_file(name: str, schema_version: int) -> Path:
    return STORED / f"{name}.{schema_version}.json"


def example(event_type: type[Any]) -> Any:
    hints = get_type_hints(event_type)
    names = event_type.__dataclass_fields__
    return event_type(**{name: _value(name, hints[name]) for name in names})


def _value(name: str, hint: Any) -> Any:
    """Never None or empty, so that the shape shows."""
    if hint is str:
        return name
    if get_origin(hint) is tuple:
        return tuple(_value(f"{name} {n}", get_args(hint)[0]) for n in (1, 2))
    if isinstance(hint, UnionType):
        return _value(name, next(each for each in get_args(hint) if each is not NoneType))
    return EXAMPLES.get(hint, {"some": "thing"})


def payload(event: Any) -> Any:
    return json.loads(codec.encode(event))
