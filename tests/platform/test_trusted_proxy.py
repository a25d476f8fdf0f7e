"""Only a trusted proxy is believed when it says who the client is."""

import asyncio
from typing import Any

import pytest

from conduit_site.asgi_shapes import Receive, Scope, Send
from conduit_site.proxy import HEARSAY, TrustedProxy


def seen(
    peer: str, *headers: tuple[str, str], trusted: tuple[str, ...] = ("10.0.0.0/8", "::1"), kind: str = "http"
) -> Scope:
    """The scope that the site gets for a request from this peer with these headers."""
    scopes: list[Scope] = []

    async def site(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)

    async def nothing(*args: Any) -> Any: ...

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": kind, "client": [peer, 1234], "headers": raw, "scheme": "http", "root_path": "/anything"}
    asyncio.run(TrustedProxy(site, trusted)(scope, nothing, nothing))
    return scopes[0]


def test_the_proxy_names_the_client_and_the_scheme() -> None:
    scope = seen("10.0.0.1", ("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https"))
    assert scope["client"][0] == "203.0.113.9"
    assert scope["scheme"] == "https"


def test_a_socket_behind_the_proxy_is_secure_too() -> None:
    assert seen("10.0.0.1", ("x-forwarded-proto", "https"), kind="websocket")["scheme"] == "wss"


def test_a_stranger_is_not_believed() -> None:
    scope = seen("203.0.113.1", ("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https"))
    assert scope["client"][0] == "203.0.113.1"
    assert scope["scheme"] == "http"
    assert scope["headers"] == []
    assert HEARSAY in scope


def test_only_what_somebody_passed_on_is_hearsay() -> None:
    assert HEARSAY not in seen("203.0.113.1", ("accept", "text/html"))
    assert HEARSAY not in seen("10.0.0.1", ("x-forwarded-for", "203.0.113.9"))


def test_nobody_is_believed_unless_one_is_trusted() -> None:
    assert seen("127.0.0.1", ("x-forwarded-for", "198.51.100.7"), trusted=())["client"][0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the left one is the client's own claim
        ("198.51.100.7, 203.0.113.9, 10.1.2.3", "203.0.113.9"),  # two proxies
        ("10.1.2.3, 10.1.2.4", "10.1.2.3"),  # a client inside
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("nonsense", "10.0.0.1"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_client_is_the_first_stranger_from_the_right(forwarded: str, client: str) -> None:
    assert seen("10.0.0.1", ("x-forwarded-for", forwarded))["client"][0] == client


def test_several_lines_count_as_one() -> None:
    scope = seen("::1", ("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "203.0.113.9"))
    assert scope["client"][0] == "203.0.113.9"


def test_nobody_sets_the_root_path_from_outside() -> None:
    assert seen("203.0.113.1")["root_path"] == ""
