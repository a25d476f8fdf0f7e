"""A socket for subscriptions. It can't write; what it follows is told in rounds, each only when the client has answered
the ping behind the last: a slow reader costs one round, not all that happened meanwhile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from autobahn.exception import Disconnected
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import Error

from accounts.api_access import NotAllowed, OutOfScope
from accounts.models import User
from blog.graphql import messages
from blog.graphql.followed import Followed, Watching, away, greeted, viewer_of
from blog.graphql.messages import Complete, Init, Message, NoMessage, Pace, Ping, Pong, Subscribe, heard, said
from blog.graphql.running import Answer, Asked, OtherMethod, refused
from es_core.live import addresses
from es_core.live.hub import hub
from es_core.live.visits import OPENED, REFUSED, address_of, agent_of, visits

logger = logging.getLogger(__name__)

MAX_MESSAGE = 64 * 1024  # characters
MAX_FOLLOWED = 20  # operations of one socket
MAX_MESSAGES = 50  # in one second
PATIENCE = 10.0  # seconds for connection_init
BEAT = 25.0  # seconds between pings of an idle socket
STALLED = 60.0  # seconds after which an unanswered ping ends the socket
POLL = 1.0  # seconds until a database that could not be asked is asked again


class GraphQLConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    has_ended = False

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Callable[..., Any]
    ) -> None:
        """As the pages' own consumer: no channel layer, no task a message."""
        self.scope, self.base_send = scope, send
        await receive()  # the client wants to connect
        self._enter()
        work = self.loop.create_task(self._work())
        try:
            await self._accept()
            while (message := await receive())["type"] == "websocket.receive":
                if not self.has_ended:
                    await self._hear(message.get("text"))
        finally:
            work.cancel()
            self._leave()

    def _enter(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.authorization = ""
        self.greeted, self.stirred = asyncio.Event(), asyncio.Event()
        self.followed: dict[str, Followed] = {}
        self.account: Watching | None = None
        self.pinged_at: float | None = None
        self.pace = Pace()
        self.address = addresses.address_of(self.scope.get("client"))
        self.of_address = addresses.enter(self.address)
        hub.figures.sockets += 1

    def _leave(self) -> None:
        self.has_ended = True
        for each in (*self.followed.values(), *([self.account] if self.account else [])):
            each.end()
        hub.figures.sockets -= 1
        addresses.leave(self.address)

    async def _accept(self) -> None:
        speaks = messages.PROTOCOL in self.scope.get("subprotocols", ())
        await self.accept(messages.PROTOCOL if speaks else None)
        if not speaks:
            await self.end(messages.NO_PROTOCOL, f"this socket speaks {messages.PROTOCOL}")
        elif self.of_address > settings.LIVE_SOCKETS_OF_ADDRESS:
            await self.end(messages.TOO_MANY, "too many sockets from one address")
        elif hub.figures.sockets > settings.LIVE_SOCKETS:
            await self.end(messages.TOO_MANY, "too many sockets")

    async def end(self, code: int, reason: str) -> None:
        if not self.has_ended:
            self.has_ended = True
            hub.figures.refused += 1
            visits.came(REFUSED, self.scope, reason)
            with suppress(Disconnected, OSError):
                await self.close(code, reason)

    async def say(self, kind: str, **values: Any) -> None:
        await self._write(said(kind, **values))

    async def _write(self, text: str) -> None:
        if not self.has_ended:
            with suppress(Disconnected, OSError):
                await self.send(text)

    def stir(self) -> None:
        self.stirred.set()

    async def _hear(self, text: str | None) -> None:
        if text is None or len(text) > MAX_MESSAGE:
            return await self.end(messages.GARBLED, "a message is text of at most 64 KiB")
        if self.pace.in_this_second(self.loop.time()) > MAX_MESSAGES:
            return await self.end(messages.TOO_MANY, f"a socket has at most {MAX_MESSAGES} messages a second")
        try:
            message = heard(text)
        except NoMessage:
            return await self.end(messages.GARBLED, "this is no message of the protocol")
        return await self._take(message)

    async def _take(self, message: Message) -> None:
        match message:
            case Init():
                await self._greet(message.payload or {})
            case Ping():
                await self.say("pong")
            case Pong():
                self.pinged_at = None
                self.stir()
            case Subscribe():
                await self._subscribe(message)
            case Complete():
                self._drop(message.id)

    async def _greet(self, payload: dict[str, Any]) -> None:
        if self.greeted.is_set():
            return await self.end(messages.TOO_MANY, "Too many initialisation requests")
        sent = payload.get("Authorization") or payload.get("authorization") or ""
        self.authorization = sent if isinstance(sent, str) else "garbled"
        try:
            if await self._is_permitted(greeted, address_of(self.scope.get("client")), agent_of(self.scope["headers"])):
                visits.came(OPENED, self.scope)
                self.greeted.set()
                await self.say("connection_ack")
        except Error:
            await self.end(messages.LATER, "try again in a moment")
        return None

    async def _is_permitted(self, look: Callable[..., User | None] = viewer_of, *by: str | None) -> bool:
        """Whether the token is good, still or yet; its end is followed like anything else."""
        try:
            viewer = await away(look, self.authorization, *by)
        except (NotAllowed, OutOfScope) as error:
            await self.end(messages.FORBIDDEN, f"the token {getattr(error, 'reason', error)}")
            return False
        if viewer and not self.account:
            self.scope["user"] = viewer
            self.account = Watching(self)
            self.account.watch("graphql-account", user_id=viewer.pk)
            self.account.is_due = False
        return True

    async def _subscribe(self, message: Subscribe) -> None:
        if not self.greeted.is_set():
            return await self.end(messages.UNAUTHORISED, "Unauthorized")
        if message.id in self.followed:
            return await self.end(messages.ID_IN_USE, "an operation of that id is followed already")
        if len(self.followed) >= MAX_FOLLOWED:
            return await self.end(messages.TOO_MANY, f"a socket follows at most {MAX_FOLLOWED} operations")
        sent = message.payload
        self.followed[message.id] = Followed(self, Asked(sent.query, sent.variables or {}, sent.operation_name))
        return self.stir()

    def _drop(self, name: str) -> None:
        if each := self.followed.pop(name, None):
            each.end()

    async def _work(self) -> None:
        """All that is told unasked."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.greeted.wait()
        except TimeoutError:
            return await self.end(messages.TIMED_OUT, "Connection initialisation timeout")
        while not self.has_ended:
            try:
                await self._turn()
            except Error:
                logger.warning("a subscription has to wait", exc_info=True)
                self.loop.call_later(POLL, self.stir)
            except Exception:  # whoever follows must not be left believing that nothing changes
                logger.exception("a subscription is broken")
                return await self.end(1011, "something broke on our side")
        return None

    async def _turn(self) -> None:
        try:
            async with asyncio.timeout(BEAT):
                await self.stirred.wait()
        except TimeoutError:
            return await self._beat()
        self.stirred.clear()
        if self._has_stalled():
            return await self.end(messages.TIMED_OUT, "a ping was not answered")
        if self.account and self.account.is_due:
            self.account.is_due = not await self._is_permitted()
        if self.pinged_at is None and any([await self._tell(name) for name in list(self.followed)]):
            await self._ping()
        return None

    def _has_stalled(self) -> bool:
        return self.pinged_at is not None and self.loop.time() - self.pinged_at > STALLED

    async def _beat(self) -> None:
        if self._has_stalled():
            await self.end(messages.TIMED_OUT, "a ping was not answered")
        elif await self._is_permitted() and self.pinged_at is None:
            await self._ping()

    async def _ping(self) -> None:
        self.pinged_at = self.loop.time()
        await self.say("ping")

    async def _tell(self, name: str) -> bool:
        """Whether there was anything new."""
        each = self.followed.get(name)
        if each is None or not each.is_due:
            return False
        each.is_due = False
        try:
            answer = await each.answer()
        except (NotAllowed, OutOfScope):
            await self._is_permitted()
            return False
        except OtherMethod as error:
            answer = refused(f"a {error} comes by POST, not by a socket")
        except Error:
            each.is_due = True
            raise
        if self.followed.get(name) is not each:  # the client has dropped it meanwhile
            return False
        return await self._send(name, each, answer)

    async def _send(self, name: str, each: Followed, answer: Answer) -> bool:
        if answer.is_refused:
            await self.say("error", id=name, payload=answer.body["errors"])
            self._drop(name)
            return True
        text = said("next", id=name, payload=answer.body)
        if not each.is_news(text):
            return False
        await self._write(text)
        if each.is_once:
            await self.say("complete", id=name)
            self._drop(name)
        return True
