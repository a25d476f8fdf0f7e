"""A database that was made from a dump: how to look into it, and what it must refuse as the log's own does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from es_core.fence import FENCE

LOG = "SELECT to_jsonb(e)::text FROM es_event e ORDER BY position"
INSERT = """
    INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data, metadata)
    VALUES (gen_random_uuid(), 'bell', gen_random_uuid(), 1, 'BellRung', 1, '{}', '{}') RETURNING position
"""
HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND mode = 'ShareLock'"


@contextmanager
def connected(database: str) -> Iterator["psycopg.Connection[Any]"]:
    known = {**connection.get_connection_params(), "dbname": database, "autocommit": True}
    for each in ("cursor_factory", "prepare_threshold", "options"):
        known.pop(each, None)
    with psycopg.connect(**known) as other:
        yield other


def column(database: str, query: str) -> list[Any]:
    with connected(database) as other:
        return [value for (value,) in other.execute(query.encode())]


def refuses_changes(database: str) -> None:
    """Of sessions that put ordinary triggers to sleep, too."""
    with connected(database) as other:
        for role in ("origin", "replica"):
            other.execute(f"SET session_replication_role = {role}".encode())
            for change in ("UPDATE es_event SET version = 1", "DELETE FROM es_event", "TRUNCATE es_event"):
                with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                    other.execute(change.encode())


def holds_the_fence(database: str) -> None:
    with connected(database) as writer, connected(database) as reader:
        last = (writer.execute("SELECT max(position) FROM es_event").fetchone() or [0])[0]
        with writer.transaction(force_rollback=True):
            assert (writer.execute(INSERT).fetchone() or [0])[0] > last
            assert [pid for (pid,) in reader.execute(HOLDERS, FENCE)] == [writer.info.backend_pid]
        assert list(reader.execute(HOLDERS, FENCE)) == []
