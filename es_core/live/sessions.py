"""Sockets end with the session that they belong to."""

import asyncio
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Protocol
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.crypto import constant_time_compare

from es_core.recorded import AnyRecorded

ENDED = 4401  # the close code: sign in again

_ending: dict[type[Any], Callable[[Any], UUID]] = {}


class SessionSocket(Protocol):
    loop: asyncio.AbstractEventLoop
    session_key: str | None

    async def end(self, code: int, reason: str) -> None: ...


_sockets: dict[str, set[SessionSocket]] = {}  # by the id of the user


def ends_sessions(event_type: type[Any], user_id: Callable[[Any], UUID]) -> None:
    """Declares in an app's `live.py` that sessions of this user may have ended with such an event."""
    _ending[event_type] = user_id


def ending_types() -> frozenset[type[Any]]:
    return frozenset(_ending)


def enter(user_id: str, socket: SessionSocket) -> int:
    """How many sockets the user has in this process, with this one."""
    mine = _sockets.setdefault(user_id, set())
    mine.add(socket)
    return len(mine)


def leave(user_id: str, socket: SessionSocket) -> None:
    mine = _sockets.get(user_id, set())
    mine.discard(socket)
    if not mine:
        _sockets.pop(user_id, None)


def recheck_sessions(events: Iterable[AnyRecorded]) -> None:
    """Called by the hub's thread; each socket looks at its own session, in its own loop."""
    users = {str(_ending[type(each.event)](each.event)) for each in events if type(each.event) in _ending}
    for socket in [each for user in users for each in list(_sockets.get(user, ()))]:
        asyncio.run_coroutine_threadsafe(recheck(socket), socket.loop)


async def recheck(socket: SessionSocket) -> None:
    if not await database_sync_to_async(_is_good)(socket.session_key):
        await socket.end(ENDED, "this session has ended")


def _is_good(session_key: str | None) -> bool:
    """As Django's own get_user would see it now: the session is there, and was made under the present password."""
    stored = import_module(settings.SESSION_ENGINE).SessionStore(session_key).load()
    if BACKEND_SESSION_KEY not in stored:
        return False
    user = get_user_model()._default_manager.filter(pk=str(stored.get(SESSION_KEY))).first()
    if user is None or not user.is_active:
        return False
    return constant_time_compare(stored.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
