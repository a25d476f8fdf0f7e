"""Answers that go on without end, outside of Django: there each would hold a thread, and one of the few turns.

A view answers with the beginning, after all the checks that every request passes, and leaves in `scope["goes_on"]` what
makes an async iterator of the rest.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from django.conf import settings

from conduit_site.api_errors import JSON, answer
from conduit_site.asgi_shapes import Application, Receive, Scope, Send
from conduit_site.unavailable import RETRY_AFTER
from es_core.live import addresses
from es_core.live.hub import hub

logger = logging.getLogger(__name__)

GOES_ON = "goes_on"


class Streams:
    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = Stream(scope, receive, send)
        try:
            await self.application(scope, stream.receive, stream.send)
            if stream.is_open and not stream.is_left:
                await stream.go_on(scope[GOES_ON])
        finally:
            stream.leave()


class Stream:
    """One answer: an ordinary one, unless its view said that it goes on and there is room for one more."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.base_receive, self.base_send = scope, receive, send
        self.address = addresses.address_of(scope.get("client"))
        self.has_entered = self.is_open = self.is_left = False
        self.refusal: tuple[int, str] | None = None

    async def receive(self) -> Mapping[str, Any]:
        message = await self.base_receive()
        self.is_left |= message["type"] == "http.disconnect"
        return message

    async def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200 and GOES_ON in self.scope:
            self.refusal = self.enter()
            self.is_open = self.refusal is None
            message = self.begun(message)
        elif self.refusal:
            message = {"type": "http.response.body", "body": refused(self.refusal[1])}
        elif self.is_open:
            message = {**message, "more_body": True}
        await self.base_send(message)

    def enter(self) -> tuple[int, str] | None:
        """Why it can't: a status and the reason. It shares the room that open pages have."""
        self.has_entered = True
        hub.figures.streams += 1
        if addresses.enter(self.address) > settings.LIVE_SOCKETS_OF_ADDRESS:
            return 429, "too many open streams from one address"
        is_full = hub.figures.sockets + hub.figures.streams > settings.LIVE_SOCKETS
        return (503, "too many open streams") if is_full else None

    def leave(self) -> None:
        if self.has_entered:
            self.has_entered = False
            hub.figures.streams -= 1
            addresses.leave(self.address)

    def begun(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its length is not known; a refusal has another type."""
        headers = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
        if not self.refusal:
            return {**message, "headers": headers}
        hub.figures.refused += 1
        kept = [(name, value) for name, value in headers if name.lower() != b"content-type"]
        said = [(b"Content-Type", JSON.encode()), (b"Retry-After", RETRY_AFTER.encode())]
        return {**message, "status": self.refusal[0], "headers": kept + said}

    async def go_on(self, rest: Callable[[], AsyncGenerator[bytes, None]]) -> None:
        """Until the client leaves."""
        sending = asyncio.create_task(self.send_all(rest))
        leaving = asyncio.create_task(self.until_left())
        try:
            await asyncio.wait([sending, leaving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            ends = await asyncio.gather(sending, leaving, return_exceptions=True)
        if isinstance(ends[0], Exception):
            logger.error("a stream broke off", exc_info=ends[0])
        if not self.is_left:
            await self.base_send({"type": "http.response.body", "body": b""})

    async def send_all(self, rest: Callable[[], AsyncGenerator[bytes, None]]) -> None:
        """The server lets no more pass than the client reads."""
        async with aclosing(rest()) as pieces:
            async for piece in pieces:
                await self.base_send({"type": "http.response.body", "body": piece, "more_body": True})

    async def until_left(self) -> None:
        while not self.is_left:
            await self.receive()


def refused(reason: str) -> bytes:
    return answer(503, feed=[reason]).content
