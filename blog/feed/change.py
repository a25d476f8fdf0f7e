"""One thing that the feed tells, encoded once for all who hear of it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from blog.feed.cursor import cursor_at
from blog.feed.topics import Topic, Topics


@dataclass(frozen=True, slots=True)
class Change:
    """`of` are the topics that it belongs to; None is for what concerns every reader: people stand under everything.

    An article may change its topics: those it had before are `was`, and who heard of it by those alone is told
    `leaving`, who hears of it for the first time `entering`. What may not be shown is None.
    """

    position: int
    shown: bytes | None
    of: Collection[Topic] | None
    was: Collection[Topic] | None = None
    entering: bytes | None = None
    leaving: bytes | None = None

    def told_to(self, topics: Topics) -> bytes | None:
        if self.of is None or topics.everything:
            return self.shown
        if self.was is None:
            return self.shown if topics.meet(self.of) else None
        if topics.meet(self.of):
            return self.shown if topics.meet(self.was) else self.entering
        return self.leaving if topics.meet(self.was) else None


@dataclass(frozen=True)
class Batch:
    """All that there is to tell behind one position, up to and with `until`."""

    changes: Collection[Change]
    until: int

    def frames(self, topics: Topics) -> bytes:
        """As server-sent events; empty when nothing concerns these topics."""
        return self._all_frames if topics.everything else self._frames(topics)

    @cached_property
    def _all_frames(self) -> bytes:
        """The same bytes for all who hear everything."""
        return self._frames(Topics(everything=True))

    def _frames(self, topics: Topics) -> bytes:
        told = [(each.position, text) for each in self.changes if (text := each.told_to(topics)) is not None]
        return b"".join([frame(position, text) for position, text in told])


def frame(position: int, text: bytes = b"") -> bytes:
    """Without text it only moves the cursor that a reader comes back with."""
    told = b"data: " + text + b"\n" if text else b""
    return b"id: " + cursor_at(position).encode() + b"\n" + told + b"\n"
