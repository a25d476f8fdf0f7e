"""The end of a socket that a page has."""

import asyncio
from typing import Any

from autobahn.exception import Disconnected

from es_core.live.consumer import GARBLED, LiveConsumer


async def left(message: dict[str, Any]) -> None:
    raise Disconnected("Attempt to send on a closed protocol")


def test_a_page_that_was_just_left_is_no_error() -> None:
    socket = LiveConsumer()
    socket.base_send = left
    socket.scope = {"client": None, "headers": []}
    socket.known, socket.waiting = {}, {}
    asyncio.run(socket.send("{}"))
    asyncio.run(socket.end(GARBLED, "nobody hears this"))
