"""Which sockets were opened and refused, for the audit: counted, never a row each.

The loop of the sockets only puts down who came; a thread of its own makes rows of it, some hundreds at a time. Of one
visitor from one address the first socket is on record within seconds, all others of the next hour are one more row with
their number. Whatever comes at once, a window has so many visitors at most; the rest are one row without names.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from es_core import context
from es_core.audit.notes import noted
from es_core.models import CommandRecord

logger = logging.getLogger(__name__)

EVERY = 5.0  # seconds
WINDOW = 3600.0  # seconds in which one visitor's sockets are counted together
AT_ONCE = 500  # rows a turn
MOST_VISITORS = 10_000  # of a window
MOST_ARRIVALS = 50_000  # between two turns
CHANNEL, MAX_AGENT = "socket", 300
OPENED, REFUSED = "SocketOpened", "SocketRefused"


class Visitor(NamedTuple):
    name: str
    reason: str
    user_id: str | None
    address: str | None


@dataclass(slots=True)
class Visit:
    """`count` sockets of which none is on record yet; `until` is when its window ends."""

    agent: str
    first: datetime
    last: datetime
    until: float
    count: int = 0
    is_told: bool = False


class Visits:
    def __init__(self) -> None:
        self._arrived: deque[tuple[Visitor, str, datetime]] = deque()
        self._visits: dict[Visitor, Visit] = {}
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def came(self, name: str, scope: dict[str, Any], reason: str = "") -> None:
        """Called in the loop of the sockets: it only puts it down."""
        if len(self._arrived) >= MOST_ARRIVALS:
            return
        user = scope.get("user")  # none yet, where the origin was refused
        user_id = str(user.pk) if user is not None and user.is_authenticated else None
        visitor = Visitor(name, reason, user_id, address_of(scope.get("client")))
        self._arrived.append((visitor, agent_of(scope["headers"]), context.now()))

    def start(self) -> None:
        if self._thread is None:
            self._over.clear()
            self._thread = threading.Thread(target=self._run, name="live-visits", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """What is counted is written first."""
        if self._thread:
            self._over.set()
            self._thread.join(EVERY)
            self._thread = None

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            self._turn()
        self._turn(everything=True)

    def _turn(self, *, everything: bool = False) -> None:
        """A database that does not answer, or whatever it is, costs these rows, and nobody else anything."""
        try:
            self.count()
            self.write(everything=everything)
        except Exception:
            logger.warning("sockets that came could not be put on record", exc_info=True)
        finally:
            connection.close()

    def count(self) -> None:
        while self._arrived:
            visitor, agent, at = self._arrived.popleft()
            if visitor not in self._visits and len(self._visits) >= MOST_VISITORS:
                visitor, agent = Visitor(visitor.name, visitor.reason, None, None), ""
            visit = self._visits.setdefault(visitor, Visit(agent, at, at, time.monotonic() + WINDOW))
            visit.first = visit.first if visit.count else at
            visit.last = at
            visit.count += 1

    def write(self, *, everything: bool = False) -> None:
        """Some hundreds of rows; the others get their turn."""
        while due := self._due(everything=everything):
            CommandRecord.objects.bulk_create([_row(visitor, visit) for visitor, visit in due])
            for _, visit in due:
                visit.is_told, visit.count = True, 0
            if not everything:
                return

    def _due(self, *, everything: bool) -> list[tuple[Visitor, Visit]]:
        now = time.monotonic()
        self._visits = {who: visit for who, visit in self._visits.items() if visit.count or visit.until > now}
        due = (
            (who, visit)
            for who, visit in self._visits.items()
            if visit.count and (everything or not visit.is_told or visit.until <= now)
        )
        return list(islice(due, AT_ONCE))


def _row(visitor: Visitor, visit: Visit) -> CommandRecord:
    acting = context.Context(
        actor=UUID(visitor.user_id) if visitor.user_id else None,
        channel=CHANNEL,
        correlation_id=context.new_id(),
        address=visitor.address,
        agent=visit.agent,
    )
    several = visit.count > 1
    counted = {"sockets": visit.count} | ({"last": visit.last} if several else {})
    row = noted(
        visitor.name, acting, reason=visitor.reason or (f"{visit.count} sockets" if several else ""), payload=counted
    )
    row.started_at = visit.first
    return row


def address_of(client: Sequence[object] | None) -> str | None:
    try:
        return str(ip_address(str(client[0]).partition("%")[0])) if client else None  # no column takes a zone
    except ValueError:
        return None  # a Unix socket


def agent_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    said = next((value for name, value in headers if name == b"user-agent"), b"")
    return said.decode("latin1").replace("\0", "")[:MAX_AGENT]


visits = Visits()
