"""What is no command and goes on record all the same."""

from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from es_core import context
from es_core.audit import handing_out, note, note_once
from es_core.errors import NoContext
from es_core.models import CommandRecord
from es_core.statements import run
from tests.es_core.at_once import at_once
from tests.es_core.conftest import ANN

pytestmark = pytest.mark.django_db


def test_a_note_says_who_from_where_and_for_which_request(acting: context.Context) -> None:
    book, at = uuid4(), datetime(2026, 5, 1, tzinfo=UTC)
    note("BookLookedAt", reason="by lamplight", about=("book", book), payload={"page": 7, "at": at, "reader": book})
    row = CommandRecord.objects.get()
    assert (row.name, row.status, row.reason) == ("BookLookedAt", "noted", "by lamplight")
    assert (row.stream_type, row.stream_id, row.positions) == ("book", book, [])
    assert (row.actor_id, row.channel, row.address, row.agent) == (ANN, "test", "192.0.2.7", "pytest")
    assert row.correlation_id == acting.correlation_id
    assert row.payload == {"page": 7, "at": "2026-05-01T00:00:00Z", "reader": str(book)}


def test_a_note_may_be_about_nothing_in_particular() -> None:
    note("DoorOpened")
    row = CommandRecord.objects.get()
    assert (row.stream_type, row.stream_id, row.payload) == ("", None, {})


def test_nobody_notes_without_being_somebody() -> None:
    token = context._current.set(None)
    try:
        with pytest.raises(NoContext):
            note("DoorOpened")
    finally:
        context._current.reset(token)


def test_a_note_of_what_is_rolled_back_goes_with_it() -> None:
    with transaction.atomic():
        note("DoorOpened")
        transaction.set_rollback(True)
    assert not CommandRecord.objects.exists()


def test_noted_once_stays_noted_once() -> None:
    key = uuid4()
    assert note_once(key, "KeyFirstUsed")
    assert not note_once(key, "KeyFirstUsed")
    assert note_once(uuid4(), "KeyFirstUsed")
    assert CommandRecord.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_note() -> None:
    key = uuid4()

    def once() -> bool:
        with context.acting(actor=ANN, channel="test"):
            return note_once(key, "KeyFirstUsed")

    assert Counter(at_once(*[once] * 6)) == {True: 1, False: 5}
    assert CommandRecord.objects.count() == 1


def test_an_export_is_on_record_before_a_row_leaves_and_counted_behind() -> None:
    export = handing_out("BooksExported", payload={"as": "csv"})
    assert CommandRecord.objects.get().payload == {"as": "csv"}
    with export:
        export.rows = 12
    row = CommandRecord.objects.get()
    assert row.payload == {"as": "csv", "rows": 12, "whole": True}
    assert row.duration_ms > 0


def test_an_export_that_was_broken_off_says_so() -> None:
    export = handing_out("BooksExported")
    export.rows = 3
    with pytest.raises(LookupError), export:
        raise LookupError
    assert CommandRecord.objects.get().payload == {"rows": 3, "whole": False}


def test_notes_are_no_commands_to_the_checks_of_the_log() -> None:
    from es_core.log_checks import commands

    note("DoorOpened", about=("book", uuid4()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert list(commands.commands(lambda _: None)) == []


def test_a_note_bears_no_fingerprint_that_could_answer_for_a_command() -> None:
    made = note("DoorOpened")
    assert run("SELECT 1 FROM es_command WHERE command_id = %s AND status = 'accepted'", [made.command_id]) == []
