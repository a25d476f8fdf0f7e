"""One socket of one tab: it says what the page shows, and gets what has changed since. It can't write anything."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import parse_qs

import msgspec
from autobahn.exception import Disconnected
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from es_core.live import addresses, pulse, sessions
from es_core.live.hub import hub
from es_core.live.key import MAX_TOKEN, BadToken, Key, key_from
from es_core.live.rendering import GONE, Rendering, frame
from es_core.live.visits import OPENED, REFUSED, visits

MAX_MESSAGE = 64 * 1024  # characters
MAX_WATCHED = 250  # fragments of one page
MAX_SOCKETS_OF_USER = 100  # in one process
MAX_MESSAGES = 200  # in one second

GARBLED, TOO_MANY = 4400, 4429  # close codes

Token = Annotated[str, msgspec.Meta(max_length=2 * MAX_TOKEN)]
Digest = Annotated[str, msgspec.Meta(max_length=64)]


class Message(msgspec.Struct, forbid_unknown_fields=True):
    """From the page. `watch`: (token, hash of what it shows); `at`: the position that the page was made at."""

    watch: list[tuple[Token, Digest]] = []
    drop: list[Token] = []
    at: int = 0
    ack: bool = False


_decoder = msgspec.json.Decoder(Message)


class Watched:
    """A fragment as the page has it since one subscription. When the page subscribes anew, as it does when it has got
    the fragment by itself, a rendering begun before is for this one, and comes to nothing."""

    __slots__ = ("digest", "key", "socket")

    def __init__(self, socket: "LiveConsumer", key: Key, digest: str) -> None:
        self.socket, self.key, self.digest = socket, key, digest

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self.socket.loop

    def offer(self, rendering: Rendering) -> None:
        self.socket.offer(self, rendering)


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """At most one frame is under way; until the page has acknowledged it, changes only replace what waits."""

    has_ended = False
    heard = 0  # messages of the page that were taken

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Callable[..., Any]
    ) -> None:
        """Channels' own makes tasks and asks a thread for each message; no message here needs the database. Nor does it
        need a channel layer: the log brings the data."""
        self.scope, self.base_send = scope, send
        await receive()  # the browser wants to connect
        await self.accept()
        self._enter()
        try:
            if reason := self._no_room():
                await self.end(TOO_MANY, reason)
            if self._page_viewer() not in ("", self.viewer_id):
                await self.end(sessions.ENDED, "this page was made for a session that has ended")
            if not self.has_ended:
                visits.came(OPENED, self.scope)
            while (message := await receive())["type"] == "websocket.receive":
                if not self.has_ended:
                    await self.receive(message.get("text"), message.get("bytes"))
        finally:
            self._leave()

    def _enter(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.session_key: str | None = self.scope["session"].session_key
        self.viewer_id = str(self.scope["user"].pk) if self.scope["user"].is_authenticated else None
        self.known: dict[str, Watched] = {}  # by token
        self.waiting: dict[str, tuple[str, str]] = {}  # token: (hash, frame)
        self.sent_at: float | None = None
        self.second, self.messages = 0, 0
        self.address = addresses.address_of(self.scope.get("client"))
        self.of_address = addresses.enter(self.address)
        self.of_user = sessions.enter(self.viewer_id, self) if self.viewer_id else 0
        hub.figures.sockets += 1
        pulse.enter(self)

    def _no_room(self) -> str:
        """Why this socket is one too many for one process."""
        if self.of_user > MAX_SOCKETS_OF_USER:
            return "too many open pages of one account"
        if self.of_address > settings.LIVE_SOCKETS_OF_ADDRESS:
            return "too many open pages from one address"
        return "too many open pages" if hub.figures.sockets > settings.LIVE_SOCKETS else ""

    def _page_viewer(self) -> str:
        """Whom the page was made for, as it says; nobody, for a stranger's."""
        said: bytes = self.scope["query_string"]
        return parse_qs(said.decode("ascii", "replace")).get("viewer", [""])[0]

    def _leave(self) -> None:
        self._forget()
        pulse.leave(self)
        hub.figures.sockets -= 1
        addresses.leave(self.address)
        if self.viewer_id:
            sessions.leave(self.viewer_id, self)

    def _forget(self) -> None:
        for token in list(self.known):
            self._drop(token)
        self.waiting.clear()

    async def end(self, code: int, reason: str) -> None:
        if not self.has_ended:
            self.has_ended = True
            self._forget()
            hub.figures.refused += code != sessions.ENDED
            visits.came(REFUSED, self.scope, reason)
            with suppress(Disconnected, OSError):
                await self.close(code, reason)

    async def send(self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False) -> None:
        """Whoever has just left the page needs nothing more; the end of the socket follows."""
        with suppress(Disconnected, OSError):
            await super().send(text_data, bytes_data, close)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is None or len(text_data) > MAX_MESSAGE:
            return await self.end(GARBLED, "a message is text of at most 64 KiB")
        if self._is_hasty():
            return await self.end(TOO_MANY, f"a page has at most {MAX_MESSAGES} messages a second")
        try:
            message = _decoder.decode(text_data)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return await self.end(GARBLED, "this is not a message of live.js")
        if len(self._after(message)) > MAX_WATCHED:
            return await self.end(TOO_MANY, f"a page may watch {MAX_WATCHED} fragments")
        self._take(message)
        self.heard += 1
        return await self.flush()

    def offer(self, watched: Watched, rendering: Rendering) -> None:
        """Called by the hub in this socket's loop."""
        if self.known.get(rendering.token) is not watched:
            return
        if watched.digest == rendering.digest:
            self.waiting.pop(rendering.token, None)
        else:
            self.waiting[rendering.token] = (rendering.digest, rendering.frame)
        if self.sent_at is None and self.waiting:
            self.loop.create_task(self.flush())

    async def flush(self) -> None:
        """Send what waits, unless a frame is still under way."""
        if self.sent_at is not None or not self.waiting:
            return
        self.sent_at = self.loop.time()
        waiting, self.waiting = self.waiting, {}
        for token, (digest, _) in waiting.items():
            if token in self.known:
                self.known[token].digest = digest
        hub.figures.frames += 1
        await self.send('{"fragments":[' + ",".join(text for _, text in waiting.values()) + "]}")

    def _is_hasty(self) -> bool:
        second = int(self.loop.time())
        self.messages = self.messages + 1 if second == self.second else 1
        self.second = second
        return self.messages > MAX_MESSAGES

    def _after(self, message: Message) -> set[str]:
        """All tokens that this socket would have to remember."""
        return (self.known.keys() | self.waiting.keys()) - set(message.drop) | {token for token, _ in message.watch}

    def _take(self, message: Message) -> None:
        if message.ack:
            self.sent_at = None
        for token in message.drop:
            self._drop(token)
        for token, digest in message.watch:
            self._watch(token, digest, message.at)

    def _watch(self, token: str, digest: str, at: int) -> None:
        self._drop(token)
        try:
            key = self._permitted(token)
        except BadToken:
            hub.figures.refused += 1
            self.waiting[token] = (GONE, frame(token, GONE, None))
            return
        self.known[token] = Watched(self, key, digest)
        hub.watch(self.known[token], key, digest, at)

    def _drop(self, token: str) -> None:
        self.waiting.pop(token, None)
        if watched := self.known.pop(token, None):
            hub.board.unwatch(watched, watched.key)

    def _permitted(self, token: str) -> Key:
        key = key_from(token)
        if key.viewer_id not in (None, self.viewer_id):
            raise BadToken
        return key
