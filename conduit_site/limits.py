"""A bound on the requests at work at once: each is a thread, and only a few of them get a database connection."""

import asyncio
from functools import cache
from weakref import WeakKeyDictionary

from conduit_site.api_errors import of_server
from conduit_site.asgi_shapes import Application, Receive, Scope, Send
from conduit_site.health import ALIVE
from conduit_site.unavailable import RETRY_AFTER, unavailable

turned_away = 0  # requests of this process


class RequestsAtOnce:
    """The others wait for their turn, first come, first served; who waits too long gets the 503 page. Whoever only asks
    whether the process is alive needs no turn: a busy one is."""

    def __init__(self, application: Application, at_once: int, patience: float) -> None:
        self.application = application
        self.at_once = at_once
        self.patience = patience
        self.turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get("path") == ALIVE:
            await self.application(scope, receive, send)
            return
        turn = self.turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self.at_once))
        try:
            await asyncio.wait_for(turn.acquire(), self.patience)
        except TimeoutError:
            await refuse(scope.get("path", ""), send)
            return
        try:
            await self.application(scope, receive, send)
        finally:
            turn.release()


async def refuse(path: str, send: Send) -> None:
    global turned_away
    turned_away += 1
    headers, body = of_server(path, 503, busy_page)
    headers.append((b"retry-after", RETRY_AFTER.encode()))
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


@cache
def busy_page() -> bytes:
    """Rendered once: templates are not for the event loop, least of all under load."""
    return unavailable().content
