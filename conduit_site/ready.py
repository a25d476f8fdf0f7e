"""What has to be done before the first page: migrations, read models of the right version, demo content."""

import logging
import os
import threading
import time
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from blog.demo import small
from conduit_site.postgres.base import embedded
from conduit_site.postgres.problems import NotRunnable
from conduit_site.postgres.sharing import revive
from es_core.versions import changed

logger = logging.getLogger(__name__)

MIGRATING = 4_283_107_551  # advisory lock: web processes that start together migrate one after the other
WATCH_SECONDS = 1.0


def database(say: Callable[[str], None]) -> None:
    """The lock is on a connection of its own, which migrations and rebuilds can't hand back to the pool; and of a
    transaction, for a pooler in front would keep the session, and with it the lock, when this process has gone."""
    with psycopg.connect(**connection.get_connection_params()) as own:
        own.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATING])
        prepare(say)
    connection.close()


def prepare(say: Callable[[str], None]) -> None:
    if is_behind():
        say("Migrating the database.")
        call_command("migrate", interactive=False, verbosity=0)
    if changed():
        call_command("rebuild_projections", changed=True)
    if wants_demo() and small.is_alone() and not small.is_complete():  # an interrupted one is finished
        say("Filling the empty database with demo content.")
        call_command("seed_demo")


def is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def wants_demo() -> bool:
    return os.environ.get("DEMO", "1" if settings.EMBEDDED else "0") not in ("", "0")


def keep_postgres_alive() -> None:
    """Should somebody kill Postgres under a running site, it comes back; requests meanwhile get the 503 page."""

    def watch() -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            try:
                revive(embedded())
            except NotRunnable as problem:  # a full disk, say: it is worth trying again
                logger.error("%s", problem)  # noqa: TRY400 (the text says it all)
                time.sleep(10)

    threading.Thread(target=watch, name="keep-postgres-alive", daemon=True).start()
