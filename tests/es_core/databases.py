"""Databases beside the tests' own, gone after the test."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """An empty one of this name."""
    with psycopg.connect(conninfo("postgres"), autocommit=True) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield name
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def conninfo(database: str) -> str:
    """How to get to another database of the tests' server."""
    connection.ensure_connection()
    info = connection.connection.info
    return make_conninfo(info.dsn, dbname=database, password=info.password or None)
