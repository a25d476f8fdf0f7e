"""A projector's tables once more, in a schema of their own, with a note of how far the log has been put into them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from es_core import registry, tail
from es_core.projector import Projector
from es_core.statements import one, run

# The note leaves when the tables do, for the live schema.
MAKE_NOTE = """
    CREATE TABLE "{schema}".es_note AS
    SELECT '{shape}'::text AS shape, 0::bigint AS position, NULL::uuid AS event_id, now() AS started_at
"""
NOTE = """
    UPDATE "{schema}".es_note SET position = %(until)s,
        event_id = (SELECT event_id FROM es_event WHERE position = %(until)s)
    RETURNING position
"""
NOTED = """
    SELECT position FROM "{schema}".es_note WHERE shape = %s
       AND (position = 0 OR event_id = (SELECT event_id FROM es_event e WHERE e.position = es_note.position))
"""


class Busy(Exception):
    """Another process works in this schema now."""


class Shadow:
    """`position`: up to where its tables tell what the log says."""

    def __init__(self, projector: Projector, schema: str) -> None:
        self.projector = projector
        self.schema = schema
        self.position = 0

    @property
    def tables(self) -> list[str]:
        return sorted(model._meta.db_table for model in self.projector.models)

    def create(self) -> None:
        """Empty, in place of whatever was left under this name."""
        self.drop()
        self.position = 0
        with transaction.atomic():
            run_ddl(f'CREATE SCHEMA "{self.schema}"')
            run_ddl(MAKE_NOTE.format(schema=self.schema, shape=shape(self.projector)))
            with search_path(self.schema), connection.schema_editor() as editor:
                for model in self.projector.models:
                    editor.create_model(model)

    def resume(self) -> bool:
        """Take over what a process left. False where nothing is, or what other code made, or from another log."""
        if one("SELECT to_regclass(%s)", [f'"{self.schema}".es_note'])[0] is None:
            return False
        noted = run(NOTED.format(schema=self.schema), [shape(self.projector)])
        self.position = noted[0][0] if noted else 0
        return bool(noted)

    def fill(self, until: int) -> None:
        """On to this decided position, rows and note in one transaction: whatever happens, each event counts once.

        The projector sees the shadow schema alone: a write to any other table fails, it does not land in a live one.
        """
        events = tail.between(self.position, until, self.projector.event_types)
        with transaction.atomic():
            if events:
                with search_path(self.schema):
                    self.projector.project(events, live=False)
            run(NOTE.format(schema=self.schema), {"until": until})
        self.position = until

    def analyze(self) -> None:
        """So that the first readers find statistics and, outside of tests' transactions, a visibility map."""
        command = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
        for table in self.tables:
            run_ddl(f'{command} "{self.schema}"."{table}"')

    def drop(self) -> None:
        drop(self.schema)


def shape(projector: Projector) -> str:
    """Changes with the projector's version, the tables that its models ask for, and the types of events it reads."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for model in projector.models:
            editor.create_model(model)
    read = sorted(registry.event_name(each) for each in projector.event_types)
    told = "\n".join([str(projector.version), *read, *map(str, editor.collected_sql)])
    return hashlib.sha256(told.encode()).hexdigest()


@contextmanager
def alone(schema: str) -> Iterator[None]:
    """One process works in a schema; ends with its connection. Raises Busy."""
    if not one("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [schema])[0]:
        raise Busy(schema)
    try:
        yield
    finally:
        run("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [schema])


@contextmanager
def search_path(*schemas: str) -> Iterator[None]:
    """For this transaction; put back by name since SET LOCAL outlives a savepoint."""
    before = one("SHOW search_path")[0]
    run("SELECT set_config('search_path', %s, true)", [", ".join(f'"{each}"' for each in schemas)])
    yield
    run("SELECT set_config('search_path', %s, true)", [before])


def drop(*schemas: str) -> None:
    run_ddl("DROP SCHEMA IF EXISTS " + ", ".join(f'"{each}"' for each in schemas) + " CASCADE")


def live_schema() -> str:
    return str(one("SELECT current_schema()")[0])


def run_ddl(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
