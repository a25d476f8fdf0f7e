"""What the log touched lately: for each topic the position of the newest event that touched it."""

from collections import OrderedDict
from collections.abc import Iterable

from es_core.live.query import Topic

CAPACITY = 10_000


class Marks:
    """`floor` is the position up to which marks may have been forgotten: nothing is known about before."""

    def __init__(self, floor: int = 0, capacity: int = CAPACITY) -> None:
        self.floor = floor
        self._capacity = capacity
        self._newest: OrderedDict[Topic, int] = OrderedDict()

    def touch(self, topic: Topic, position: int) -> None:
        self._newest[topic] = position
        self._newest.move_to_end(topic)
        while len(self._newest) > self._capacity:
            _, self.floor = self._newest.popitem(last=False)

    def untouched_since(self, topics: Iterable[Topic], position: int) -> bool:
        """Certain only when it says so: an unknown past counts as touched."""
        return position >= self.floor and all(self._newest.get(topic, 0) <= position for topic in topics)
