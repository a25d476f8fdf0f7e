"""Waiting until catch-up projectors have come as far as a position."""

import time
from collections.abc import Sequence

from es_core.models import ProjectorState
from es_core.projector import Projector, projectors

LOOK_EVERY = 0.01  # seconds


def named(wanted: Sequence[Projector | str]) -> list[Projector]:
    """Raises ValueError for a name that no projector has, before anything has happened."""
    names = [each if isinstance(each, str) else each.name for each in wanted]
    if unknown := [name for name in names if name not in projectors]:
        raise ValueError(f"no projector is named {', '.join(unknown)}; there are: {', '.join(projectors)}")
    return [projectors[name] for name in names]


def still_behind(awaited: Sequence[Projector], position: int, timeout: float) -> dict[str, str]:
    """Those that have not passed the position in time, each with why, if that is known. Empty is what one hopes for.

    Inline ones never are. Whoever is paused, or waits for a rebuild, is not waited for.
    """
    behind = {each.name: each for each in awaited if each.catch_up}
    deadline = time.monotonic() + timeout
    while behind:
        states = {each.name: each for each in ProjectorState.objects.filter(name__in=behind)}
        behind = {name: each for name, each in behind.items() if not _passed(states.get(name), position)}
        obstacles = {name: _obstacle(states.get(name), each) for name, each in behind.items()}
        if all(obstacles.values()) or time.monotonic() >= deadline:
            return obstacles
        time.sleep(LOOK_EVERY)
    return {}


def _passed(state: ProjectorState | None, position: int) -> bool:
    return state is not None and state.position >= position


def _obstacle(state: ProjectorState | None, projector: Projector) -> str:
    if state is None or state.version != projector.version:
        return "it has to be rebuilt"
    return f"paused: {state.reason}" if state.state == ProjectorState.State.PAUSED else ""
