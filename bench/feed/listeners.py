"""Many programs that listen to the feed, in one process: each notes which event arrived when."""

import asyncio
import re
import resource
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

EVENT = re.compile(rb'\ndata: .*?"cursor":"([^"]+)"')
END = b"\n\n"
OPENING_AT_ONCE = 50
PATIENCE = 120.0  # seconds for all to open

Arrivals = list[tuple[float, bytes]]  # (time, cursor)


class Listener(asyncio.Protocol):
    """The least that understands such an answer: the readers share the machine with the server that is measured."""

    def __init__(self, port: int, opened: Callable[[], None]) -> None:
        self.port, self.opened = port, opened
        self.heard: Arrivals = []
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types
        host = f"127.0.0.1:{self.port}"
        transport.write(f"GET /api/feed HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        whole, _, self.buffer = (self.buffer + data).rpartition(END)
        if b"retry: " in whole:
            if not whole.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(whole.decode())
            self.opened()
        self.heard += [(at, cursor) for cursor in EVENT.findall(whole)]


async def _open_all(readers: int, port: int) -> list[Listener]:
    turn, loop = asyncio.Semaphore(OPENING_AT_ONCE), asyncio.get_running_loop()

    async def open_one() -> Listener:
        async with turn:
            is_open = asyncio.Event()
            _, listener = await loop.create_connection(lambda: Listener(port, is_open.set), "127.0.0.1", port)
            await is_open.wait()
        return listener

    return await asyncio.wait_for(asyncio.gather(*[open_one() for _ in range(readers)]), PATIENCE)


async def _listen(parent: "Connection[Any, Any]", readers: int, port: int) -> None:
    began = time.monotonic()
    listeners = await _open_all(readers, port)
    parent.send(time.monotonic() - began)
    while await asyncio.to_thread(parent.recv) == "cpu":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        parent.send(usage.ru_utime + usage.ru_stime)
    parent.send([each.heard for each in listeners])


def listen(parent: "Connection[Any, Any]", readers: int, port: int) -> None:
    """The process: tells the parent the seconds that opening took, its CPU seconds when asked for "cpu", and at the end
    what each reader heard."""
    asyncio.run(_listen(parent, readers, port))
