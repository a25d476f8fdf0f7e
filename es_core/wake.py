"""Telling all processes that the log, or a projector, has moved on. A NOTIFY inside the append's own transaction would
be a global commit lock; so it follows the commit, and only the first of many commits within moments is announced."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import Error, connection, transaction

from es_core.signals import events_recorded

logger = logging.getLogger(__name__)

CHANNEL = "es_log"
AT_MOST_EVERY = 0.02  # seconds
RECONNECT = 1.0  # seconds

_sleepers: list[Callable[[], None]] = []
_announced_at = 0.0
_over = threading.Event()
_listener: threading.Thread | None = None


def call(sleeper: Callable[[], None]) -> None:
    """From here on it is called, in any thread, whenever this process or (see `listen`) another one has news."""
    if sleeper not in _sleepers:
        _sleepers.append(sleeper)


def call_no_more(sleeper: Callable[[], None]) -> None:
    if sleeper in _sleepers:
        _sleepers.remove(sleeper)


def _call_all() -> None:
    for each in tuple(_sleepers):
        each()


def announce_after_commit(**_: Any) -> None:
    transaction.on_commit(announce, robust=True)  # whoever is called may be on its way out


def announce() -> None:
    """A lost announcement costs whoever sleeps a second (the poll), never an event."""
    global _announced_at
    _call_all()
    now = time.monotonic()
    if now - _announced_at < AT_MOST_EVERY:
        return
    _announced_at = now
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    except Error:
        connection.close_if_unusable_or_obsolete()


def listen() -> None:
    """In a thread of its own, on a connection of its own, for as long as the process lives. Once is enough."""
    global _listener
    _over.clear()
    if _listener is None or not _listener.is_alive():
        _listener = threading.Thread(target=_listen, name="es-listener", daemon=True)
        _listener.start()


def stop_listening() -> None:
    """From here on a lost connection is nothing to speak of."""
    _over.set()


def _listen() -> None:
    while not _over.is_set():
        try:
            with psycopg.connect(**_parameters()) as listening:
                listening.execute(f"LISTEN {CHANNEL}")
                _call_all()
                for _ in listening.notifies():
                    _call_all()
        except psycopg.Error as error:
            if not _over.is_set():
                logger.warning("changes by other processes show a second late: %s", error)
        _over.wait(RECONNECT)


def _parameters() -> dict[str, Any]:
    """Django's, options of the database's address included."""
    return connection.get_connection_params() | {"autocommit": True, "application_name": "es_core listener"}


def connect() -> None:
    events_recorded.connect(announce_after_commit, dispatch_uid="es_core.wake")
