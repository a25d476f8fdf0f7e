"""Telling the hubs of all processes that the log has grown. A NOTIFY inside the append's own transaction would be a
global commit lock; so it follows the commit, and only the first of many commits within moments is announced."""

import logging
import threading
import time
from typing import Any

import psycopg
from django.db import Error, connection, transaction

from es_core.live.hub import hub
from es_core.signals import events_recorded

logger = logging.getLogger(__name__)

CHANNEL = "es_log"
AT_MOST_EVERY = 0.02  # seconds
RECONNECT = 1.0  # seconds

_announced_at = 0.0
_over = threading.Event()


def announce_after_commit(**_: Any) -> None:
    transaction.on_commit(_announce)


def _announce() -> None:
    """A lost announcement costs a hub a second (its poll), never an event."""
    global _announced_at
    hub.wake()
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
    """In a thread of its own, on a connection of its own, for as long as the process lives."""
    _over.clear()
    threading.Thread(target=_listen, name="live-listener", daemon=True).start()


def stop_listening() -> None:
    """From here on a lost connection is nothing to speak of."""
    _over.set()


def _listen() -> None:
    while not _over.is_set():
        try:
            with psycopg.connect(**_parameters()) as listening:
                listening.execute(f"LISTEN {CHANNEL}")
                hub.wake()
                for _ in listening.notifies():
                    hub.wake()
        except psycopg.Error as error:
            if not _over.is_set():
                logger.warning("changes by other processes show a second late: %s", error)
        _over.wait(RECONNECT)


def _parameters() -> dict[str, Any]:
    """Django's, options of the database's address included."""
    return connection.get_connection_params() | {"autocommit": True, "application_name": "conduit live"}


def connect() -> None:
    events_recorded.connect(announce_after_commit, dispatch_uid="es_core.live.wake")
