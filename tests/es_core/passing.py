"""Projectors and handlers that are gone after the test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from es_core.projector import Handler, Projector, projectors
from es_core.read_model import ReadModel
from es_core.signals import events_recorded


@contextmanager
def passing_projector(
    name: str = "passing", models: Sequence[type[ReadModel]] = (), **values: Any
) -> Iterator[Projector]:
    made = Projector(name, models=models, **values)
    try:
        yield made
    finally:
        projectors.pop(name)
        events_recorded.disconnect(dispatch_uid=f"es_core.projector.{name}")


@contextmanager
def passing_handler(projector: Projector, handler: Handler, *event_types: type) -> Iterator[None]:
    before = list(projector.routes)
    projector.on(*event_types)(handler)
    try:
        yield
    finally:
        projector.routes = before
