"""One socket of one tab: it says what the page shows, and gets what has changed since. It can't write anything."""

import asyncio
from contextlib import suppress

import msgspec
from autobahn.exception import Disconnected
from channels.generic.websocket import AsyncWebsocketConsumer

from es_core.live import pulse, sessions
from es_core.live.hub import hub
from es_core.live.key import BadToken, Key, key_from
from es_core.live.rendering import GONE, Rendering, frame

MAX_MESSAGE = 64 * 1024  # characters
MAX_WATCHED = 250  # fragments of one page
MAX_SOCKETS_OF_USER = 100  # in one process

GARBLED, TOO_MANY = 4400, 4429  # close codes


class Message(msgspec.Struct, forbid_unknown_fields=True):
    """From the page. `watch`: (token, hash of what it shows); `at`: the position that the page was made at."""

    watch: list[tuple[str, str]] = []
    drop: list[str] = []
    at: int = 0
    ack: bool = False


_decoder = msgspec.json.Decoder(Message)


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """At most one frame is under way; until the page has acknowledged it, changes only replace what waits."""

    # No channel layer of this name: the log brings the data, so no queue per socket is made.
    channel_layer_alias = "none"

    async def connect(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.session_key: str | None = self.scope["session"].session_key
        self.viewer_id = str(self.scope["user"].pk) if self.scope["user"].is_authenticated else None
        self.known: dict[str, str] = {}  # token: hash
        self.waiting: dict[str, tuple[str, str]] = {}  # token: (hash, frame)
        self.sent_at: float | None = None
        await self.accept()
        hub.figures.sockets += 1
        pulse.enter(self)
        if self.viewer_id and sessions.enter(self.viewer_id, self) > MAX_SOCKETS_OF_USER:
            await self.end(TOO_MANY, "too many open pages of one account")

    async def disconnect(self, code: int) -> None:
        hub.board.unwatch(self, [key_from(token) for token in self.known])
        pulse.leave(self)
        hub.figures.sockets -= 1
        if self.viewer_id:
            sessions.leave(self.viewer_id, self)

    async def end(self, code: int, reason: str) -> None:
        hub.figures.refused += 1
        with suppress(Disconnected):
            await self.close(code, reason)

    async def send(self, text_data: str | None = None, bytes_data: bytes | None = None, close: bool = False) -> None:
        """Whoever has just left the page needs nothing more; `disconnect` follows."""
        with suppress(Disconnected):
            await super().send(text_data, bytes_data, close)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is None or len(text_data) > MAX_MESSAGE:
            await self.end(GARBLED, "a message is text of at most 64 KiB")
            return
        try:
            message = _decoder.decode(text_data)
        except msgspec.MsgspecError:
            await self.end(GARBLED, "this is not a message of live.js")
            return
        if len(self.known) + len(message.watch) > MAX_WATCHED:
            await self.end(TOO_MANY, f"a page may watch {MAX_WATCHED} fragments")
            return
        self._take(message)
        await self.flush()

    def offer(self, rendering: Rendering) -> None:
        """Called by the hub in this socket's loop."""
        if rendering.token in self.known:
            self._put(rendering)
            if self.sent_at is None and self.waiting:
                self.loop.create_task(self.flush())

    async def flush(self) -> None:
        """Send what waits, unless a frame is still under way."""
        if self.sent_at is not None or not self.waiting:
            return
        self.sent_at = self.loop.time()
        waiting, self.waiting = self.waiting, {}
        self.known.update((token, digest) for token, (digest, _) in waiting.items() if token in self.known)
        hub.figures.frames += 1
        await self.send('{"fragments":[' + ",".join(text for _, text in waiting.values()) + "]}")

    def _take(self, message: Message) -> None:
        if message.ack:
            self.sent_at = None
        for token in message.drop:
            if self.known.pop(token, None) is not None:
                self.waiting.pop(token, None)
                hub.board.unwatch(self, [key_from(token)])
        for token, known in message.watch:
            self._watch(token, known, message.at)

    def _watch(self, token: str, known: str, at: int) -> None:
        try:
            key = self._permitted(token)
        except BadToken:
            hub.figures.refused += 1
            self.waiting[token] = (GONE, frame(token, GONE, None))
            return
        self.known[token] = known
        hub.watch(self, key, known, at)

    def _permitted(self, token: str) -> Key:
        key = key_from(token)
        if key.viewer_id not in (None, self.viewer_id):
            raise BadToken
        return key

    def _put(self, rendering: Rendering) -> None:
        if self.known[rendering.token] == rendering.digest:
            self.waiting.pop(rendering.token, None)
        else:
            self.waiting[rendering.token] = (rendering.digest, rendering.frame)
