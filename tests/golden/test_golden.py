"""What was ever stored can be read, and what is stored now has the shape that is on file."""

import json
from pathlib import Path

import pytest

from es_core import codec, registry
from tests.golden.payloads import STORED, golden_file, payload, shipped

FILES = sorted(STORED.glob("*.json"))
ADVICE = "raise its schema_version, write an upcaster (docs/es_core/changing_events.md), then python -m tests.golden"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_ever_stored_can_be_read(path: Path) -> None:
    name, schema_version = path.stem.rsplit(".", 1)
    assert isinstance(codec.decode(name, int(schema_version), path.read_text()), list)


@pytest.mark.parametrize("name", shipped())
def test_the_shape_that_is_stored_now_is_on_file(name: str) -> None:
    schema_version = registry.schema_version(registry.event_class(name))
    path = golden_file(name, schema_version)
    assert path.exists(), f"version {schema_version} of {name} has no file: python -m tests.golden"
    [event] = codec.decode(name, schema_version, path.read_text())
    assert payload(event) == json.loads(path.read_text()), f"{name} changed its shape: {ADVICE}"
