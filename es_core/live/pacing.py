"""When a fragment may be rendered again: soon after a rest, ever more seldom while its changes keep coming."""

from es_core.live.key import Key

SHORTEST = 0.05  # seconds from one rendering of a fragment to its next
LONGEST = 0.5  # three hundred changes within eight seconds cost twenty renderings at the most


class Pacing:
    """Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._next: dict[Key, tuple[float, float]] = {}  # from when on, and the pause before

    def due(self, key: Key) -> float:
        """From when on it may be rendered; 0 for at once."""
        return self._next.get(key, (0.0, 0.0))[0]

    def rendered(self, key: Key, now: float) -> None:
        """Who comes back as soon as it may is in a burst, and waits twice as long the next time."""
        due, pause = self._next.get(key, (0.0, 0.0))
        pause = min(2 * pause, LONGEST) if now < due + pause else SHORTEST
        self._next[key] = (now + pause, pause)

    def put_off(self, key: Key, until: float) -> None:
        self._next[key] = (until, SHORTEST)

    def forget_rested(self, now: float) -> None:
        self._next = {key: (due, pause) for key, (due, pause) in self._next.items() if now < due + pause}
