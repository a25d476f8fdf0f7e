"""Scheduling, cancelling, sending: the rules of one key."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from es_core.schedule import SCHEDULE, CancelCommand, RetryCommand, Schedulable
from es_core.schedule.rules import (
    PAUSES,
    Command,
    CommandCancelled,
    CommandFailed,
    CommandRefused,
    CommandScheduled,
    CommandSent,
    Event,
    MarkFailed,
    MarkRefused,
    MarkSent,
    NotWaiting,
)
from es_core.testing import Scenario
from tests.es_core.example.domain.book import BOOK, LendBook, MoveBook
from tests.es_core.example.processes import MOVE_LATER

schedule: "Scenario[Command, Event, Any]" = Scenario(SCHEDULE)

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
ONE = NOON + timedelta(hours=1)
EMMA, ANN = uuid4(), uuid4()
MOVE = MOVE_LATER.at(NOON, key="move", command=MoveBook(book_id=EMMA, place="B2"), on_behalf_of=ANN)
SCHEDULED = CommandScheduled(
    key="move",
    name="move-book",
    due_at=NOON,
    payload={"book_id": str(EMMA), "place": "B2"},
    on_behalf_of=ANN,
)
LATER = CommandScheduled(
    key="move", name="move-book", due_at=ONE, payload={"book_id": str(EMMA), "place": "C3"}, on_behalf_of=None
)
CANCELLED, SENT = CommandCancelled(key="move"), CommandSent(key="move")
REFUSED = CommandRefused(key="move", reason="no such book")
GIVEN_UP = CommandFailed(key="move", reason="OSError", attempts=5, retry_at=None)


def test_a_command_is_scheduled_with_its_fields() -> None:
    schedule.given().when(MOVE).then(SCHEDULED)
    assert MOVE_LATER.read(SCHEDULED.payload) == MoveBook(book_id=EMMA, place="B2")


def test_scheduling_what_waits_already_is_no_event() -> None:
    schedule.given(SCHEDULED).when(MOVE).then_nothing()


@pytest.mark.parametrize("before", [[SCHEDULED], [SCHEDULED, SENT], [SCHEDULED, CANCELLED], [SCHEDULED, GIVEN_UP]])
def test_the_same_key_again_replaces_time_and_command(before: list[Event]) -> None:
    again = MOVE_LATER.at(ONE, key="move", command=MoveBook(book_id=EMMA, place="C3"))
    schedule.given(*before).when(again).then(LATER)


def test_what_was_sent_or_cancelled_can_be_scheduled_again() -> None:
    schedule.given(SCHEDULED, SENT).when(MOVE).then(SCHEDULED)
    schedule.given(SCHEDULED, CANCELLED).when(MOVE).then(SCHEDULED)


def test_a_time_without_a_zone_and_a_blank_key_are_refused() -> None:
    command = MoveBook(book_id=EMMA, place="B2")
    naive = NOON.replace(tzinfo=None)
    schedule.given().when(MOVE_LATER.at(naive, key="move", command=command)).then_rejected("time zone")
    schedule.given().when(MOVE_LATER.at(NOON, key="", command=command)).then_rejected("blank")


def test_what_waits_or_is_in_trouble_can_be_cancelled() -> None:
    waiting: list[list[Event]] = [[SCHEDULED], [SCHEDULED, REFUSED], [SCHEDULED, GIVEN_UP]]
    for before in waiting:
        schedule.given(*before).when(CancelCommand(key="move")).then(CANCELLED)
    gone: list[list[Event]] = [[], [SCHEDULED, SENT], [SCHEDULED, CANCELLED]]
    for over in gone:
        schedule.given(*over).when(CancelCommand(key="move")).then_nothing()


def test_it_is_sent_once() -> None:
    schedule.given(SCHEDULED).when(MarkSent(key="move", version=1)).then(SENT)
    schedule.given(SCHEDULED, SENT).when(MarkSent(key="move", version=2)).then_rejected()


def test_it_is_not_sent_when_it_moved_or_was_cancelled_since_its_sender_looked() -> None:
    for since in (LATER, CANCELLED):
        outcome = schedule.given(SCHEDULED, since).when(MarkSent(key="move", version=1))
        outcome.then_rejected()
        assert isinstance(outcome.rejected, NotWaiting)


def test_a_refusal_is_kept_unless_somebody_changed_the_schedule_meanwhile() -> None:
    mark = MarkRefused(key="move", version=1, reason="no such book")
    schedule.given(SCHEDULED).when(mark).then(REFUSED)
    schedule.given(SCHEDULED, LATER).when(mark).then_nothing()


def test_a_failure_is_tried_again_ever_later_and_then_given_up() -> None:
    events: list[Event] = [SCHEDULED]
    for attempt, pause in enumerate((*PAUSES, None), start=1):
        failed = CommandFailed(key="move", reason="OSError", attempts=attempt, retry_at=ONE + pause if pause else None)
        mark = MarkFailed(key="move", version=len(events), reason="OSError", failed_at=ONE)
        schedule.given(*events).when(mark).then(failed)
        events.append(failed)
    schedule.given(*events).when(MarkSent(key="move", version=len(events))).then_rejected()


def test_a_failure_between_tries_still_waits() -> None:
    failed = CommandFailed(key="move", reason="OSError", attempts=1, retry_at=ONE)
    schedule.given(SCHEDULED, failed).when(MarkSent(key="move", version=2)).then(SENT)


def test_what_is_in_trouble_can_be_tried_again() -> None:
    again = RetryCommand(key="move", retried_at=ONE)
    due = CommandScheduled(
        key="move", name="move-book", due_at=ONE, payload=SCHEDULED.payload, on_behalf_of=SCHEDULED.on_behalf_of
    )
    for trouble in (REFUSED, GIVEN_UP):
        schedule.given(SCHEDULED, trouble).when(again).then(due)
    fine_ones: list[list[Event]] = [[], [SCHEDULED], [SCHEDULED, SENT]]
    for fine in fine_ones:
        schedule.given(*fine).when(again).then_rejected("tried again")


def test_a_name_stands_for_one_command() -> None:
    with pytest.raises(ValueError, match="move-book"):
        Schedulable("move-book", BOOK, MoveBook)


def test_a_command_with_personal_fields_may_not_wait_in_the_log() -> None:
    with pytest.raises(ValueError, match="phone"):
        Schedulable("lend-book", BOOK, LendBook)
