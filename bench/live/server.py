"""The site in a process of its own, on a database of its own that is dropped afterwards; what it costs (Linux only)."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
ROOM = {"LIVE_SOCKETS": "20000", "LIVE_SOCKETS_OF_ADDRESS": "20000"}  # all clients come from one address


@dataclass(frozen=True)
class Server:
    pid: int
    port: int

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Bytes resident."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE_BYTES


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """On the site's server, embedded or outside. This process uses it meanwhile."""
    known: dict[str, Any] = connection.get_connection_params()
    name = f"bench_live_{os.getpid()}"
    places = {each: str(known[each]) for each in ("host", "port", "user", "password") if known.get(each)}
    with psycopg.connect(**known | {"autocommit": True}) as outer:
        outer.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            _let_go()
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
            where = urlencode({each: value for each, value in places.items() if each in ("host", "port")})
            who = f"{quote(places.get('user', ''))}:{quote(places.get('password', ''))}"
            call_command("migrate", verbosity=0)  # not every server does it itself
            yield f"postgres://{who}@/{name}?{where}"
        finally:
            _let_go()
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = known["dbname"]
            outer.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def serving(database_url: str, command: str, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """`command` starts another server than the site's own; it gets {port}. Its output is shown when it fails."""
    port = free_port()
    with tempfile.TemporaryDirectory() as var, (Path(var) / "log").open("w+") as log:
        process = start(database_url, command, port, log, environment)
        try:
            wait_until_it_answers(process, port)
            yield Server(process.pid, port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            log.seek(0)
            if "Traceback" in (said := log.read()):
                print(said[-4000:], file=sys.stderr)


def start(
    database_url: str, command: str, port: int, log: IO[str], more: dict[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """What it writes stays beside its log."""
    manage = [sys.executable, "manage.py"]
    places = {"DATABASE_URL": database_url, "DEMO": "0", "VAR_DIR": str(Path(log.name).parent)}
    environment = os.environ | ROOM | places | (more or {})
    if command:  # our own does this itself
        collect = [*manage, "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    line = command.format(port=port).split() if command else [*manage, "serve", f"--port={port}"]
    return subprocess.Popen(line, cwd=ROOT, env=environment, stdout=log, stderr=log)


def wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Sixty seconds: it migrates first."""
    for _ in range(600):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            raise RuntimeError(f"the server ended with {process.wait(0.1)}")
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError("the server did not come up")


def _let_go() -> None:
    connection.close()
    cast(Any, connection).close_pool()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
