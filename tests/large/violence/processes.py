"""The processes of a site under violence: started, killed, started again; never any that this run did not start."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.initdb import USER
from conduit_site.postgres.sharing import DATABASE

ROOT = Path(__file__).resolve().parents[3]
GRACE = 30.0  # seconds that a process gets to end by itself


@dataclass(frozen=True)
class Kind:
    """`count` processes of one command; {n} in it is the number of each."""

    name: str
    count: int
    command: tuple[str, ...]


@dataclass
class Processes:
    """A table of them. What died, by our hand or its own, is started again by `look_after`."""

    log: Path
    kinds: list[Kind]
    running: dict[tuple[str, int], "subprocess.Popen[bytes]"] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=dict)

    def look_after(self) -> None:
        for kind in self.kinds:
            for n in range(kind.count):
                known = self.running.get((kind.name, n))
                if known is None or known.poll() is not None:
                    self.running[kind.name, n] = self._start(kind, n)

    def _start(self, kind: Kind, n: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, *(part.replace("{n}", str(n)) for part in kind.command)]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill_one(self, cluster: Cluster) -> None:
        """A process of the table, Postgres as a whole, or one of the processes that serve its clients."""
        servers = postmasters(cluster)
        alive = {"postgres": servers, "backend": backends_of(servers)}
        for (name, _), process in self.running.items():
            alive.setdefault(name, []).extend([process.pid] if process.poll() is None else [])
        victim = random.choice([name for name, pids in alive.items() if pids] or ["nobody"])
        with suppress(ProcessLookupError, KeyError):
            os.kill(random.choice(alive[victim]), signal.SIGKILL)
            self.killed[victim] = self.killed.get(victim, 0) + 1

    def stop(self) -> None:
        for each in self.running.values():
            each.terminate()
        deadline = time.monotonic() + GRACE
        for each in self.running.values():
            try:
                each.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()


def postmasters(cluster: Cluster) -> list[int]:
    """The one of this cluster, if it lives: a pid that is only written down may be anybody's by now."""
    if not cluster.is_alive():
        return []
    with suppress(OSError, ValueError, IndexError):
        pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
        command = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return [pid] if str(cluster.data) in command.stdout else []
    return []


def backends_of(parents: list[int]) -> list[int]:
    """Not the one that recovers: when that is killed, PostgreSQL 18.4 waits for ever (docs/operating.md)."""
    listed = subprocess.run(["ps", "-axwwo", "pid=,ppid=,command="], capture_output=True, text=True, check=True)
    lines = [line.split(None, 2) for line in listed.stdout.splitlines()]
    client = f"postgres: {USER} {DATABASE} "
    return [int(pid) for pid, parent, command in lines if int(parent) in parents and command.startswith(client)]
