"""What a hub knows: who watches which fragment, what each depends on, which are dirty, which renderings are good."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from es_core.live.key import Key
from es_core.live.marks import Marks
from es_core.live.query import Topic, touched
from es_core.live.rendering import Rendering
from es_core.recorded import AnyRecorded

CACHED = 5_000  # renderings
CACHED_TEXT = 32_000_000  # characters in all of them


class Moment(NamedTuple):
    """What had been decided, and how often all had been doubted, before a query ran."""

    position: int
    doubts: int


class Watcher(Protocol):
    """One fragment of one page, from one subscription. `offer` runs in `loop` and must not block."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop: ...

    def offer(self, rendering: Rendering) -> None: ...


def _follows(key: Key, projector: str) -> bool:
    follows = key.declaration.follows
    return follows is not None and follows.name == projector


class Board:
    """Pure bookkeeping under one lock; no query, no template, no network. `decided` is the position it speaks of."""

    def __init__(self, decided: int = 0) -> None:
        self.decided = decided
        self.lock = threading.RLock()
        self.doubts = 0
        self._doubted = -1  # the position at the last of them
        self._marks = Marks(floor=decided)
        self._watchers: dict[Key, set[Watcher]] = {}
        self._dirty: dict[Key, bool] = {}  # in this order; whether the log made it so
        self._rendering: set[Key] = set()
        self._renderings: OrderedDict[Key, Rendering] = OrderedDict()
        self._text = 0
        self._topics: dict[Key, frozenset[Topic]] = {}
        self._keys: dict[Topic, set[Key]] = {}

    def begin(self, decided: int) -> None:
        """Nothing is known of the past: whatever is watched has to be looked at."""
        with self.lock:
            self.decided, self._marks = decided, Marks(floor=decided)
            self._doubt()

    def doubt(self) -> None:
        """Something else than an event changed what queries read: nothing at hand is good any more."""
        with self.lock:
            self.doubts += 1
            self._doubted = self.decided
            self._doubt()

    def watch(self, watcher: Watcher, key: Key, known: str, at: int) -> None:
        """Register, then look: dirty if it may be another than `known`, the hash of a page made at position `at`.
        A rendering at hand that differs is not given out: the page may be the newer of the two."""
        with self.lock:
            self._watchers.setdefault(key, set()).add(watcher)
            if good := self._renderings.get(key):
                is_current = good.digest == known
            else:
                self._depend(key, key.topics)
                # A position of the log says nothing of what a followed projector had seen then.
                declared = key.declaration
                alone = declared.depends_on_arguments_alone and not declared.follows and not declared.ticks
                is_current = alone and at > self._doubted and self._marks.untouched_since(key.topics, at)
            if not is_current:
                self._dirty.setdefault(key, False)

    def unwatch(self, watcher: Watcher, key: Key) -> None:
        with self.lock:
            watchers = self._watchers.get(key, set())
            watchers.discard(watcher)
            if not watchers:
                self._watchers.pop(key, None)
                self._dirty.pop(key, None)
                self._forget_useless(key)

    def watchers(self, key: Key) -> list[Watcher]:
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

    def pass_unread(self, decided: int) -> None:
        """What these events touch nobody knows, as when a newer process wrote one: nothing at hand is good any more.
        Sessions that may have ended with one are found by the heartbeat."""
        with self.lock:
            self.decided = decided
            self.doubt()

    def passed(self, events: Iterable[AnyRecorded], projector: str) -> None:
        """A catch-up projector has made its rows of these events: what follows it and depends on them is dirty."""
        with self.lock:
            for each in events:
                for topic in touched(each.event, projector):
                    for key in list(self._keys.get(topic, ())):
                        self._spoil(key)

    def doubt_followers(self, projector: str) -> None:
        """It has done more than anybody wants to look at one by one."""
        with self.lock:
            for key in [each for each in self._watchers if _follows(each, projector)]:
                self._spoil(key)

    def tick(self) -> None:
        """What shows more than the log tells may have changed."""
        with self.lock:
            self._dirty.update({key: True for key in self._watchers if key.declaration.ticks})

    def dirty(self) -> list[Key]:
        """Longest waiting first, and what the log changed before what a page only asks for."""
        with self.lock:
            return sorted(self._dirty, key=lambda key: not self._dirty[key])

    def take(self, key: Key) -> bool:
        """Whether this fragment is to be rendered now; what is marked from here on makes it dirty again."""
        with self.lock:
            was_dirty = self._dirty.pop(key, None) is not None
            if was_dirty:
                self._rendering.add(key)
            return was_dirty

    def finish(self, key: Key) -> None:
        """It was taken, rendered and offered."""
        with self.lock:
            self._rendering.discard(key)

    def give_back(self, key: Key) -> None:
        """It was taken and could not be rendered."""
        with self.lock:
            self._rendering.discard(key)
            if key in self._watchers:
                self._dirty.setdefault(key, True)

    def settled(self, keys: Iterable[Key]) -> int:
        """The position that all of these have been rendered and offered up to, if they are needed; 0: some are not."""
        with self.lock:
            return 0 if any(key in self._dirty or key in self._rendering for key in keys) else self.decided

    def good(self, key: Key, drawn: int) -> Rendering | None:
        """A rendering that shows every event up to position `drawn`."""
        with self.lock:
            if self.decided < drawn or key not in self._renderings:
                return None
            self._renderings.move_to_end(key)
            return self._renderings[key]

    @property
    def moment(self) -> Moment:
        with self.lock:
            return Moment(self.decided, self.doubts)

    def keep(self, rendering: Rendering, since: Moment) -> None:
        """`since`: before its queries ran; an event marked meanwhile makes it no good. Which events touch it may be
        known only now, so it becomes dirty here."""
        with self.lock:
            key = rendering.key
            if key.declaration.follows or key.declaration.ticks:
                return  # it is never at hand: what the projector passed meanwhile has made it dirty again
            if since.doubts != self.doubts or not self._marks.untouched_since(rendering.topics, since.position):
                if key in self._watchers:
                    self._depend(key, rendering.topics)
                    self._dirty[key] = True
                return
            self._drop(key)
            self._renderings[key] = rendering
            self._text += len(rendering.html or "")
            self._depend(key, rendering.topics)
            while len(self._renderings) > CACHED or self._text > CACHED_TEXT:
                oldest = next(iter(self._renderings))
                self._drop(oldest)
                self._forget_useless(oldest)

    def sizes(self) -> dict[str, int]:
        with self.lock:
            return {
                "watched": len(self._watchers),
                "subscriptions": sum(map(len, self._watchers.values())),
                "dirty": len(self._dirty),
                "renderings": len(self._renderings),
            }

    def _doubt(self) -> None:
        for key in list(self._renderings):
            self._spoil(key)
        self._dirty.update(dict.fromkeys(self._watchers, True))

    def _spoil(self, key: Key) -> None:
        self._drop(key)
        if key in self._watchers:
            self._dirty[key] = True
        else:
            self._forget_useless(key)

    def _drop(self, key: Key) -> None:
        if rendering := self._renderings.pop(key, None):
            self._text -= len(rendering.html or "")

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
