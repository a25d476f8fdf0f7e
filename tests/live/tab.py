"""A browser's tab as the server sees it: a real socket, and what live.js would say on it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from typing import Any

import msgspec
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from es_core.live.key import Key, token_of

PATIENCE = 20.0  # seconds, for machines that do something else meanwhile


class Tab:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, **message: Any) -> None:
        self.socket.send(msgspec.json.encode(message).decode())

    def watch(self, *keys: Key, at: int = -1) -> None:
        self.say(watch=[(token_of(key), "as it was") for key in keys], at=at)

    def hear(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next frame's hash and html by token; without an acknowledgement. Raises TimeoutError."""
        while True:
            found = msgspec.json.decode(self.socket.recv(patience))
            if "fragments" in found:
                return {each["token"]: each for each in found["fragments"]}

    def html(self, key: Key) -> str:
        """What the next frame shows of this fragment; acknowledged."""
        found: str = self.hear()[token_of(key)]["html"]
        self.say(ack=True)
        return found

    def will_show(self, key: Key, html: str) -> None:
        while self.html(key) != html:
            pass

    def hears_nothing(self, seconds: float = 0.7) -> bool:
        try:
            self.hear(seconds)
        except TimeoutError:
            return True
        return False

    def closed_with(self, patience: float = PATIENCE) -> int:
        """The code, once the server has closed it; a reason comes with it. Raises TimeoutError."""
        with suppress(ConnectionClosed):
            while True:
                self.socket.recv(patience)
        assert self.socket.close_reason or self.socket.close_code == 1006
        return self.socket.close_code or 1006


@contextmanager
def tab(url: str, browser: Client | None = None, path: str = "/live", **options: Any) -> Iterator[Tab]:
    """With the session of that browser. Raises InvalidStatus when it is refused."""
    cookies: SimpleCookie = browser.cookies if browser else SimpleCookie()
    headers = {"Cookie": "; ".join(f"{name}={each.value}" for name, each in cookies.items())} if cookies else {}
    options = {"origin": url, "additional_headers": headers, "compression": None, "open_timeout": PATIENCE} | options
    with connect(url.replace("http", "ws") + path, **options) as socket:
        yield Tab(socket)
