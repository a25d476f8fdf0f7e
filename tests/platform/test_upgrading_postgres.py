"""Data of an older major version is converted by the programs that the wheel brings."""

from pathlib import Path

import psycopg
import pytest

from conduit_site.postgres import locks
from conduit_site.postgres.binaries import newest, of_major
from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.initdb import run
from conduit_site.postgres.places import make_cluster_directory
from conduit_site.postgres.problems import NotRunnable
from conduit_site.postgres.upgrade import running, upgrade
from tests.platform.conftest import User


@pytest.fixture
def old_data(open_place: Path) -> Path:
    """Of Postgres 16, with a table."""
    cluster = Cluster(open_place / "postgres", of_major(16))
    make_cluster_directory(cluster.directory, cluster.account)
    command = [cluster.binaries.program("initdb"), "--pgdata", str(cluster.data), "--username", "postgres"]
    run([*command, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"], cluster.directory, cluster.account)
    with running(cluster):
        cluster.ensure_database("conduit")
        with psycopg.connect(**cluster.address("conduit"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS n, 'größe' AS word")
    return cluster.directory


def test_the_newer_postgres_finds_everything_and_the_old_data_is_kept(old_data: Path) -> None:
    aside = upgrade(old_data)
    assert aside
    assert (aside / "PG_VERSION").read_text() == "16\n"
    user = User(Cluster(old_data)).joined()
    assert user.asks("SHOW server_version") == newest().version
    assert user.asks("SELECT word || n FROM kept") == "größe42"
    user.leaves()
    assert upgrade(old_data) is None


def test_not_while_somebody_uses_it(old_data: Path) -> None:
    users = locks.open_lock(Cluster(old_data).lock("users"))
    locks.take_shared(users)
    with pytest.raises(NotRunnable, match="Stop them first"):
        upgrade(old_data)
    locks.release(users)
