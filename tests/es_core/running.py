"""Runners in threads of the test, and what they come to."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from es_core.models import ProjectorState
from es_core.projector import Projector
from es_core.runner import Runner
from tests.es_core.at_once import in_background

PATIENCE = 30.0  # seconds, for machines that do something else meanwhile


@contextmanager
def running(*projectors: Projector, runners: int = 1) -> Iterator[list[Runner]]:
    made = [Runner(projectors) for _ in range(runners)]
    with in_background(*[each.run for each in made]):
        try:
            yield made
        finally:
            for each in made:
                each.stop()


def state_of(projector: Projector) -> ProjectorState:
    return ProjectorState.objects.get(name=projector.name)


def eventually(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)
