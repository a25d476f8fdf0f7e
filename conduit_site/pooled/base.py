"""After a restart of the server every connection that waits in the pool is dead. The pool's own check would meet them
one by one, and pause longer after each: the third costs its whole patience. The first one met here empties the pool."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, Error
from psycopg import OperationalError as PsycopgOperationalError
from psycopg_pool import ConnectionPool

TRIES = 3  # a server may be stopped again meanwhile


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A living one, where there is one to be had within the pool's patience."""
        for _ in range(TRIES):
            connection = super().get_new_connection(conn_params)
            pool: ConnectionPool | None = self.pool  # type: ignore[attr-defined]  # django-stubs know none
            if pool is None or lives(connection):
                return connection
            pool.drain()
            pool.putconn(connection)
        raise PsycopgOperationalError("the server closed every connection at once")


def lives(connection: Connection[Any]) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except Error:
        return False
    return True
