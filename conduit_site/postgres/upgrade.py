"""Converts data of an older major version: dumped by its own server, loaded into a new one, the old kept beside."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from conduit_site.postgres import locks
from conduit_site.postgres.binaries import newest, of_major
from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.initdb import environment
from conduit_site.postgres.problems import NotRunnable
from conduit_site.postgres.sharing import gate


def upgrade(directory: Path) -> Path | None:
    """Where the old data is now; None: there was nothing to do."""
    version = directory / "data" / "PG_VERSION"
    found = int(version.read_text()) if version.exists() else newest().major
    if found == newest().major:
        return None
    older = of_major(found)
    if older is None:
        raise NotRunnable(
            f"This Conduit brings no Postgres {found} to read the data with. With the Conduit that wrote it, dump it"
            f" (./manage.py postgres pg_dump > conduit.sql), move {directory} away, and here load it"
            " (./manage.py postgres psql -f conduit.sql)."
        )
    fresh = Cluster(directory.with_name(f"{directory.name}.upgrade"))
    shutil.rmtree(fresh.directory, ignore_errors=True)
    with running(Cluster(directory, older)) as source, running(fresh) as target:
        for database in databases_of(source):
            copy(database, source, target)
    aside = directory / f"data-{found}"
    (directory / "data").rename(aside)
    fresh.data.rename(directory / "data")
    return aside


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    users = locks.open_lock(cluster.lock("users"))
    with gate(cluster):
        try:
            if not locks.try_exclusive(users):
                raise NotRunnable("The site or a command is using the data. Stop them first.")
            cluster.ensure_running()
            yield cluster
            cluster.stop()
        finally:
            locks.release(users)


def databases_of(cluster: Cluster) -> list[str]:
    with psycopg.connect(**cluster.address()) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
        return [name for (name,) in found]


def copy(database: str, source: Cluster, target: Cluster) -> None:
    """By the newer programs: they know the older server, not the other way round."""
    dump = [target.binaries.program("pg_dump"), "--create", "-h", source.host, "-U", "postgres", database]
    load = [target.binaries.program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-h", target.host, "-U", "postgres"]
    with subprocess.Popen(dump, stdout=subprocess.PIPE, env=environment()) as dumping:
        loaded = subprocess.run(
            [*load, "postgres"], stdin=dumping.stdout, capture_output=True, env=environment(), check=False
        )
    if dumping.returncode or loaded.returncode:
        raise NotRunnable(f"{database} could not be copied; nothing has changed.\n{loaded.stderr.decode()}")
