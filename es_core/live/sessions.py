"""Sockets end with the session that they belong to."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import import_module
from typing import Any, Protocol
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import Error
from django.utils.crypto import constant_time_compare

from es_core.context import now
from es_core.recorded import AnyRecorded

logger = logging.getLogger(__name__)

ENDED = 4401  # the close code: sign in again
MOMENT = 1.0  # seconds that a view may take from its event to the end of the session
BUNCH = 200  # sessions in one query

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


def endings() -> dict[type[Any], Callable[[Any], UUID]]:
    """By event type, whose sessions may have ended; complete once every app's `live.py` is read."""
    return dict(_ending)


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
    """Called by the hub's thread; sockets are looked at in their own loop."""
    users = {str(_ending[type(each.event)](each.event)) for each in events if type(each.event) in _ending}
    sockets = [each for user in users for each in list(_sockets.get(user, ()))]
    for loop in {each.loop for each in sockets}:
        if not loop.is_closed():
            asyncio.run_coroutine_threadsafe(_recheck_twice([each for each in sockets if each.loop is loop]), loop)


async def _recheck_twice(sockets: Collection[SessionSocket]) -> None:
    """The event was committed first, the session may end a moment later."""
    await recheck(sockets)
    await asyncio.sleep(MOMENT)
    await recheck(sockets)


async def recheck(sockets: Collection[SessionSocket]) -> None:
    """Few queries for many sockets, one bunch after the other."""
    keys = {each.session_key for each in sockets if each.session_key}
    good: set[str] = set()
    try:
        for bunch in batched(keys, BUNCH):
            good |= await database_sync_to_async(_good)(bunch)
    except Error:
        logger.warning("sessions could not be looked at", exc_info=True)
        return
    for socket in sockets:
        if socket.session_key not in good:
            await socket.end(ENDED, "this session has ended")


def _good(session_keys: Collection[str]) -> set[str]:
    """As Django's own get_user would see it now: the session is there, and was made under the present password."""
    sessions = {key: found for key, found in _stored(session_keys).items() if BACKEND_SESSION_KEY in found}
    wanted = {str(found.get(SESSION_KEY)) for found in sessions.values()}
    users = {str(each.pk): each for each in get_user_model()._default_manager.filter(pk__in=wanted, is_active=True)}
    return {
        key
        for key, found in sessions.items()
        if (user := users.get(str(found.get(SESSION_KEY))))
        and constant_time_compare(found.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    }


def _stored(session_keys: Collection[str]) -> dict[str, dict[str, Any]]:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if not hasattr(store, "get_model_class"):  # sessions elsewhere than in the database
        return {key: store(key).load() for key in session_keys}
    found = store.get_model_class().objects.filter(session_key__in=session_keys, expire_date__gt=now())
    return {each.session_key: store().decode(each.session_data) for each in found}


def batched(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    keys = list(keys)
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
