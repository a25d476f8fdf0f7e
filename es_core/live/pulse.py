"""The heartbeat of all sockets of a process: one task, not one per socket."""

import asyncio
import logging
from typing import TYPE_CHECKING

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
    loop = asyncio.get_running_loop()
    if _task is None or _task.done() or _task.get_loop() is not loop:
        _task = loop.create_task(_beat())


def leave(socket: "LiveConsumer") -> None:
    _sockets.discard(socket)


async def _beat() -> None:
    while _sockets:
        await asyncio.sleep(EVERY)
        try:
            await sessions.recheck([each for each in _sockets if each.viewer_id])
            for socket in list(_sockets):
                await _greet(socket)
        except Exception:  # the others' next heartbeat must come
            logger.exception("a heartbeat was cut short")


async def _greet(socket: "LiveConsumer") -> None:
    """A page that has everything learns up to where, so that it has less to ask after a break. What it says meanwhile
    is not in that: `heard` tells it how much is."""
    if socket.sent_at is not None and socket.loop.time() - socket.sent_at > STALLED:
        await socket.end(TIMED_OUT, "a frame was not acknowledged")
        return
    position, heard = hub.settled([each.key for each in socket.known.values()]), socket.heard
    await asyncio.sleep(0)  # what the hub offered up to now arrives; and others get their turn
    if socket.sent_at is None and not socket.waiting and not socket.has_ended:
        await socket.send(f'{{"at":{position},"heard":{heard}}}')
