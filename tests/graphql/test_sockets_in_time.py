"""Sockets that are waited for in vain, one too many, and tokens that end by themselves."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator

from accounts import tokens
from accounts.models import User
from blog.graphql import consumer
from blog.graphql.consumer import GraphQLConsumer
from blog.graphql.messages import FORBIDDEN, PROTOCOL, TIMED_OUT, TOO_MANY
from es_core.live import addresses
from tests.accounts.conftest import Person
from tests.blog.conftest import acting, ann

__all__ = ["acting", "ann"]

pytestmark = pytest.mark.django_db(transaction=True)


def socket(**scope: Any) -> WebsocketCommunicator:
    found = WebsocketCommunicator(GraphQLConsumer.as_asgi(), "/graphql", subprotocols=[PROTOCOL])
    found.scope |= scope
    return found


async def closed(found: WebsocketCommunicator) -> tuple[int, str]:
    """The code and the reason."""
    while (message := await found.receive_output(10))["type"] != "websocket.close":
        pass
    return message["code"], message["reason"]


def ends(*said: dict[str, Any], **scope: Any) -> tuple[int, str]:
    async def live() -> tuple[int, str]:
        found = socket(**scope)
        assert await found.connect() == (True, PROTOCOL)
        for each in said:
            await found.send_json_to(each)
        told = await closed(found)
        await found.disconnect()
        return told

    return async_to_sync(live)()


INIT = {"type": "connection_init"}


def test_who_does_not_greet_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "PATIENCE", 0.05)
    assert ends() == (TIMED_OUT, "Connection initialisation timeout")


def test_who_answers_no_ping_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "BEAT", 0.05)
    monkeypatch.setattr(consumer, "STALLED", 0.1)
    assert ends(INIT) == (TIMED_OUT, "a ping was not answered")


def test_who_talks_and_answers_no_ping_is_let_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "STALLED", -1.0)

    async def live() -> tuple[int, str]:
        found = socket()
        await found.connect()
        await found.send_json_to(INIT)
        for name in ("1", "2"):
            operation = {"type": "subscribe", "id": name, "payload": {"query": "{ tags { name } }"}}
            await found.send_json_to(operation)
            while name == "1" and (await found.receive_json_from(10))["type"] != "ping":
                pass
        told = await closed(found)
        await found.disconnect()
        return told

    assert async_to_sync(live)() == (TIMED_OUT, "a ping was not answered")


def test_a_token_that_ends_without_any_event_ends_its_socket(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account may be closed by other ways than ours, and a token ends with its time."""
    monkeypatch.setattr(consumer, "BEAT", 0.05)

    async def live() -> tuple[int, str]:
        found = socket()
        await found.connect()
        await found.send_json_to(INIT | {"payload": {"Authorization": f"Token {token}"}})
        assert await found.receive_json_from(10) == {"type": "connection_ack"}
        await User.objects.filter(id=ann.id).aupdate(is_active=False)
        told = await closed(found)
        await found.disconnect()
        return told

    token = tokens.issue(ann.user)
    assert async_to_sync(live)() == (FORBIDDEN, "the token is invalid")


def test_one_address_has_so_many_sockets(settings: Any) -> None:
    settings.LIVE_SOCKETS_OF_ADDRESS = 1
    addresses.enter("192.0.2.1")  # a page's
    try:
        assert ends(client=["192.0.2.1", 1]) == (TOO_MANY, "too many sockets from one address")
    finally:
        addresses.leave("192.0.2.1")


def test_a_process_has_so_many_sockets(settings: Any) -> None:
    settings.LIVE_SOCKETS = 0
    assert ends() == (TOO_MANY, "too many sockets")
