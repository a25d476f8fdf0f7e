"""Sockets whose browser never reads: each costs a bounded piece of memory, and nobody waits for them."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore

from bench.live.clients import Page, masked
from bench.live.server import Server
from blog.models import Article
from es_core.live import pulse
from es_core.live.consumer import LiveConsumer
from es_core.live.key import key_of, token_of
from tests.accounts.conftest import Person
from tests.blog.history import comment_of
from tests.browser.site import Site, serving
from tests.browser.test_live import comment
from tests.live.page import eventually
from tests.live.tab import tab
from tests.live.test_hub import count_of, favorite
from tests.live.test_sockets import figure

pytestmark = pytest.mark.django_db(transaction=True)

STALLED = 50
LARGE = "x" * 200_000  # a comment that all their frames bring
CHANGES = 20
MEMORY = 30_000_000  # bytes; if every change waited in every socket it would be 200,000,000
DELAY = 5.0  # seconds, for machines that do something else meanwhile


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("stalled")) as site:
        yield site


def stalled(site: Site, article: Article) -> socket.socket:
    """It asks for the comments, and reads nothing any more."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    found.connect(("127.0.0.1", port := urlsplit(site.url).port or 0))
    watch = [(token_of(key_of("comments", article_id=article.id, before="")), "")]
    found.sendall(Page(port, "/").handshake)
    assert found.recv(1_000).startswith(b"HTTP/1.1 101")
    found.sendall(masked(json.dumps({"watch": watch, "at": -1}).encode()))
    return found


def test_they_cost_little_and_delay_nobody(alone: Site, bees: Article, bob: Person) -> None:
    comment_of(bob.id, bees, LARGE)
    server, longest = Server(alone.pid, 0), 0.0
    with ExitStack() as opened, tab(alone.url) as reader:
        reader.watch(count_of(bees.id))
        reader.will_show(count_of(bees.id), "0")
        before = server.memory()
        for _ in range(STALLED):
            opened.enter_context(stalled(alone, bees))
        eventually(lambda: figure(alone, "subscriptions") == STALLED + 1)
        for n in range(1, CHANGES + 1):
            comment(bees, bob, f"Number {n}")
            favorite(bees.id)
            began = time.monotonic()
            reader.will_show(count_of(bees.id), str(n))
            longest = max(longest, time.monotonic() - began)
        grown = server.memory() - before
    print(f"{STALLED} stalled sockets: {grown >> 20} MB, the longest wait of another {longest * 1000:.0f} ms")
    assert grown < MEMORY
    assert longest < DELAY


async def closing(socket: WebsocketCommunicator) -> dict[str, Any]:
    """The message that ends it."""
    while (message := await socket.receive_output(10))["type"] != "websocket.close":
        pass
    return dict(message)


def test_one_that_acknowledges_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "EVERY", 0.05)
    monkeypatch.setattr(pulse, "STALLED", 0.1)

    async def watch_and_stall() -> dict[str, Any]:
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/live")
        socket.scope |= {"session": SessionStore(), "user": AnonymousUser(), "query_string": b""}
        await socket.connect()
        await socket.send_to(text_data='{"watch": [["forged", ""]]}')
        found = await closing(socket)
        await socket.disconnect()
        return found

    assert async_to_sync(watch_and_stall)()["code"] == pulse.TIMED_OUT
