"""Many browsers' sockets in one process: they watch one page, acknowledge every frame, and note when what arrived."""

import asyncio
import base64
import json
import os
import re
import resource
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any
from urllib.request import urlopen

FRAGMENT = re.compile(r'data-live="([^"]+)" data-live-hash="([^"]+)" data-live-at="(\d+)"')
OPENING_AT_ONCE = 50
PATIENCE = 60.0  # seconds for all sockets to open


@dataclass
class Page:
    """The subscription that its live.js would send."""

    port: int
    path: str
    subscription: bytes = b""
    watched: int = 0
    token: str = ""  # of the fragment that is going to change
    watch: dict[str, str] = field(default_factory=dict)  # token: hash
    at: int = 0

    def load(self, query: str) -> None:
        with urlopen(f"http://127.0.0.1:{self.port}{self.path}") as answer:
            found = FRAGMENT.findall(answer.read().decode().replace("&amp;", "&"))
        self.watch = {token: digest for token, digest, _ in found}
        self.watched = len(self.watch)
        self.token = next(token for token in self.watch if token.startswith(query))
        self.at = min(int(at) for *_, at in found)
        message = {"watch": list(self.watch.items()), "drop": [], "at": self.at}
        self.subscription = masked(json.dumps(message).encode())

    @property
    def handshake(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n"
        ).encode()


def masked(payload: bytes) -> bytes:
    """A text frame under a mask of zeros: as a server wants it, at no cost for the machine that it is measured on."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack("!H", len(payload))
    return b"\x81" + length + bytes(4) + payload


ACK = masked(b'{"ack":true}')


@dataclass
class Seen:
    """What arrived in all sockets: of each frame the time, and the text that the changing fragment shows."""

    token: str
    frames: int = 0
    open: int = 0
    arrivals: list[tuple[int, float, str]] = field(default_factory=list)  # (socket, time, html)
    last_html: dict[int, str] = field(default_factory=dict)

    def frame(self, number: int, payload: bytes) -> None:
        at, fragments = time.monotonic(), json.loads(payload).get("fragments")
        self.frames += bool(fragments)
        for fragment in fragments or ():
            if fragment["token"] == self.token:
                self.last_html[number] = fragment["html"]
                self.arrivals.append((number, at, fragment["html"]))


class Socket(asyncio.Protocol):
    """The least that speaks RFC 6455: the clients share the machine with the server that is measured."""

    def __init__(self, number: int, page: Page, seen: Seen, opened: Callable[[], None]) -> None:
        self.number, self.page, self.seen, self.opened = number, page, seen, opened
        self.buffer = b""
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types
        self.transport = transport
        transport.write(self.page.handshake)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            self._shake_hands()
        while self.is_open and (frame := self._next_frame()):
            self._take(*frame)

    def connection_lost(self, error: Exception | None) -> None:
        self.seen.open -= self.is_open

    def _shake_hands(self) -> None:
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        if end:
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(head.decode())
            self.buffer, self.is_open = rest, True
            self.seen.open += 1
            self.transport.write(self.page.subscription)
            self.opened()

    def _next_frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:
            return None
        length, start = self.buffer[1], 2
        if length > 125:
            start = 4 if length == 126 else 10
            length = int.from_bytes(self.buffer[2:start], "big")
        end = start + length
        if len(self.buffer) < end:
            return None
        frame = self.buffer[0] & 0x0F, self.buffer[start:end]
        self.buffer = self.buffer[end:]
        return frame

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self.seen.frame(self.number, payload)
            if payload.startswith(b'{"fragments"'):
                self.transport.write(ACK)
        elif opcode == 9:
            self.transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + bytes(4) + payload)


async def _open_all(sockets: int, page: Page, seen: Seen) -> None:
    turn = asyncio.Semaphore(OPENING_AT_ONCE)

    async def open_one(number: int) -> None:
        async with turn:
            is_open = asyncio.Event()
            await asyncio.get_running_loop().create_connection(
                lambda: Socket(number, page, seen, is_open.set), "127.0.0.1", page.port
            )
            await is_open.wait()

    await asyncio.wait_for(asyncio.gather(*map(open_one, range(sockets))), PATIENCE)


async def _watch(parent: "Connection[Any, Any]", sockets: int, page: Page, query: str) -> None:
    page.load(query)
    seen = Seen(page.token)
    began = time.monotonic()
    await _open_all(sockets, page, seen)
    parent.send((time.monotonic() - began, page.watched))
    while await asyncio.to_thread(parent.recv) == "cpu":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        parent.send(usage.ru_utime + usage.ru_stime)
    parent.send((seen.arrivals, seen.frames, list(seen.last_html.values())))


def watch(parent: "Connection[Any, Any]", sockets: int, page: Page, query: str) -> None:
    """The process: tells the parent (seconds to open, fragments watched), its CPU seconds when asked for "cpu", and at
    the end what arrived: (socket, time, html) of the changing fragment, how many frames, the last html of each."""
    asyncio.run(_watch(parent, sockets, page, query))
