"""Who holds the fence and says nothing more is ended by the database, so that no tail waits for ever."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from es_core import context, log
from es_core.log import ANY_VERSION, Envelope, Stream
from es_core.statements import one
from tests.es_core.example.domain.desk import BellRung

pytestmark = pytest.mark.django_db(transaction=True)


def append() -> None:
    stream = uuid4()
    envelope = Envelope(actor_id=None, correlation_id=stream, started_at=context.now())
    log.append([Stream(stream, "bell", ANY_VERSION)], [(0, BellRung(desk="a"))], envelope)


def patience() -> str:
    return str(one("SHOW idle_in_transaction_session_timeout")[0])


def test_a_writer_may_be_idle_for_half_a_minute() -> None:
    with transaction.atomic():
        append()
        assert patience() == "30s"
    assert patience() == "0"


def test_a_stricter_rule_of_the_database_stays() -> None:
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL idle_in_transaction_session_timeout = '7s'")
        append()
        assert patience() == "7s"
