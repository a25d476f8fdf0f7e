"""The protocol graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md): what clients
say, what they hear, and why a socket is closed."""

import json
from typing import Annotated, Any

import msgspec

PROTOCOL = "graphql-transport-ws"
LATER = 1013
GARBLED, UNAUTHORISED, FORBIDDEN, NO_PROTOCOL, TIMED_OUT, ID_IN_USE, TOO_MANY = 4400, 4401, 4403, 4406, 4408, 4409, 4429

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Extra = dict[str, Any] | None


class Init(msgspec.Struct, tag_field="type", tag="connection_init"):
    payload: Extra = None


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    payload: Extra = None


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    payload: Extra = None


class Operation(msgspec.Struct, rename="camel"):
    query: str
    variables: Extra = None
    operation_name: str | None = None
    extensions: Extra = None


class Subscribe(msgspec.Struct, tag_field="type", tag="subscribe"):
    id: Id
    payload: Operation


class Complete(msgspec.Struct, tag_field="type", tag="complete"):
    id: Id


Message = Init | Ping | Pong | Subscribe | Complete

_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


class NoMessage(Exception):
    """What came is none of the protocol's."""


def heard(text: str) -> Message:
    """Raises NoMessage."""
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise NoMessage from None


class Pace:
    def __init__(self) -> None:
        self.second, self.messages = 0, 0

    def in_this_second(self, now: float) -> int:
        """How many messages, with this one."""
        self.messages = self.messages + 1 if int(now) == self.second else 1
        self.second = int(now)
        return self.messages


def said(kind: str, **values: Any) -> str:
    return json.dumps({"type": kind} | values)
