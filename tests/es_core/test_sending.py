"""Scheduled commands on the way: sent when due, exactly once, whoever sends and whatever fails."""

import signal
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from es_core import context, testing
from es_core.execute import execute
from es_core.models import CommandRecord, Event, Schedule
from es_core.projectors import schedule
from es_core.schedule import SCHEDULE, CancelCommand, ScheduleCommand
from es_core.schedule.sender import send, send_due
from es_core.statements import run
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.book import BOOK, AddBook, MoveBook
from tests.es_core.example.domain.desk import BellRung, RingBell
from tests.es_core.example.models import Book, Notice
from tests.es_core.example.processes import MOVE_LATER, RING_LATER
from tests.es_core.example.projectors import desks
from tests.es_core.passing import passing_handler
from tests.es_core.process import managing
from tests.es_core.running import eventually

pytestmark = pytest.mark.django_db(transaction=True)

EMMA, BOB = uuid4(), uuid4()
PAST, LATER = timedelta(seconds=-1), timedelta(hours=1)


def ring(key: str = "ring", *, after: timedelta = PAST, desk: str = "a") -> UUID:
    """Returns the correlation id under which it was scheduled."""
    later = RING_LATER.at(context.now() + after, key=key, command=RingBell(desk=desk), on_behalf_of=BOB)
    execute(SCHEDULE, later)
    return context.current().correlation_id


def move(place: str, key: str = "move") -> None:
    later = MOVE_LATER.at(context.now() + PAST, key=key, command=MoveBook(book_id=EMMA, place=place))
    execute(SCHEDULE, later)


def rung() -> int:
    return Event.objects.filter(event_type="BellRung").count()


def rung_more_than(n: int) -> bool:
    return rung() > n


def row(key: str = "ring") -> Schedule:
    return Schedule.objects.get(key=key)


def test_what_is_due_is_sent_once() -> None:
    ring()
    assert send_due() == 1
    assert send_due() == 0
    assert rung() == Notice.objects.count() == 1
    assert (row().status, row().next_at) == ("sent", None)


def test_what_is_not_due_waits() -> None:
    ring(after=LATER)
    assert send_due() == 0
    assert row().status == "waiting"


def test_it_is_sent_in_the_name_of_who_wanted_it_and_tells_what_caused_it() -> None:
    correlation_id = ring()
    send_due()
    scheduled, rang = Event.objects.get(event_type="CommandScheduled"), Event.objects.get(event_type="BellRung")
    assert (rang.actor_id, rang.causation_id, rang.correlation_id) == (BOB, scheduled.event_id, correlation_id)
    record = CommandRecord.objects.get(name="RingBell")
    assert (record.actor_id, record.channel, record.status) == (BOB, "schedule", "accepted")
    assert record.causation_id == scheduled.event_id


def test_the_longest_due_is_sent_first() -> None:
    ring("second", desk="b")
    ring("first", desk="a", after=-LATER)
    assert send_due(limit=1) == 1
    assert row("first").status == "sent"
    assert row("second").status == "waiting"


def test_many_senders_at_once_send_each_once() -> None:
    for each in range(10):
        ring(f"ring {each}", desk=f"desk {each}")
    at_once(*[send_due] * 4)
    while Schedule.objects.filter(status="waiting").exists():  # one that another sender had at that moment
        send_due()
    assert rung() == 10
    assert Event.objects.filter(event_type="CommandSent").count() == 10
    assert set(CommandRecord.objects.values_list("status", flat=True)) == {"accepted"}


def test_a_cancelled_command_is_not_sent() -> None:
    ring()
    seen = row()
    execute(SCHEDULE, CancelCommand(key="ring"))
    assert send(seen) is False
    assert send_due() == rung() == 0
    assert not CommandRecord.objects.filter(name="RingBell").exists()


@pytest.mark.parametrize("attempt", range(5))
def test_cancelled_at_the_moment_of_sending_it_is_one_or_the_other(attempt: int) -> None:
    ring()
    at_once(send_due, lambda: execute(SCHEDULE, CancelCommand(key="ring")))
    assert (row().status, rung()) in (("sent", 1), ("cancelled", 0))


def test_moved_to_another_time_it_is_not_sent_at_the_old_one() -> None:
    ring()
    seen = row()
    ring(after=LATER)
    assert send(seen) is False
    assert rung() == 0


def test_a_rule_that_says_no_is_kept_and_nothing_is_tried_again() -> None:
    move("B2")
    assert send_due() == 1
    assert (row("move").status, row("move").reason, row("move").next_at) == ("refused", "there is no such book", None)
    record = CommandRecord.objects.get(name="MoveBook")
    assert (record.status, record.reason, record.channel) == ("rejected", "there is no such book", "schedule")
    assert send_due() == 0


def test_a_taken_name_refuses_as_well() -> None:
    execute(BOOK, AddBook(book_id=EMMA, title="Emma", place="A1"))
    execute(BOOK, AddBook(book_id=uuid4(), title="Persuasion", place="B2"))
    move("B2")
    send_due()
    assert row("move").status == "refused"
    assert Book.objects.get(id=EMMA).place == "A1"


def broken(_: Sequence[Any]) -> None:
    raise OSError("disk of ann@example.org")


