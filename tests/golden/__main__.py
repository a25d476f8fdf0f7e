"""Writes the files that are missing; touches none that is there."""

import json

import django

django.setup()

from es_core import registry  # noqa: E402 (after Django is set up)
from tests.golden.payloads import example, golden_file, payload, shipped  # noqa: E402

for name, event_type in shipped().items():
    path = golden_file(name, registry.schema_version(event_type))
    if not path.exists():
        path.write_text(json.dumps(payload(example(event_type)), indent=2, ensure_ascii=False) + "\n")
        print(path.name)
