"""Handing a rendering from the hub's thread to the sockets that watch it, each in its own loop."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from es_core.live.board import Watcher
from es_core.live.rendering import Rendering


def offer(watchers: Sequence[Watcher], rendering: Rendering) -> None:
    for loop in {each.loop for each in watchers}:
        with suppress(RuntimeError):  # that loop has ended, and its sockets with it
            loop.call_soon_threadsafe(_offer_in, loop, watchers, rendering)


def _offer_in(loop: asyncio.AbstractEventLoop, watchers: Sequence[Watcher], rendering: Rendering) -> None:
    for each in watchers:
        if each.loop is loop:
            each.offer(rendering)