def test_a_failure_is_tried_again_later_and_leaves_nothing_half_done() -> None:
    ring()
    with passing_handler(desks, broken, BellRung):
        assert send_due() == 1
    assert rung() == Notice.objects.count() == 0
    assert (row().status, row().attempts, row().reason) == ("waiting", 1, "OSError")
    assert send_due() == 0  # not yet
    assert "ann@example.org" not in str(list(Event.objects.values_list("data", flat=True)))
    assert CommandRecord.objects.get(name="RingBell").reason == "OSError: disk of ann@example.org"
    time.sleep(1.1)  # the first pause
    assert send_due() == 1
    assert (row().status, rung()) == ("sent", 1)


def test_one_that_fails_does_not_keep_the_others() -> None:
    move("B2", key="a")
    execute(SCHEDULE, ScheduleCommand(key="b", name="unheard", due_at=context.now() + PAST, payload={}))
    execute(SCHEDULE, ScheduleCommand(key="c", name="ring-bell", due_at=context.now() + PAST, payload={"desk": 7}))
    ring()
    assert send_due() == 4
    assert rung() == 1
    assert [row("b").reason, row("c").reason] == ["UnknownCommand", "ValidationError"]


def test_a_clock_that_jumps_back_sends_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    ring()
    send_due()
    monkeypatch.setattr(context, "now", lambda: row().due_at - LATER)
    assert send_due() == 0
    assert rung() == 1


def test_who_is_killed_while_sending_has_sent_nothing_and_keeps_nobody_waiting() -> None:
    """It holds the lease, and dies between the append and the commit."""
    ring()
    with managing("shell", "-v", "0", "-c", SLOW_SENDER) as slow:
        assert slow.stdout
        assert "sending" in slow.stdout.readline()
        assert send_due() == 0  # leased
        slow.send_signal(signal.SIGKILL)
        slow.wait(10)
    await_end_of_others()
    assert rung() == 0
    assert send_due() == 1
    assert rung() == 1


SENDING = """
from es_core.runner import Runner
print("sending", flush=True)
Runner().run()
"""


def test_senders_killed_at_any_moment_send_everything_once() -> None:
    chance = Random(7)
    for each in range(60):
        ring(f"ring {each}", desk=f"desk {each}")
    sent = 0
    for _ in range(3):
        with managing("shell", "-v", "0", "-c", SENDING) as sender:
            assert sender.stdout
            assert sender.stdout.readline() == "sending\n"
            eventually(partial(rung_more_than, sent))
            time.sleep(chance.uniform(0, 0.05))
            sender.send_signal(signal.SIGKILL)
            sender.wait(10)
        sent = rung()
        ring(f"late {sent}", desk=f"late {sent}")
    await_end_of_others()
    while Schedule.objects.filter(status="waiting").exists():
        send_due()
    assert rung() == Notice.objects.count() == Event.objects.filter(event_type="CommandSent").count() == 63
    assert set(CommandRecord.objects.values_list("status", flat=True)) == {"accepted"}


SLOW_SENDER = """
import time
from es_core.schedule.sender import send_due
from es_core.signals import events_recorded
def wait(**_):
    print("sending", flush=True)
    time.sleep(60)
events_recorded.connect(wait)
send_due()
"""


def await_end_of_others() -> None:
    """The database notices a dead client at its next word to it."""
    others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%%'"
    deadline = time.monotonic() + 20
    while run(others) and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_sender_never_locks_rows_before_streams() -> None:
    """Who cancels holds the stream and will want the row: a sender that held the row would wait for ever."""
    ring()
    cancelling, sent = threading.Event(), threading.Event()

    def cancel() -> None:
        execute(SCHEDULE, CancelCommand(key="ring"), alongside=hold_on)

    def hold_on() -> None:
        cancelling.set()
        sent.wait(0.5)

    def send_meanwhile() -> int:
        assert cancelling.wait(10)
        return send_due()

    answers = at_once(cancel, send_meanwhile)
    assert answers == [None, 0]
    assert (row().status, rung()) == ("cancelled", 0)


def test_the_table_is_the_log_s() -> None:
    for each in range(3):
        ring(f"ring {each}", desk=f"desk {each}")
    ring("later", after=LATER)
    ring("later", after=2 * LATER)
    move("B2")
    ring("gone", after=LATER)
    execute(SCHEDULE, CancelCommand(key="gone"))
    execute(SCHEDULE, ScheduleCommand(key="odd", name="unheard", due_at=context.now() + PAST, payload={}))
    send_due()
    assert sorted(Schedule.objects.values_list("status", flat=True)) == [
        "cancelled", "refused", "sent", "sent", "sent", "waiting", "waiting",
    ]  # fmt: skip
    testing.assert_replayed_twice_equals_once(schedule)
    testing.assert_inline_equals_rebuilt(schedule)


def test_payloads_of_any_shape_come_back() -> None:
    command = MoveBook(book_id=EMMA, place='B2 "蜂" \\ 🐝')
    payload = msgspec.json.decode(msgspec.json.encode(MOVE_LATER.at(context.now(), key="x", command=command).payload))
    assert MOVE_LATER.read(payload) == command
