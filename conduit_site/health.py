"""`/healthz`: does the process answer? `/readyz`: is there all that a page needs, and if not, what is missing?"""

import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from conduit_site.watchers import may_watch
from es_core.live.hub import hub
from es_core.statements import one
from es_core.versions import changed

ALIVE = "/healthz"
LONGEST_WAIT = 1.0  # seconds for a connection of the pool
LONGEST_SILENCE = 15.0  # seconds without a sign of the hub
FRESH = 1.0  # seconds that an answer is good for: strangers may ask as often as they like

Checks = dict[str, str]  # by name what is wrong, "" for nothing


def healthz(request: HttpRequest) -> HttpResponse:
    """Asks nobody: a process that can say so needs no restart."""
    return HttpResponse("alive\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 or 503. Only whoever may watch is told what is red."""
    checks = readiness.checks()
    red = {name: reason for name, reason in checks.items() if reason}
    told: dict[str, Any] = {"status": "red" if red else "ready"}
    if may_watch(request):
        told |= {"red": red, "green": [name for name in checks if name not in red], "pool": pool()}
    answer = HttpResponse(msgspec.json.encode(told) + b"\n", content_type="application/json")
    answer.status_code = 503 if red else 200
    answer.headers["Cache-Control"] = "no-store"
    return answer


class Readiness:
    """One look at a time, and not more of them than one in `FRESH` seconds, however many ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._checks: Checks = {}

    def checks(self) -> Checks:
        with self._lock:
            if time.monotonic() - self._looked_at >= FRESH:
                self._checks = look()
                self._looked_at = time.monotonic()
            return self._checks


readiness = Readiness()


def look() -> Checks:
    """What asks the database comes to nothing where there is none: then that alone is told."""
    checks = {"live": live()}
    for name, check in ASKING.items():
        try:
            checks[name] = check()
        except Error as error:
            checks[name] = f"{type(error).__name__}: {error}".partition("\n")[0]
        if checks[name]:
            break
    return checks


def connections() -> str:
    began = time.monotonic()
    connection.ensure_connection()
    waited = time.monotonic() - began
    return f"a request waits {waited:.1f} s for one of {pool()['most']}" if waited > LONGEST_WAIT else ""


def database() -> str:
    return "" if one("SELECT 1") else "it does not answer"


def migrations() -> str:
    missing = migrations_of_the_code() - set(MigrationRecorder(connection).applied_migrations())
    named = ", ".join(f"{app}.{name}" for app, name in sorted(missing))
    return f"not applied: {named}" if named else ""


@cache
def migrations_of_the_code() -> frozenset[tuple[str, str]]:
    found = MigrationLoader(None).disk_migrations or {}
    return frozenset(key for key, each in found.items() if not each.replaces)


def projectors() -> str:
    named = ", ".join(each.name for each in changed())
    return f"to be rebuilt: {named}" if named else ""


def live() -> str:
    """The tail of this process: pages would no longer follow the log."""
    return f"the hub has not come round for {hub.silence:.0f} s" if hub.silence > LONGEST_SILENCE else ""


# In this order; the first that is red is the last that is asked.
ASKING: dict[str, Callable[[], str]] = {
    "connections": connections,
    "database": database,
    "migrations": migrations,
    "projectors": projectors,
}


def pool() -> dict[str, int]:
    """Connections of this process."""
    found = getattr(connection, "pool", None)
    stats = found.get_stats() if found else {}
    names = {"most": "pool_max", "open": "pool_size", "free": "pool_available", "waiting": "requests_waiting"}
    return {name: stats.get(key, 0) for name, key in names.items()}
