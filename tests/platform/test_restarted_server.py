"""A server that was started anew leaves dead connections in the pool; whoever asks next gets a living one, soon."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

IDLE = 8  # more than the pool's own check could get through within its patience


@pytest.mark.django_db(transaction=True)
def test_a_pool_of_dead_connections_costs_nobody_an_error() -> None:
    fill_pool()
    terminate_others()
    connection.close()
    began = time.monotonic()
    assert answers(Barrier(1)) == 1
    assert time.monotonic() - began < 2.5  # the check of the pool itself pauses for 0, 1, 2 seconds


def fill_pool() -> None:
    with ThreadPoolExecutor(IDLE) as threads:
        list(threads.map(answers, [Barrier(IDLE)] * IDLE))


def answers(all_at_once: Barrier) -> int:
    try:
        with connection.cursor() as cursor:
            all_at_once.wait(20)
            cursor.execute("SELECT 1")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


def terminate_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
