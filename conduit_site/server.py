"""Daphne, with what the site asks of a server: a long queue, bounded bodies, an end that lets requests finish."""

import asyncio
import errno
import resource
import signal
import socket
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from django.core.management.base import CommandError
from django.template import loader
from twisted.internet import reactor as installed_reactor
from twisted.internet.defer import Deferred
from twisted.logger import ILogObserver, STDLibLogObserver, globalLogBeginner

from conduit_site.api_errors import of_server

reactor: Any = installed_reactor  # its type says that its functions are attributes of a module
BACKLOG = 2048  # connections that the kernel keeps for us; 50, Daphne's number, is one busy second
LARGEST_FRAME = 128 * 1024  # bytes that a browser may send at once on a socket
OPEN_FILES = 65_536
DRAIN_SECONDS = 10.0
STREAM = b"text/event-stream"
STALLED = 60.0  # seconds that a stream waits for its client


class BoundedRequest(WebRequest):  # type: ignore[misc]  # Daphne has no types
    """Keeps no more of a body than the site allows; the rest is read, so that the sender hears the answer."""

    received = 0
    flow: "Flow | None" = None  # of an answer without end

    def gotLength(self, length: int | None) -> None:
        """Without a length (chunked) the body would grow in memory: a length makes it a file."""
        super().gotLength(settings.LARGEST_BODY if length is None else min(length, settings.LARGEST_BODY))

    def handleContentChunk(self, data: bytes) -> None:
        self.received += len(data)
        if self.received <= settings.LARGEST_BODY:
            super().handleContentChunk(data)
        elif self.received > 100 * settings.LARGEST_BODY:
            self.channel.loseConnection()

    def process(self) -> Any:
        if self.received <= settings.LARGEST_BODY:
            return super().process()
        headers, body = of_server(self.path.decode("latin1"), 413, too_large_page)
        self.handle_reply({"type": "http.response.start", "status": 413, "headers": headers})
        return self.handle_reply({"type": "http.response.body", "body": body})

    def handle_reply(self, message: dict[str, Any]) -> None:
        """An ordinary answer goes into Daphne's buffer as a whole, so that no slow reader keeps a turn."""
        if message["type"] == "http.response.start" and not self.finished and self.channel and is_stream(message):
            self.flow = Flow()
            self.registerProducer(self.flow, True)
        super().handle_reply(message)

    def finish(self) -> None:
        self.let_flow()
        super().finish()

    def connectionLost(self, reason: Any) -> None:
        self.let_flow()
        super().connectionLost(reason)

    def let_flow(self) -> None:
        if self.flow:
            self.flow.resumeProducing()
            if self.producer:
                self.unregisterProducer()

    async def until_read(self) -> None:
        """Whoever does not read for so long is let go, with all that waits for him."""
        if not self.flow or self.flow.goes.is_set():
            return
        try:
            async with asyncio.timeout(STALLED):
                await self.flow.goes.wait()
        except TimeoutError:
            self.channel.forceAbortClient()


class Flow:
    """What Twisted says of the client: whether 64 KB wait for him that he has not read."""

    def __init__(self) -> None:
        self.goes = asyncio.Event()
        self.goes.set()

    def pauseProducing(self) -> None:
        self.goes.clear()

    def resumeProducing(self) -> None:
        self.goes.set()

    def stopProducing(self) -> None:
        self.resumeProducing()


def is_stream(start: dict[str, Any]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(STREAM) for name, value in start["headers"])


@cache
def too_large_page() -> bytes:
    """Rendered without a request, once."""
    return loader.render_to_string("413.html").encode()


class SiteFactory(HTTPFactory):  # type: ignore[misc]
    def buildProtocol(self, address: Any) -> Any:
        protocol = super().buildProtocol(address)
        protocol.requestFactory = BoundedRequest
        return protocol


class SiteSocket(WebSocketProtocol):  # type: ignore[misc]
    """Says why it closes, and lets go of a handshake that was refused before the application heard of it."""

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message.get("type") == "websocket.close" and self.state == self.STATE_OPEN:
            self.sendClose(code=message.get("code") or 1000, reason=message.get("reason") or None)
        else:
            super().handle_reply(message)

    def onClose(self, was_clean: bool, code: int | None, reason: str | None) -> None:
        if hasattr(self, "server"):
            super().onClose(was_clean, code, reason)


class SiteServer(Server):  # type: ignore[misc]
    """Serves on a socket that is bound already, and drains before it ends."""

    def __init__(self, application: Any, bound: socket.socket) -> None:
        super().__init__(application, endpoints=[bound], server_name="")
        self.bound = bound

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = SiteFactory(self)
        self.ws_factory = WebSocketFactory(self, server=self.server_name)
        self.ws_factory.protocol = SiteSocket
        self.ws_factory.setProtocolOptions(
            maxFramePayloadSize=LARGEST_FRAME,
            maxMessagePayloadSize=LARGEST_FRAME,
            autoPingTimeout=self.ping_timeout,
            openHandshakeTimeout=self.websocket_handshake_timeout,
        )
        globalLogBeginner.beginLoggingTo([cast(ILogObserver, STDLibLogObserver("twisted"))], redirectStandardIO=False)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        signal.signal(signal.SIGHUP, lambda number, frame: reactor.callFromThread(reactor.stop))
        self.listen()
        ready()
        reactor.run()

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, BoundedRequest):
            await protocol.until_read()

    def listen(self) -> None:
        allow_many_files()
        self.bound.setblocking(False)
        self.bound.listen(BACKLOG)
        self.port = reactor.adoptStreamPort(self.bound.fileno(), self.bound.family, self.http_factory)
        self.bound.close()

    def kill_all_applications(self) -> Any:
        return Deferred.fromFuture(asyncio.ensure_future(self.drain()))

    async def drain(self) -> None:
        """No new connections; requests at work get a moment to end, sockets are closed."""
        self.port.stopListening()
        clock = asyncio.get_running_loop().time
        deadline = clock() + DRAIN_SECONDS
        while self.at_work() and clock() < deadline:
            await asyncio.sleep(0.02)
        waiting = [task for task in map(task_of, self.connections.values()) if task and not task.done()]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def at_work(self) -> bool:
        """Streams would never end."""
        requests = [
            details
            for protocol, details in self.connections.items()
            if isinstance(protocol, BoundedRequest) and not protocol.flow
        ]
        return any(task and not task.done() for task in map(task_of, requests))


def task_of(details: dict[str, Any]) -> "asyncio.Task[None] | None":
    return details.get("application_instance")


def allow_many_files() -> None:
    """Every browser is an open file, and the usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def bind(host: str, port: int) -> socket.socket:
    """The port is ours from here on, and answers once the server listens."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        bound = socket.socket(family, kind)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} is taken. To take another: make run PORT={port + 1}") from error
        raise CommandError(f"Can't serve on {host}, port {port}: {error.strerror}") from error
    return bound
