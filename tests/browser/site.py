"""The site as `./manage.py serve` runs it, in a process of its own, on the tests' database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from blog.processes import PUBLISHING
from blog.projectors import activity

NAME = "the site of the tests"
READY = "Conduit is ready"
QUIET, PATIENCE = 0.05, 10.0  # seconds
TROUBLE = ("Traceback", "Internal Server Error")


class Site:
    """`url` has no slash at its end; `pid` is 0 where nothing serves it."""

    pid = 0

    def __init__(self, port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        self.read = 0

    def troubles(self) -> str:
        """What it logged since it was asked last, if that tells of a failure."""
        text = self.log.read_text()
        fresh, self.read = text[self.read :], len(text)
        return fresh if any(word in fresh for word in TROUBLE) else ""

    def becomes_quiet(self) -> None:
        """Whoever left the page is gone for the site too, once it has asked the database nothing for a moment."""
        deadline = (quiet_since := time.monotonic()) + PATIENCE
        while (moment := time.monotonic()) < min(quiet_since + QUIET, deadline):
            quiet_since = moment if at_work() else quiet_since
            time.sleep(QUIET / 5)


AT_WORK = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                      AND pid <> pg_backend_pid() AND state <> 'idle')
        OR EXISTS (SELECT FROM es_projector WHERE name = ANY(%s) AND state = 'running'
                      AND position < (SELECT max(position) FROM es_event))
"""


def at_work() -> bool:
    """Whether another connection to the tests' database is in the middle of something, or the site's runner behind."""
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, [[activity.name, PUBLISHING.name]])
        return bool(cursor.fetchone()[0])


@contextmanager
def serving(var: Path, **others: str) -> Iterator[Site]:
    """`var` is a directory for what the site writes; `others` are settings from its environment."""
    site = Site(free_port(), var / "log")
    process = _start(site, var, **others)
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(READY):
            break
    site.pid = process.pid
    assert process.poll() is None, f"the site did not come up:\n{''.join(said)}{site.log.read_text()}"
    try:
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def _start(site: Site, var: Path, **others: str) -> "subprocess.Popen[str]":
    with site.log.open("w") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", site.url.rpartition(":")[2]],
            cwd=settings.BASE_DIR,
            env=os.environ | environment(var) | others,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def environment(var: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "conduit_site.settings",
        "DATABASE_URL": _database_url(),
        "PGAPPNAME": NAME,  # so that a test which ends connections can leave it alone
        "DEMO": "0",
        "SECRET_KEY": settings.SECRET_KEY,  # so that sessions made here are worth something there
        "VAR_DIR": str(var),
    }


def _database_url() -> str:
    known = connection.get_connection_params()
    who = f"{quote(known.get('user') or '')}:{quote(known.get('password') or '')}"
    where = {name: known[name] for name in ("host", "port") if known.get(name)}
    return f"postgres://{who}@/{quote(known['dbname'])}?{urlencode(where)}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
