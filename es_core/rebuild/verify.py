"""Whether the tables in service are what the log says, row by row, while the site goes on."""

from dataclasses import dataclass

from django.db import OperationalError, transaction
from psycopg import errors

from es_core import tail
from es_core.models import ProjectorState
from es_core.projector import Projector
from es_core.rebuild.compare import Compared, compare, same_columns
from es_core.rebuild.filling import Progress, chase, no_progress
from es_core.rebuild.shadow import Busy, Shadow, alone, live_schema, run_ddl

PATIENCE = "2s"  # for the tables; nobody waits behind it but a swap


class CannotVerify(Exception):
    """In words for the operator."""


@dataclass(frozen=True, slots=True)
class Verified:
    projector: str
    position: int
    tables: list[Compared]

    @property
    def is_equal(self) -> bool:
        return not any(each.differing for each in self.tables)


def verify(projector: Projector, progress: Progress = no_progress, most: int = 20) -> Verified:
    """Compare the live tables with new ones at one position; of each table, at most `most` differing rows are told."""
    shadow = Shadow(projector, f"es_verify_{projector.name}")
    try:
        with alone(shadow.schema):
            return _verify(shadow, progress, most)
    except Busy as busy:
        raise CannotVerify(f"{projector.name} is being verified by another process") from busy


def _verify(shadow: Shadow, progress: Progress, most: int) -> Verified:
    shadow.create()
    try:
        for table in shadow.tables:
            if not same_columns(table, live_schema(), shadow.schema):
                raise CannotVerify(f"{table} has other columns than its model: migrate, then rebuild it")
        chase(shadow, progress, lambda: _stands_at(shadow.projector))
        shadow.analyze()
        return _compare(shadow, most)
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise CannotVerify(f"{shadow.projector.name}: its tables stayed locked for {PATIENCE}") from error
        raise
    finally:
        shadow.drop()


def _compare(shadow: Shadow, most: int) -> Verified:
    """In one snapshot, which has of each transaction that was open either both its events and its rows, or neither.

    The tables are locked against a swap before it is taken. What the shadow lacks is written in the same transaction.
    """
    live = live_schema()
    models = sorted(shadow.projector.models, key=lambda model: model._meta.db_table)
    with transaction.atomic(durable=True):
        run_ddl("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        run_ddl(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        run_ddl("LOCK TABLE " + ", ".join(f'"{live}"."{each}"' for each in shadow.tables) + " IN ACCESS SHARE MODE")
        position = _stands_at(shadow.projector)
        shadow.fill(position)
        compared = [compare(each, live, shadow.schema, most) for each in models]
    return Verified(shadow.projector.name, position, compared)


def _stands_at(projector: Projector) -> int:
    """Where the live tables stand: an inline projector's at the head, another one's at its checkpoint."""
    if projector.catch_up:
        return ProjectorState.objects.filter(name=projector.name).values_list("position", flat=True).first() or 0
    return tail.head()
