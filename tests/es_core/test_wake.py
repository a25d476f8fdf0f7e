"""Telling other processes that there is news."""

import psycopg
import pytest
from django.db import connection

from es_core import wake
from es_core.signals import events_recorded


@pytest.mark.django_db
def test_it_listens_on_the_database_of_the_site_wherever_that_is() -> None:
    """Also where its place stands among the options of its address."""
    with psycopg.connect(**wake._parameters()) as listening:
        assert listening.info.dbname == connection.settings_dict["NAME"]
        assert listening.autocommit


@pytest.mark.django_db(transaction=True)
def test_a_commit_is_announced() -> None:
    with psycopg.connect(**wake._parameters()) as listening:
        listening.execute(f"LISTEN {wake.CHANNEL}")
        wake._announced_at = 0.0
        events_recorded.send(sender=None, events=[])
        assert list(listening.notifies(timeout=10, stop_after=1))


@pytest.mark.django_db(transaction=True)
def test_whoever_sleeps_badly_costs_a_line_in_the_log_and_no_command(caplog: pytest.LogCaptureFixture) -> None:
    def closed() -> None:
        raise RuntimeError("Event loop is closed")

    wake.call(closed)
    try:
        events_recorded.send(sender=None, events=[])
    finally:
        wake.call_no_more(closed)
    assert "Event loop is closed" in caplog.text
