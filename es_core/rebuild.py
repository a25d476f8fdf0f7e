"""Rebuilding read models from the log beside the ones in service, then trading places in one short transaction."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now
from psycopg import errors

from es_core import fence, tail
from es_core.models import DeadLetter, ProjectorState
from es_core.projector import Projector
from es_core.statements import one, run

LOCK_TIMEOUT = "40ms"
SWAP_TRIES = 20
BATCH = 5000  # events a transaction
NEAR = 500  # positions that may be left for the transaction in which the tables trade places

Progress = Callable[[int, int], None]  # (position reached, head of the log)


class RebuildRunning(Exception):
    """Another process rebuilds this projector now."""


class SwapBlocked(Exception):
    """The tables in service stayed locked through all tries; the message names by whom. They stay in service."""


def no_progress(position: int, head: int) -> None:
    pass


def rebuild(projector: Projector, progress: Progress = no_progress) -> int:
    """Replay the log into new tables and put them in service. Returns the position they stand at.

    Readers and writers go on meanwhile; a failure at any point leaves the old tables in service.
    """
    with _alone(projector), _shadow(projector) as shadow:
        position = _chase(projector, shadow, 0, progress)
        _analyze(projector, shadow)
        return _trade_places(projector, shadow, position, progress)


def _trade_places(projector: Projector, shadow: str, position: int, progress: Progress) -> int:
    for _ in range(SWAP_TRIES):
        try:
            return _swap(projector, shadow, position)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
        time.sleep(0.05)
        position = _chase(projector, shadow, position, progress)
    raise SwapBlocked(f"{projector.name}: could not lock the tables in service; in the way: {_in_the_way(projector)}")


def _swap(projector: Projector, shadow: str, position: int) -> int:
    """The checkpoint, as every runner does; fence, then tables, as every command does: nobody can append or read."""
    live = _live_schema()
    tables = sorted(model._meta.db_table for model in projector.models)
    with transaction.atomic():
        run_ddl(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        run("SELECT FROM es_projector WHERE name = %s FOR UPDATE", [projector.name])
        run("SELECT pg_advisory_xact_lock(%s, %s)", fence.FENCE)
        if tables:  # else it only has side effects, which a rebuild leaves out
            run_ddl("LOCK TABLE " + ", ".join(f'"{live}"."{table}"' for table in tables))
        run_ddl("SET LOCAL lock_timeout = 0")
        end = tail.head()
        _fill(projector, shadow, position, end)
        run_ddl(f'CREATE SCHEMA "{_old(shadow)}"')
        for table in tables:
            run_ddl(f'ALTER TABLE "{live}"."{table}" SET SCHEMA "{_old(shadow)}"')
            run_ddl(f'ALTER TABLE "{shadow}"."{table}" SET SCHEMA "{live}"')
        record_version(projector, end)
    return end


def _chase(projector: Projector, shadow: str, position: int, progress: Progress) -> int:
    """To the end of the log, as good as: where others write all the time, something new is always there."""
    while True:
        head = tail.head()
        for start, until in tail.ranges(position, BATCH):
            _fill(projector, shadow, start, until)
            position = until
            progress(position, max(head, position))
            if position >= head:
                break
        if tail.head() - position <= NEAR:
            return position


def _fill(projector: Projector, shadow: str, after: int, until: int) -> None:
    """The projector sees the shadow schema alone: a write to any other table fails, it does not land in a live one."""
    events = tail.between(after, until, projector.event_types)
    if events:
        with transaction.atomic(), _search_path(shadow):
            projector.project(events, live=False)


@contextmanager
def _search_path(schema: str) -> Iterator[None]:
    """For this transaction; put back by name since SET LOCAL outlives a savepoint."""
    before = one("SHOW search_path")[0]
    run("SELECT set_config('search_path', %s, true)", [f'"{schema}"'])
    yield
    run("SELECT set_config('search_path', %s, true)", [before])


@contextmanager
def _shadow(projector: Projector) -> Iterator[str]:
    """The schema with the new tables; gone afterwards, whatever happened, and with it a killed rebuild's."""
    shadow = f"es_shadow_{projector.name}"
    _drop(shadow)
    try:
        _create_tables(projector, shadow)
        yield shadow
    finally:
        _drop(shadow)


def _create_tables(projector: Projector, shadow: str) -> None:
    with transaction.atomic():
        run_ddl(f'CREATE SCHEMA "{shadow}"')
        with _search_path(shadow), connection.schema_editor() as editor:
            for model in projector.models:
                editor.create_model(model)


def _analyze(projector: Projector, shadow: str) -> None:
    """So that the first readers find statistics and, outside of tests' transactions, a visibility map."""
    command = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    for model in projector.models:
        run_ddl(f'{command} "{shadow}"."{model._meta.db_table}"')


@contextmanager
def _alone(projector: Projector) -> Iterator[None]:
    key = f"es_core.rebuild.{projector.name}"
    if not one("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])[0]:
        raise RebuildRunning(f"{projector.name} is being rebuilt by another process")
    try:
        yield
    finally:
        run("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _in_the_way(projector: Projector) -> str:
    rows = run(
        """
        SELECT DISTINCT l.pid, coalesce(nullif(a.application_name, ''), a.backend_type), left(a.query, 80)
          FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          LEFT JOIN pg_class c ON c.oid = l.relation AND c.relnamespace = %s::regnamespace
         WHERE l.granted AND l.pid <> pg_backend_pid()
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND (c.relname = ANY(%s) OR l.locktype = 'advisory' AND l.classid = %s AND l.objid = %s AND l.objsubid = 2)
        """,
        [_live_schema(), [model._meta.db_table for model in projector.models], *fence.FENCE],
    )
    return "; ".join(f"process {pid} ({name}): {query}" for pid, name, query in rows) or "nobody any more, try again"


def record_version(projector: Projector, position: int) -> None:
    """The tables are right up to there: nothing failed, nothing is parked any more."""
    DeadLetter.objects.filter(projector=projector.name).delete()
    right = {"state": ProjectorState.State.RUNNING, "reason": "", "tries": 0, "retry_at": None}
    ProjectorState.objects.update_or_create(
        name=projector.name,
        defaults={"version": projector.version, "position": position, "rebuilt_at": Now(), **right},
    )


def _live_schema() -> str:
    return str(one("SELECT current_schema()")[0])


def _old(shadow: str) -> str:
    return f"{shadow}_old"


def _drop(shadow: str) -> None:
    run_ddl(f'DROP SCHEMA IF EXISTS "{shadow}", "{_old(shadow)}" CASCADE')


def run_ddl(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
