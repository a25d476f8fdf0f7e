"""What a page asks of the hub while it is made."""

from collections.abc import Iterable
from functools import partial

from django.http import HttpRequest

from es_core import tail
from es_core.live.board import Moment
from es_core.live.hub import hub
from es_core.live.key import Key
from es_core.live.query import Context
from es_core.live.rendering import Rendering


def rendering(request: HttpRequest | None, key: Key, known: Context | None = None) -> Rendering:
    """One at hand, or a new one; `known` as for Hub.for_page."""
    return hub.for_page(key, partial(drawn, request), known, since(request))


def not_at_hand(request: HttpRequest, keys: Iterable[Key]) -> list[Key]:
    """Those that have to be rendered: a page reads for all of them at once what they show."""
    return hub.not_at_hand(keys, partial(drawn, request))


def since(request: HttpRequest | None) -> Moment | None:
    """Before the page's own queries ran; None where nobody noted it."""
    return getattr(request, "live_moment", None)


def drawn(request: HttpRequest | None) -> int:
    """The log's last position, asked for once per request: every write that was made before it counts."""
    if request is None:
        return tail.last_drawn()
    if not hasattr(request, "live_drawn"):
        request.live_drawn = tail.last_drawn()  # type: ignore[attr-defined]
    return int(request.live_drawn)  # type: ignore[attr-defined]
