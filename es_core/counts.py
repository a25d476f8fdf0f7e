"""What this process did with the log since it began, in plain numbers that only grow: for whoever watches it."""

import threading
from collections import Counter
from collections.abc import Iterable

_lock = threading.Lock()
_commands: Counter[tuple[str, str]] = Counter()
_totals: Counter[str] = Counter(appends=0, events=0, conflicts=0)


def command(name: str, outcome: str) -> None:
    """`outcome` is accepted, repeated, rejected or failed."""
    with _lock:
        _commands[name, outcome] += 1


def appended(names: Iterable[str], events: int) -> None:
    """Committed: these commands, and so many events in one append; an accepted command may leave none."""
    with _lock:
        _commands.update((name, "accepted") for name in names)
        _totals.update(appends=int(events > 0), events=events)


def conflict() -> None:
    """A writer was not the first; it may win the next try."""
    with _lock:
        _totals["conflicts"] += 1


def commands() -> dict[tuple[str, str], int]:
    """By (name of the command, outcome)."""
    with _lock:
        return dict(_commands)


def totals() -> dict[str, int]:
    """Of appends, events and conflicts."""
    with _lock:
        return dict(_totals)
