"""A dump of the running site, restored into a new database, is the site again, whichever format it has."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from conduit_site.postgres.binaries import newest
from conduit_site.postgres.initdb import environment
from es_core.tail import head
from tests.moving import site
from tests.platform.restored import LOG, column, connected, holds_the_fence, refuses_changes

RESTORED = f"restored_{os.getpid()}"
PASSWORD = {"DJANGO_SUPERUSER_PASSWORD": site.PASSWORD}
ROWS = """
    SELECT to_jsonb(a)::text FROM blog_article a UNION ALL SELECT to_jsonb(p)::text FROM accounts_profile p ORDER BY 1
"""


@pytest.fixture
def settled(transactional_db: None) -> Iterator[None]:
    site.settle()
    yield
    site.empty()


@pytest.fixture(params=["plain", "custom"])
def restored(settled: None, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    create, drop = "CREATE DATABASE {}", "DROP DATABASE IF EXISTS {} WITH (FORCE)"
    dump = tmp_path / "dump"
    program("pg_dump", connection.settings_dict["NAME"], f"--format={request.param}", f"--file={dump}")
    with connected("postgres") as outer:
        outer.execute(sql.SQL(drop).format(sql.Identifier(RESTORED)))
        outer.execute(sql.SQL(create).format(sql.Identifier(RESTORED)))
        try:
            restore(request.param, dump)
            yield RESTORED
        finally:
            outer.execute(sql.SQL(drop).format(sql.Identifier(RESTORED)))


def restore(kind: str, dump: Path) -> None:
    if kind == "plain":
        program("psql", RESTORED, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}")
    else:
        program("pg_restore", RESTORED, "--exit-on-error", f"--dbname={RESTORED}", str(dump))


def program(name: str, database: str, *arguments: str) -> None:
    known = connection.get_connection_params()
    where = {"PGHOST": known.get("host"), "PGPORT": known.get("port"), "PGUSER": known.get("user")}
    given = {name: str(value) for name, value in where.items() if value} | {"PGDATABASE": database}
    command = [newest().program(name), *arguments]
    done = subprocess.run(command, env=environment() | given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def manage(*arguments: str) -> str:
    """On the restored database."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | PASSWORD | {"TEST_DATABASE": RESTORED},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_restored_site_is_the_site(restored: str) -> None:
    """Log, guards, fence, positions, read models: all of it, whichever format the dump has."""
    assert column(restored, LOG) == column(connection.settings_dict["NAME"], LOG)
    refuses_changes(restored)
    holds_the_fence(restored)
    assert "the log is sound" in manage("es_verify_log")
    before = column(restored, ROWS)
    manage("rebuild_projections", "--all")
    assert column(restored, ROWS) == before == column(connection.settings_dict["NAME"], ROWS)
    manage("createsuperuser", "--noinput", "--username=eve", "--email=eve@example.org")
    assert min(column(restored, f"SELECT position FROM es_event WHERE position > {head()}")) > head()
    assert column(restored, "SELECT username FROM accounts_profile WHERE username = 'eve'") == ["eve"]
