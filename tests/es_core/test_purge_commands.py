"""`./manage.py purge_commands`: old records go in batches, the log and what may be sent again stay."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from es_core import context, retention
from es_core.audit import note
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.models import CommandRecord, Event
from tests.es_core.example.domain.book import BOOK, AddBook, LendBook, MoveBook
from tests.es_core.example.stock import BOB
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db(transaction=True)


def purge(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("purge_commands", "--json", *arguments, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def add(days_ago: int) -> CommandRecord:
    executed = execute(BOOK, AddBook(book_id=uuid4(), title="Emma", place=str(uuid4())))
    return aged(CommandRecord.objects.get(command_id=executed.command_id), days_ago)


def refused(days_ago: int) -> CommandRecord:
    with pytest.raises(Rejected):
        execute(BOOK, LendBook(book_id=uuid4(), reader_id=BOB, lent_at=context.now()))
    return aged(CommandRecord.objects.latest("id"), days_ago)


def aged(record: CommandRecord, days: int) -> CommandRecord:
    record.started_at = context.now() - timedelta(days=days)
    record.save()
    return record


def left() -> set[int]:
    return set(CommandRecord.objects.values_list("id", flat=True))


def test_old_records_go_and_the_log_stays() -> None:
    add(40)
    refused(40)
    young = add(20)
    before = list(Event.objects.order_by("position").values_list())
    told = purge("--older-than", "30", "--yes")
    assert told == {
        "older_than": 30,
        "noted_older_than": 0,
        "found": {"accepted": 1, "rejected": 1},
        "deleted": 2,
    }
    assert left() == {young.id}
    assert list(Event.objects.order_by("position").values_list()) == before


def test_what_may_be_sent_again_stays_whatever_is_asked_for() -> None:
    accepted = add(5)
    refused(5)
    assert purge("--older-than", "1", "--yes")["deleted"] == 1
    assert left() == {accepted.id}


def test_a_purge_goes_through_all_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        refused(40)
    young = add(1)
    assert list(retention.purge(30)) == [2, 2, 1]
    assert left() == {young.id}


def test_a_dry_run_only_counts() -> None:
    add(40)
    told = purge("--older-than", "30", "--dry-run")
    assert (told["found"], told["deleted"]) == ({"accepted": 1}, 0)
    assert len(left()) == 1


def test_the_setting_says_how_old(settings: Settings) -> None:
    add(40)
    settings.COMMAND_RETENTION_DAYS = 30
    assert purge("--yes")["deleted"] == 1


def test_what_is_noted_goes_with_the_commands() -> None:
    aged(note("DoorOpened"), 40)
    young = aged(note("DoorOpened"), 20)
    assert purge("--older-than", "30", "--yes")["found"] == {"noted": 1}
    assert left() == {young.id}


def test_what_is_noted_may_go_sooner_and_alone() -> None:
    command, refusal = add(40), refused(40)
    aged(note("DoorOpened"), 40)
    assert purge("--noted-older-than", "30", "--yes")["deleted"] == 1
    assert left() == {command.id, refusal.id}


def test_the_settings_say_how_old_for_both(settings: Settings) -> None:
    settings.COMMAND_RETENTION_DAYS, settings.NOTED_RETENTION_DAYS = 365, 30
    command = add(40)
    add(400)
    aged(note("DoorOpened"), 40)
    young = aged(note("DoorOpened"), 20)
    assert purge("--yes")["found"] == {"accepted": 1, "noted": 1}
    assert left() == {command.id, young.id}


def test_without_an_age_everything_is_kept() -> None:
    add(4000)
    with pytest.raises(CommandError, match="records are kept for ever"):
        purge("--yes")


def test_less_than_no_age_is_for_ever_and_not_tomorrow(settings: Settings) -> None:
    settings.COMMAND_RETENTION_DAYS, settings.NOTED_RETENTION_DAYS = -1, 30
    kept = {add(4000).id, refused(0).id}
    aged(note("DoorOpened"), 40)
    told = purge("--yes")
    assert (told["older_than"], told["deleted"]) == (0, 1)
    assert left() == kept
    assert retention.older_than(-1) == {}


@pytest.mark.parametrize("age", ["0", "-3", "a year", "36501"])
def test_a_wrong_age_is_refused_in_words(age: str) -> None:
    with pytest.raises(CommandError, match="a number of days from 1 to 36500"):
        purge("--older-than", age)


def test_it_asks_before_it_deletes() -> None:
    add(40)
    done = manage("purge_commands", "--older-than", "30")
    assert done.returncode == 1
    assert "use --yes" in done.stderr
    assert "1 accepted" in done.stdout
    assert len(left()) == 1


def test_a_form_that_comes_after_its_record_went_is_a_new_command() -> None:
    """What is lost, and how the rules still catch most of it: an addition meets the book that is there."""
    record = add(40)
    book = UUID(str(record.stream_id))
    purge("--older-than", "30", "--yes")
    with pytest.raises(Rejected, match="is here already"):
        execute(BOOK, AddBook(book_id=book, title="Emma", place="b"), command_id=record.command_id)
    assert execute(BOOK, MoveBook(book_id=book, place="c"), command_id=record.command_id).repeated is False


def test_a_purged_log_is_sound() -> None:
    add(40)
    add(1)
    purge("--older-than", "30", "--yes")
    call_command("es_verify_log", stdout=io.StringIO())
