"""What a hub knows: who watches which fragment, what each depends on, which are dirty, which renderings are good."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Protocol

from es_core.live.key import Key
from es_core.live.marks import Marks
from es_core.live.query import Topic, touched
from es_core.live.rendering import Rendering
from es_core.recorded import AnyRecorded

CACHED = 5_000  # renderings


class Socket(Protocol):
    """`offer` runs in the socket's loop and must not block."""

    loop: asyncio.AbstractEventLoop

    def offer(self, rendering: Rendering) -> None: ...


class Board:
    """Pure bookkeeping under one lock; no query, no template, no network. `decided` is the position it speaks of."""

    def __init__(self, decided: int = 0) -> None:
        self.decided = decided
        self.lock = threading.RLock()
        self._marks = Marks(floor=decided)
        self._watchers: dict[Key, set[Socket]] = {}
        self._dirty: set[Key] = set()
        self._renderings: OrderedDict[Key, Rendering] = OrderedDict()
        self._topics: dict[Key, frozenset[Topic]] = {}
        self._keys: dict[Topic, set[Key]] = {}

    def begin(self, decided: int) -> None:
        """Nothing is known of the past: whatever is watched has to be looked at."""
        with self.lock:
            self.decided, self._marks = decided, Marks(floor=decided)
            self._dirty.update(self._watchers)

    def watch(self, socket: Socket, key: Key, known: str, at: int) -> None:
        """Register, then look: dirty if it may be another than `known`, the hash of a page made at position `at`.
        A rendering at hand that differs is not given out: the page may be the newer of the two."""
        with self.lock:
            self._watchers.setdefault(key, set()).add(socket)
            if good := self._renderings.get(key):
                is_current = good.digest == known
            else:
                self._depend(key, key.topics)
                alone = key.declaration.depends_on_arguments_alone
                is_current = alone and self._marks.untouched_since(key.topics, at)
            if not is_current:
                self._dirty.add(key)

    def unwatch(self, socket: Socket, keys: Iterable[Key]) -> None:
        with self.lock:
            for key in keys:
                watchers = self._watchers.get(key, set())
                watchers.discard(socket)
                if not watchers:
                    self._watchers.pop(key, None)
                    self._dirty.discard(key)
                    self._forget_useless(key)

    def watchers(self, key: Key) -> list[Socket]:
        with self.lock:
            return list(self._watchers.get(key, ()))

    def mark(self, events: Iterable[AnyRecorded], decided: int) -> None:
        """Fragments that these events touch are no good any more; those that somebody watches are dirty."""
        with self.lock:
            for each in events:
                for topic in touched(each.event):
                    self._marks.touch(topic, each.position)
                    for key in list(self._keys.get(topic, ())):
                        self._spoil(key)
            self.decided = decided

    def dirty(self) -> list[Key]:
        with self.lock:
            return list(self._dirty)

    def take(self, key: Key) -> bool:
        """Whether this fragment is to be rendered now; what is marked from here on makes it dirty again."""
        with self.lock:
            was_dirty = key in self._dirty
            self._dirty.discard(key)
            return was_dirty

    def give_back(self, key: Key) -> None:
        with self.lock:
            self._dirty.add(key)

    def good(self, key: Key, drawn: int) -> Rendering | None:
        """A rendering that shows every event up to position `drawn`."""
        with self.lock:
            if self.decided < drawn or key not in self._renderings:
                return None
            self._renderings.move_to_end(key)
            return self._renderings[key]

    def keep(self, rendering: Rendering, since: int) -> None:
        """`since`: what had been decided before its queries ran; an event marked meanwhile makes it no good."""
        with self.lock:
            if not self._marks.untouched_since(rendering.topics, since):
                return
            self._renderings[rendering.key] = rendering
            self._depend(rendering.key, rendering.topics)
            if len(self._renderings) > CACHED:
                oldest, _ = self._renderings.popitem(last=False)
                self._forget_useless(oldest)

    def sizes(self) -> dict[str, int]:
        with self.lock:
            return {
                "watched": len(self._watchers),
                "subscriptions": sum(map(len, self._watchers.values())),
                "dirty": len(self._dirty),
                "renderings": len(self._renderings),
            }

    def _spoil(self, key: Key) -> None:
        self._renderings.pop(key, None)
        if key in self._watchers:
            self._dirty.add(key)
        else:
            self._forget_useless(key)

    def _depend(self, key: Key, topics: frozenset[Topic]) -> None:
        self._forget(key)
        self._topics[key] = topics
        for topic in topics:
            self._keys.setdefault(topic, set()).add(key)

    def _forget_useless(self, key: Key) -> None:
        if key not in self._watchers and key not in self._renderings:
            self._forget(key)

    def _forget(self, key: Key) -> None:
        for topic in self._topics.pop(key, ()):
            keys = self._keys[topic]
            keys.discard(key)
            if not keys:
                del self._keys[topic]
