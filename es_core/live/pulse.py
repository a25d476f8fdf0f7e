"""The heartbeat of all sockets of a process: one task, not one per socket."""

import asyncio
import logging
from typing import TYPE_CHECKING

from django.db import Error

from es_core.live import sessions
from es_core.live.hub import hub

if TYPE_CHECKING:
    from es_core.live.consumer import LiveConsumer

logger = logging.getLogger(__name__)

EVERY = 25.0  # seconds
STALLED = 60.0  # seconds after which a frame that was never acknowledged ends the socket
TIMED_OUT = 4408  # close code

_sockets: "set[LiveConsumer]" = set()
_task: "asyncio.Task[None] | None" = None


def enter(socket: "LiveConsumer") -> None:
    global _task
    _sockets.add(socket)
    if _task is None or _task.done():
        _task = asyncio.get_running_loop().create_task(_beat())


def leave(socket: "LiveConsumer") -> None:
    _sockets.discard(socket)


async def _beat() -> None:
    while _sockets:
        await asyncio.sleep(EVERY)
        for socket in list(_sockets):
            try:
                await _greet(socket)
            except Error:
                logger.warning("a socket's session could not be looked at", exc_info=True)


async def _greet(socket: "LiveConsumer") -> None:
    """A page that is up to date learns up to where, so that it has less to ask after a break."""
    if socket.sent_at is not None:
        if socket.loop.time() - socket.sent_at > STALLED:
            await socket.end(TIMED_OUT, "a frame was not acknowledged")
        return
    if socket.viewer_id:
        await sessions.recheck(socket)
    await socket.send(f'{{"at":{hub.position}}}')
