"""New tables in service, the old ones out of it, in one short transaction."""

import time

from django.db import OperationalError, transaction
from django.db.models.functions import Now
from psycopg import errors

from es_core import fence, tail
from es_core.models import UNHINDERED, DeadLetter, ProjectorState
from es_core.projector import Projector
from es_core.rebuild.filling import Progress, chase
from es_core.rebuild.shadow import Shadow, live_schema, run_ddl
from es_core.statements import run

PATIENCE = 0.04  # seconds for all locks of a first try together: whoever comes meanwhile waits behind it
GROWTH = 1.15  # of the patience with the fence, try by try, up to 0.6 s: commits to a slow disk hold it for longer
TRIES = 20
# A vacuum that Postgres began by itself gives way to whoever has waited for so long; by default for a second, which no
# swap waits. Only superusers may say so, and whoever they let.
GIVE_WAY = """
    SELECT set_config('deadlock_timeout', '10ms', true) WHERE has_parameter_privilege('deadlock_timeout', 'SET')
"""
PAUSE = 0.05  # seconds between tries, in which those who waited get on


class SwapBlocked(Exception):
    """The tables in service stayed locked through all tries; the message names by whom. They stay in service."""


def trade_places(shadow: Shadow, old: str, progress: Progress) -> int:
    """Returns the position at which the new tables went into service; the old ones are in the schema `old` then."""
    for tried in range(TRIES):
        chase(shadow, progress)  # also at first: statistics took their time
        try:
            return _swap(shadow, old, PATIENCE * GROWTH**tried)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
        time.sleep(PAUSE)
    name = shadow.projector.name
    raise SwapBlocked(f"{name}: could not lock the tables in service; in the way: {_in_the_way(shadow.projector)}")


def _swap(shadow: Shadow, old: str, patience: float) -> int:
    with transaction.atomic():
        _lock_out(shadow, patience)
        end = tail.head()
        shadow.fill(end)
        _move(shadow, old)
        record_version(shadow.projector, _goes_on_at(shadow.projector, end))
    return end


def _goes_on_at(projector: Projector, end: int) -> int:
    """Side effects are left out of rebuilds; so where there are any, a runner shows the events behind its checkpoint
    once more, which changes nothing in the tables."""
    if not (projector.catch_up and any(route.live_only for route in projector.routes)):
        return end
    before = ProjectorState.objects.get(name=projector.name)
    return min(before.position, end) if before.version else end


def _lock_out(shadow: Shadow, patience: float) -> None:
    """In the order of all: the checkpoint, as a runner's batch does; the fence, then the tables, as a command does.

    Those who hold the tables behind the fence only read. One that reads for long, a dump, is not waited for longer.
    """
    live, until = live_schema(), time.monotonic() + patience
    run(GIVE_WAY)
    _wait_until(until)
    ProjectorState.objects.bulk_create([ProjectorState(name=shadow.projector.name, version=0)], ignore_conflicts=True)
    run("SELECT FROM es_projector WHERE name = %s FOR UPDATE", [shadow.projector.name])
    _wait_until(until)
    run("SELECT pg_advisory_xact_lock(%s, %s)", fence.FENCE)
    _wait_until(min(until, time.monotonic() + PATIENCE))
    if shadow.tables:  # else it has side effects alone, which a rebuild leaves out
        run_ddl("LOCK TABLE " + ", ".join(f'"{live}"."{table}"' for table in shadow.tables))
    run_ddl("SET LOCAL lock_timeout = 0")


def _wait_until(moment: float) -> None:
    run_ddl(f"SET LOCAL lock_timeout = {max(1, round((moment - time.monotonic()) * 1000))}")


def _move(shadow: Shadow, old: str) -> None:
    """In one round trip, as readers wait meanwhile. Without its tables, the shadow is none to go on with."""
    live = live_schema()
    moves = [
        statement
        for table in shadow.tables
        for statement in (
            f'ALTER TABLE "{live}"."{table}" SET SCHEMA "{old}"',
            f'ALTER TABLE "{shadow.schema}"."{table}" SET SCHEMA "{live}"',
        )
    ]
    run_ddl("; ".join([f'CREATE SCHEMA "{old}"', *moves, f'DROP TABLE "{shadow.schema}".es_note']))


def _in_the_way(projector: Projector) -> str:
    rows = run(
        """
        SELECT DISTINCT l.pid, coalesce(nullif(a.application_name, ''), a.backend_type), left(a.query, 80)
          FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          LEFT JOIN pg_class c ON c.oid = l.relation AND c.relnamespace = %s::regnamespace
         WHERE l.granted AND l.pid <> pg_backend_pid()
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND (c.relname = ANY(%s) OR l.relation = 'es_projector'::regclass AND l.mode = 'RowShareLock'
                OR l.locktype = 'advisory' AND l.classid = %s AND l.objid = %s AND l.objsubid = 2)
        """,
        [live_schema(), [model._meta.db_table for model in projector.models], *fence.FENCE],
    )
    return "; ".join(f"process {pid} ({name}): {query}" for pid, name, query in rows) or "nobody any more, try again"


def record_version(projector: Projector, position: int) -> None:
    """The tables are right up to there: nothing failed, nothing is parked any more."""
    DeadLetter.objects.filter(projector=projector.name).delete()
    right = {"state": ProjectorState.State.RUNNING, **UNHINDERED}
    made = {"version": projector.version, "position": position, "rebuilt_at": Now(), **right}
    ProjectorState.objects.bulk_create(
        [ProjectorState(name=projector.name, **made)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=list(made),
    )
