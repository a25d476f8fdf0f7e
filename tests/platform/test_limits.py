"""Requests at once are bounded: the others wait, and who waits too long is told when to come back."""

import asyncio
from collections.abc import Mapping
from typing import Any

from conduit_site.asgi_shapes import Receive, Scope, Send
from conduit_site.limits import RequestsAtOnce


class Site:
    """Counts the requests that it works on at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0
        self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def answered(application: RequestsAtOnce, kind: str = "http", path: str = "/") -> Mapping[str, Any]:
    messages: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        messages.append(message)

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request"}

    await application({"type": kind, "path": path}, receive, send)
    return messages[0]


def ask(application: RequestsAtOnce, times: int, kind: str = "http") -> list[Mapping[str, Any]]:
    async def all_at_once() -> list[Mapping[str, Any]]:
        return await asyncio.gather(*(answered(application, kind) for _ in range(times)))

    return asyncio.run(all_at_once())


def test_no_more_than_allowed_are_at_work_and_all_are_answered() -> None:
    site = Site(seconds=0.01)
    answers = ask(RequestsAtOnce(site, at_once=3, patience=5), times=20)
    assert site.most == 3
    assert [answer["status"] for answer in answers] == [200] * 20


def test_who_waits_too_long_gets_a_503_that_says_when_to_come_back() -> None:
    answers = ask(RequestsAtOnce(Site(seconds=0.3), at_once=1, patience=0.05), times=3)
    assert [answer["status"] for answer in answers] == [200, 503, 503]
    assert (b"retry-after", b"5") in answers[1]["headers"]


def test_a_program_that_waits_too_long_is_told_in_json() -> None:
    async def busy() -> list[Mapping[str, Any]]:
        application = RequestsAtOnce(Site(seconds=0.3), at_once=1, patience=0.05)
        return await asyncio.gather(*(answered(application, path="/api/tags") for _ in range(2)))

    refused = asyncio.run(busy())[1]
    assert refused["status"] == 503
    assert (b"content-type", b"application/json; charset=utf-8") in refused["headers"]
    assert (b"retry-after", b"5") in refused["headers"]


def test_a_turn_is_given_back_after_an_error() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    application = RequestsAtOnce(broken, at_once=1, patience=0.05)

    async def twice() -> list[BaseException | Mapping[str, Any]]:
        return [
            *(await asyncio.gather(answered(application), return_exceptions=True)),
            *(await asyncio.gather(answered(application), return_exceptions=True)),
        ]

    assert [type(result) for result in asyncio.run(twice())] == [ZeroDivisionError, ZeroDivisionError]


def test_sockets_take_no_turn() -> None:
    site = Site(seconds=0.01)
    ask(RequestsAtOnce(site, at_once=1, patience=0.001), times=5, kind="websocket")
    assert site.most == 5
