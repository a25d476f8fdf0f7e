"""One operation of one socket, and running it away from the event loop. The hub tells when it has to be run again."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import Protocol, TypeVar

from django.db import close_old_connections
from strawberry.types.graphql import OperationType

from accounts.api_access import READ, granted
from accounts.first_use import note_first_use
from accounts.models import User
from blog.graphql import wakes
from blog.graphql.reads import Reads
from blog.graphql.running import FOLLOWING, Answer, Asked, run
from es_core.context import acting
from es_core.live.hub import hub
from es_core.live.key import Key, key_of
from es_core.live.rendering import Rendering

R = TypeVar("R")

AT_ONCE = 2  # operations of all sockets; pages need the database, too
SHARED = 500  # answers that several sockets may wait for
SHARED_FOR = 5.0  # seconds; they may be large

__all__ = ["Followed", "away", "viewer_of", "wakes"]

_threads = ThreadPoolExecutor(AT_ONCE, "graphql")
_answers: "OrderedDict[Hashable, asyncio.Future[Answer]]" = OrderedDict()


class Socket(Protocol):
    loop: asyncio.AbstractEventLoop
    authorization: str

    def stir(self) -> None: ...


class Watching:
    """Keys that the hub is asked to watch, each with the mark of the last wake-up. May be asked in any thread."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.marks: dict[Key, str] = {}
        self.is_due = True
        self.has_ended = False

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self.socket.loop

    def watch(self, query: str, **arguments: object) -> None:
        """From here on; what happened before is about to be read."""
        key = key_of(query, **arguments)
        if key not in self.marks:
            good = hub.board.good(key, 0)
            self.marks[key] = good.digest if good else ""
            hub.watch(self, key, self.marks[key], hub.moment.position)
            if self.has_ended:  # while this was run in its thread
                self.end()

    def offer(self, rendering: Rendering) -> None:
        self.marks[rendering.key] = rendering.digest
        self.is_due = True
        self.socket.stir()

    def end(self) -> None:
        self.has_ended = True
        for key in list(self.marks):
            hub.board.unwatch(self, key)


class Followed(Watching):
    """`told` is the hash of the last answer."""

    def __init__(self, socket: Socket, asked: Asked) -> None:
        super().__init__(socket)
        self.asked = asked
        self.told = ""
        self.is_once = False

    def is_news(self, text: str) -> bool:
        """Another than the last."""
        before, self.told = self.told, blake2b(text.encode(), digest_size=16).hexdigest()
        return self.told != before

    async def answer(self) -> Answer:
        """Strangers who ask the same get the same. Raises NotAllowed and OutOfScope when the token is no good now."""
        if self.socket.authorization or not self.told:
            return await away(self._run)
        variables = json.dumps(self.asked.variables, sort_keys=True)
        same = (self.loop, self.asked.query, variables, self.asked.operation_name, frozenset(self.marks.items()))
        if same not in _answers:
            _answers[same] = asyncio.ensure_future(away(self._run))
            self.loop.call_later(SHARED_FOR, _answers.pop, same, None)
            while len(_answers) > SHARED:
                _answers.popitem(last=False)
        try:
            return await asyncio.shield(_answers[same])
        except Exception:
            _answers.pop(same, None)
            raise

    def _run(self) -> Answer:
        reads = Reads(viewer=viewer_of(self.socket.authorization), watch=self.watch)
        answer = run(self.asked, reads, FOLLOWING)
        self.is_once = reads.kind is OperationType.QUERY
        return answer


def viewer_of(authorization: str) -> User | None:
    """Raises NotAllowed and OutOfScope."""
    if not authorization:
        return None
    grant = granted(authorization)
    grant.require(READ)
    return grant.user


def greeted(authorization: str, address: str | None, agent: str) -> User | None:
    """The first use of a token goes on record, by a socket too. Raises NotAllowed and OutOfScope."""
    if viewer := viewer_of(authorization):
        with acting(actor=viewer.pk, channel="socket", address=address, agent=agent):
            note_first_use(authorization, viewer.pk)
    return viewer


async def away(call: Callable[..., R], *arguments: object) -> R:
    """In a thread of a few, for all that asks the database."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _with_connection, call, *arguments)


def _with_connection(call: Callable[..., R], *arguments: object) -> R:
    close_old_connections()
    try:
        return call(*arguments)
    finally:
        close_old_connections()
