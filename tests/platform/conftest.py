"""Clusters of their own, in places that a system user can reach, and processes that use them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conduit_site.postgres import places
from conduit_site.postgres.cluster import Cluster

ROOT = Path(__file__).parent.parent.parent
SCRIPT = Path(__file__).with_name("a_user_of_postgres.py")


class User:
    """A process that has joined the cluster; leaves when its standard input ends."""

    def __init__(self, cluster: Cluster) -> None:
        self.process = subprocess.Popen(
            [sys.executable, SCRIPT, cluster.directory],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def joined(self) -> "User":
        assert self.says() == "joined", self.process.communicate()[1]
        return self

    def asks(self, line: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.says()

    def leaves(self) -> str:
        """What it said on standard error."""
        return self.process.communicate(timeout=60)[1]

    def is_killed(self) -> None:
        self.process.kill()
        self.process.communicate()


def wait_until(condition: object, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def processes_of(directory: Path) -> list[str]:
    """Living Postgres processes that serve this directory, whoever started them."""
    lines = subprocess.run(["ps", "-axww", "-o", "stat=,pid=,command="], capture_output=True, text=True, check=True)
    data = str(directory.resolve() / "data")
    return [line for line in lines.stdout.splitlines() if data in line and "-D" in line and not line.startswith("Z")]


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def open_place() -> Iterator[Path]:
    """pytest's own directories are closed to the user that Postgres runs as under root."""
    place = Path(tempfile.mkdtemp(prefix="conduit-test-")).resolve()
    place.chmod(0o755)
    yield place
    for lock in place.rglob("postgres.alive"):
        end_postgres(Cluster(lock.with_suffix("")))
    shutil.rmtree(place)


def end_postgres(cluster: Cluster) -> None:
    if cluster.is_alive():
        os.kill(postmaster(cluster), signal.SIGQUIT)
        wait_until(lambda: not cluster.is_alive())
    if cluster.directory.is_symlink() and cluster.directory.resolve().parent == places.SHELTER:
        shutil.rmtree(cluster.directory.resolve(), ignore_errors=True)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """initdb takes a second; the tests copy what it made."""
    place = Path(tempfile.mkdtemp(prefix="conduit-test-")).resolve()
    place.chmod(0o755)
    User(Cluster(place / "postgres")).joined().leaves()
    yield place / "postgres"
    shutil.rmtree(place)


def copied(made_once: Path, place: Path) -> Cluster:
    place.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", made_once, place / "postgres"], check=True)
    return Cluster(place / "postgres")


@pytest.fixture
def cluster(open_place: Path, made_once: Path) -> Cluster:
    return copied(made_once, open_place)


@pytest.fixture
def deep_cluster(open_place: Path, made_once: Path) -> Iterator[Cluster]:
    """Its path is too long for a socket."""
    cluster = copied(made_once, open_place / ("long" * 20))
    yield cluster
    shutil.rmtree(cluster.host)
