"""The first process that needs Postgres starts it, the last one stops it, whatever happens to the others."""

import os
import signal
import subprocess
from pathlib import Path

from conduit_site.postgres import locks
from conduit_site.postgres.cluster import Cluster
from tests.platform.conftest import User, postmaster, processes_of, wait_until


def test_the_first_user_starts_it_and_the_last_one_stops_it(cluster: Cluster) -> None:
    first = User(cluster).joined()
    second = User(cluster).joined()
    first.leaves()
    assert second.asks("SELECT 1") == "1"
    second.leaves()
    assert processes_of(cluster.directory) == []


def test_data_stays(cluster: Cluster) -> None:
    writer = User(cluster).joined()
    writer.asks("CREATE TABLE kept AS SELECT 42 AS n")
    writer.leaves()
    reader = User(cluster).joined()
    assert reader.asks("SELECT n FROM kept") == "42"
    reader.leaves()


def test_users_that_come_together_share_one(open_place: Path) -> None:
    users = [User(Cluster(open_place / "postgres")) for _ in range(4)]
    for user in users:
        user.joined()
    assert len({user.asks("SELECT pg_postmaster_start_time()") for user in users}) == 1
    for user in users:
        user.leaves()
    assert processes_of(open_place / "postgres") == []


def test_a_killed_user_leaves_it_to_the_next_one_to_stop(cluster: Cluster) -> None:
    User(cluster).joined().is_killed()
    assert processes_of(cluster.directory)
    User(cluster).joined().leaves()
    assert processes_of(cluster.directory) == []


def test_it_recovers_from_being_killed_under_its_users(cluster: Cluster) -> None:
    user = User(cluster).joined()
    user.asks("CREATE TABLE kept AS SELECT 42 AS n")
    os.kill(postmaster(cluster), signal.SIGKILL)
    next_user = User(cluster).joined()
    assert next_user.asks("SELECT n FROM kept") == "42"
    user.leaves()
    assert next_user.asks("SELECT n FROM kept") == "42"
    next_user.leaves()
    assert processes_of(cluster.directory) == []


def test_a_pid_file_that_names_a_living_stranger_does_not_stop_it_from_starting(cluster: Cluster) -> None:
    user = User(cluster).joined()
    os.kill(postmaster(cluster), signal.SIGKILL)
    wait_until(lambda: not cluster.is_alive())
    user.is_killed()
    with subprocess.Popen(["sleep", "60"], **cluster.account.identity) as stranger:
        for path in (cluster.data / "postmaster.pid", cluster.directory / ".s.PGSQL.5432.lock"):
            path.write_text("\n".join([str(stranger.pid), *path.read_text().splitlines()[1:], ""]))
        next_user = User(cluster).joined()
        assert next_user.asks("SELECT 1") == "1"
        next_user.leaves()
        assert stranger.poll() is None
        stranger.kill()


def test_ctrl_c_reaches_its_users_and_not_postgres(cluster: Cluster) -> None:
    user = User(cluster).joined()
    os.killpg(user.process.pid, signal.SIGINT)
    # A signal just before a read is told only once something was read.
    assert {user.asks("SELECT 1"), user.says()} == {"interrupted", "1"}
    user.leaves()
    assert processes_of(cluster.directory) == []


def test_a_forked_child_does_not_count_as_a_user(cluster: Cluster) -> None:
    user = User(cluster).joined()
    child = int(user.asks("fork"))
    user.process.kill()
    User(cluster).joined().leaves()
    assert processes_of(cluster.directory) == []
    os.kill(child, signal.SIGKILL)
    user.leaves()


def test_who_waits_long_is_told_what_for(cluster: Cluster) -> None:
    with locks.exclusive(cluster.lock("gate"), "nobody"):
        user = User(cluster)
        assert user.process.stderr
        assert user.process.stderr.readline().startswith("Postgres: waiting for another process that starts or stops")
    user.joined().leaves()
