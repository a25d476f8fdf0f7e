"""A socket that speaks graphql-transport-ws, as a program's library does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from blog.graphql.messages import PROTOCOL

PATIENCE = 20.0  # seconds, for machines that do something else meanwhile


class Tab:
    """It answers pings by itself unless it is `deaf`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.is_deaf = False

    def say(self, kind: str, **values: Any) -> None:
        self.socket.send(json.dumps({"type": kind} | values))

    def hear(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next message that is no ping. Raises TimeoutError."""
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(patience))
            if message["type"] != "ping":
                return message
            if not self.is_deaf:
                self.say("pong")

    def greet(self, token: str | None = None) -> "Tab":
        self.say("connection_init", payload={"Authorization": f"Token {token}"} if token else {})
        assert self.hear() == {"type": "connection_ack"}
        return self

    def follow(self, query: str, name: str = "1", **variables: Any) -> None:
        self.say("subscribe", id=name, payload={"query": query, "variables": variables})

    def data(self, name: str = "1") -> Any:
        """Of the next answer to that operation."""
        while (message := self.hear())["type"] != "next" or message["id"] != name:
            pass
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]

    def will_show(self, data: Any, name: str = "1") -> None:
        while self.data(name) != data:
            pass

    def hears_nothing(self, seconds: float = 0.7) -> bool:
        try:
            self.hear(seconds)
        except TimeoutError:
            return True
        return False

    def closed_with(self, patience: float = PATIENCE) -> int:
        """The code, once the server has closed it. Raises TimeoutError."""
        with suppress(ConnectionClosed):
            while True:
                self.socket.recv(patience)
        return self.socket.close_code or 1006


@contextmanager
def tab(url: str, **options: Any) -> Iterator[Tab]:
    options = {"subprotocols": [PROTOCOL], "compression": None, "open_timeout": PATIENCE} | options
    with connect(f"{url.replace('http', 'ws')}/graphql", **options) as socket:
        yield Tab(socket)
