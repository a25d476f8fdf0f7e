"""Reading the feed's part of the log: batches of bounded size, and pages of those for programs that ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from blog.feed.change import Batch
from blog.feed.cursor import position_of
from blog.feed.telling import PUBLIC, changes
from blog.feed.topics import Topics
from es_core import fence, tail
from es_core.errors import Rejected
from es_core.live.hub import hub

MOST = 100  # events of the log in one batch
TEXT = 64 * 1024  # bytes of a batch's JSON, less its last event
PAGE_TEXT = 1024 * 1024  # bytes of a page's, likewise
STRETCHES = 20  # batches that are looked through for one page


@dataclass(frozen=True, slots=True)
class Page:
    """`until` is where to go on; `has_more`: at once."""

    told: Sequence[bytes]
    until: int
    has_more: bool


def batch(after: int, decided: int) -> Batch:
    """What is public behind `after`, as it may be seen now. `decided` bounds it, and is greater."""
    events = tail.between(after, decided, PUBLIC, limit=MOST)
    until = events[-1].position if len(events) >= MOST else decided
    found, size = [], 0
    for each in changes(events) if events else ():
        found.append(each)
        size += len(each.shown or b"")
        if size > TEXT:
            return Batch(found, each.position)
    return Batch(found, until)


def page(topics: Topics, after: int, limit: int) -> Page:
    """At most `limit` events. There may be none although there are more: what others write is looked through too."""
    told: list[bytes] = []
    end, size = decided(after), 0
    for _ in range(STRETCHES):
        if after >= end:
            break
        found = batch(after, end)
        for each in found.changes:
            if (text := each.told_to(topics)) is not None:
                told.append(text)
                size += len(text)
                if len(told) == limit or size > PAGE_TEXT:
                    return Page(told, each.position, each.position < end)
        after = found.until
    return Page(told, after, after < end)


def decided(after: int = 0) -> int:
    """Up to where the log is final: what the hub of this process knows, and what a program may have written just now;
    where none runs, as the log says itself."""
    if known := hub.position:
        return fence.gapless(known)
    *_, end = [after, *(until for _, until in tail.ranges(after))]
    return end


def place(cursor: str, *, field: str) -> int:
    """The position of a cursor. Raises Rejected, also for one from another site, or of a time that was undone."""
    position = position_of(cursor, field=field)
    if position > hub.position and position > tail.last_drawn():
        raise Rejected("is ahead of this site: take a new snapshot", field=field)
    return position
