"""What a page asks of the hub while it is made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from django.http import HttpRequest

from es_core import tail
from es_core.context import new_id
from es_core.live.board import Moment
from es_core.live.holes import AT, CSRF_TOKEN, left_open
from es_core.live.hub import hub
from es_core.live.key import Key
from es_core.live.query import Context, Topic
from es_core.live.rendering import Rendering


@dataclass
class Keeping:
    """Of a page that is made to be kept: all that can change what it has shown up to now. None: too much can."""

    topics: set[Topic] | None = field(default_factory=set)

    def shows(self, rendering: Rendering) -> None:
        declared = rendering.key.declaration
        if declared.follows or declared.ticks or declared.viewer:
            self.topics = None
        elif self.topics is not None:
            self.topics |= rendering.topics


def rendering(request: HttpRequest | None, key: Key, known: Context | None = None) -> Rendering:
    """One at hand, or a new one; `known` as for Hub.for_page."""
    found = hub.for_page(key, partial(drawn, request), known, since(request))
    if keeping := keeping_of(request):
        keeping.shows(found)
    return found


def not_at_hand(request: HttpRequest, keys: Iterable[Key]) -> list[Key]:
    """Those that have to be rendered: a page reads for all of them at once what they show."""
    return hub.not_at_hand(keys, partial(drawn, request))


def since(request: HttpRequest | None) -> Moment | None:
    """Before the page's own queries ran; None where nobody noted it."""
    return getattr(request, "live_moment", None)


def keeping_of(request: HttpRequest | None) -> Keeping | None:
    return getattr(request, "live_keeping", None)


def fill(request: HttpRequest | None, csrf_token: object = "") -> Callable[[str], str]:
    """What comes into the holes of this page's parts. `csrf_token` is asked for its text only if one needs it."""
    if keeping_of(request):
        return left_open
    moment = since(request)
    values = {CSRF_TOKEN: csrf_token, AT: moment.position if moment else 0}
    return lambda hole: str(values[hole]) if hole in values else str(new_id())


def drawn(request: HttpRequest | None) -> int:
    """The log's last position, asked for once per request: every write that was made before it counts."""
    if request is None:
        return tail.last_drawn()
    if not hasattr(request, "live_drawn"):
        request.live_drawn = tail.last_drawn()  # type: ignore[attr-defined]
    return int(request.live_drawn)  # type: ignore[attr-defined]
