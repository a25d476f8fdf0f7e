"""One Postgres cluster: made by initdb, started, asked whether it answers, stopped. Who may do so when: sharing.py."""

import os
import signal
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TypedDict

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from conduit_site.postgres import locks, places
from conduit_site.postgres.account import Account, account_for
from conduit_site.postgres.binaries import Binaries, newest
from conduit_site.postgres.initdb import USER, environment, initialise
from conduit_site.postgres.problems import NotRunnable, Patience

SETTINGS = {
    "listen_addresses": "",  # no TCP: the socket's directory says who may in
    "port": str(places.PORT),
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
LOG_LIMIT = 10_000_000  # bytes; a longer log is moved aside when Postgres starts
STARTED: list[subprocess.Popen[bytes]] = []  # kept, so that the interpreter reaps them when they end


class Address(TypedDict):
    """Where libpq finds a database of the cluster."""

    host: str
    port: int
    user: str
    dbname: str


@dataclass(frozen=True)
class Cluster:
    """Everything is in `directory`: the data, the log, the socket. Beside it: three lock files."""

    directory: Path
    wanted: Binaries | None = None

    @cached_property
    def account(self) -> Account:
        return account_for(self.directory)

    @cached_property
    def binaries(self) -> Binaries:
        return places.within_reach(self.wanted or newest(), self.account)

    @property
    def data(self) -> Path:
        return self.directory.resolve() / "data"

    @property
    def log(self) -> Path:
        return self.directory / "log"

    @property
    def host(self) -> str:
        """What libpq takes for a host: the directory of the socket."""
        return str(places.socket_directory(self.directory))

    def lock(self, name: str) -> Path:
        return self.directory.with_name(f"{self.directory.name}.{name}")

    def address(self, database: str = "postgres") -> Address:
        return {"host": self.host, "port": places.PORT, "user": USER, "dbname": database}

    def ping(self) -> pq.Ping:
        """OK means: a connection is answered. REJECT: it starts, recovers or stops. Asks the server, not a pid."""
        return pq.Ping(pq.PGconn.ping(make_conninfo(**self.address(), connect_timeout=5).encode()))

    def is_alive(self) -> bool:
        """Whether any process of this cluster lives: each inherits a descriptor of this lock from the first."""
        return locks.is_held(self.lock("alive"))

    def ensure_running(self) -> None:
        """Waits however long a recovery takes. Whoever calls holds the gate (sharing.py)."""
        launched = False
        patience = Patience(f"the server to answer: it starts, recovers or stops (see {self.log})")
        while self.ping() != pq.Ping.OK:
            if self.is_alive():
                patience.wait()
            elif launched:
                raise NotRunnable(f"Postgres does not start. The end of {self.log}:\n{self.end_of_log()}")
            else:
                self.prepare()
                self.launch()
                launched = True
                patience = Patience(patience.what)

    def prepare(self) -> None:
        places.make_cluster_directory(self.directory, self.account)
        if not self.data.exists():
            initialise(self.data, self.binaries, self.account)
        found = int((self.data / "PG_VERSION").read_text())
        if found != self.binaries.major:
            raise NotRunnable(
                f"The data in {self.directory} is of Postgres {found}, and this Conduit brings Postgres"
                f" {self.binaries.major}. To convert it (a copy of the old data is kept): ./manage.py upgrade_postgres"
            )

    def launch(self) -> None:
        """In a session of its own, out of reach of a Ctrl-C that is meant for the site."""
        socket = places.make_socket_directory(self.directory, self.account).resolve()
        self.forget_the_dead(socket)
        alive = locks.open_lock(self.lock("alive"))
        locks.take_exclusive(alive, "whoever looks whether it lives")
        options = SETTINGS | {"unix_socket_directories": '"' + str(socket).replace('"', '""') + '"'}
        command = [self.binaries.program("postgres"), "-D", str(self.data)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.opened_log() as log:
            started = subprocess.Popen(
                command,
                cwd=self.directory.resolve(),
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[alive],
                start_new_session=True,
                **self.account.identity,
            )
        os.close(alive)
        STARTED[:] = [*(earlier for earlier in STARTED if earlier.poll() is None), started]

    def forget_the_dead(self, socket: Path) -> None:
        """Nobody holds the lock "alive", so every pid written down is of a dead process, or of a stranger who got its
        number; Postgres would take the stranger for itself and refuse to start."""
        for name in (self.data / "postmaster.pid", socket / f".s.PGSQL.{places.PORT}.lock"):
            name.unlink(missing_ok=True)

    def opened_log(self) -> BinaryIO:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("log.1"))
        opened = self.log.open("ab")
        self.account.own(self.log)
        return opened

    def end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self) -> None:
        """Ends every connection and waits for the last checkpoint. A server that does not answer is left to the next
        who starts it: its pid may be anybody's."""
        if self.is_alive() and self.ping() != pq.Ping.NO_RESPONSE:
            os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
            patience = Patience("the server to stop")
            while self.is_alive():
                patience.wait()
            for started in STARTED:
                started.poll()

    def ensure_database(self, name: str) -> None:
        with psycopg.connect(**self.address(), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
