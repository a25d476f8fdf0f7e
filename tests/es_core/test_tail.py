"""How far the log is decided while writers are at work, and reading up to there."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction

from es_core import fence, tail, testing
from es_core.read import stream
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, VisitorCounted

pytestmark = pytest.mark.django_db(transaction=True)


def ring(desk: str = "a") -> int:
    """The position of a new event."""
    [rung] = testing.given(BELL, BellRung(desk=desk))
    return rung.position


class Slow:
    """A writer that has drawn its position and takes its time to commit, or to roll back."""

    def __init__(self, *, rolls_back: bool = False) -> None:
        self.rolls_back = rolls_back
        self.position = 0
        self.wrote, self.may_end = threading.Event(), threading.Event()

    def write(self) -> None:
        with transaction.atomic():
            self.position = ring(desk=str(uuid4()))
            self.wrote.set()
            assert self.may_end.wait(20)
            transaction.set_rollback(self.rolls_back)


@contextmanager
def writing(writer: Slow) -> Iterator[None]:
    """It has written when the block begins, and is told to end when the block does."""
    with in_background(writer.write):
        try:
            assert writer.wrote.wait(20)
            yield
        finally:
            writer.may_end.set()


def test_an_empty_log_is_decided_up_to_where_one_stands() -> None:
    assert fence.decided(7) == 7
    assert tail.head() == 0
    assert list(tail.read_all()) == []


def test_at_most_so_many_events_ahead() -> None:
    first, *_ = [ring() for _ in range(5)]
    assert fence.decided(first - 1, 3) == first + 2
    assert fence.decided(first - 1, 100) == first + 4


def test_what_stands_before_a_hole_is_read_at_once() -> None:
    first = ring()
    with writing(Slow()):
        ring()
        began = time.monotonic()
        assert fence.decided(first - 1) == first
        assert time.monotonic() - began < 10  # the other one holds out for 20


@pytest.mark.parametrize("rolls_back", [False, True])
def test_at_a_hole_the_tail_waits_for_whoever_may_still_fill_it(rolls_back: bool) -> None:
    first, slow = ring(), Slow(rolls_back=rolls_back)
    with writing(slow):
        last = ring()
        with in_background(partial(fence.decided, first)) as [reader]:
            time.sleep(0.1)
            assert not reader.done()
            slow.may_end.set()
            assert reader.result(10) == last
    seen = [each.position for each in tail.between(first, last)]
    assert seen == ([last] if rolls_back else [slow.position, last])


def test_writers_who_come_later_are_not_waited_for() -> None:
    first, slow, late = ring(), Slow(), Slow()
    with writing(slow), writing(late):
        committed = ring()
        with in_background(partial(fence.decided, first)) as [reader]:
            time.sleep(0.05)
            later = Slow()
            with writing(later):
                slow.may_end.set()
                late.may_end.set()
                assert reader.result(10) == committed


def test_a_hole_at_the_end_of_the_log_does_not_hold_the_tail() -> None:
    first = ring()
    with writing(Slow()):
        assert fence.decided(first) == first


def test_a_transaction_that_appends_nothing_is_not_waited_for() -> None:
    first, slow = ring(), Slow(rolls_back=True)
    with writing(slow):
        pass
    with in_background(partial(_idle, idle := threading.Event())):
        last = ring()
        began = time.monotonic()
        assert fence.decided(first) == last
        assert time.monotonic() - began < 10  # the other one holds out for 20
        idle.set()


def _idle(until: threading.Event) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO library_notice (text) VALUES ('left open')")
        until.wait(20)


def test_a_transaction_does_not_wait_for_itself() -> None:
    with transaction.atomic():
        with transaction.atomic():
            ring()
            transaction.set_rollback(True)
        last = ring()
        assert fence.decided(last - 2) == last


def test_only_the_events_asked_for_are_read() -> None:
    testing.given(DESK, VisitorCounted(desk="a", number=1))
    [counted] = testing.given(DESK, VisitorCounted(desk="a", number=2))
    ring()
    assert [each.event for each in tail.read_all(event_types={VisitorCounted})] == [
        VisitorCounted(desk="a", number=1), VisitorCounted(desk="a", number=2),
    ]  # fmt: skip
    assert list(tail.read_all(event_types=())) == []
    assert list(tail.read_all(counted.position, {VisitorCounted})) == []


def test_the_whole_log_is_read_in_stretches() -> None:
    first, *_, last = [ring() for _ in range(5)]
    assert list(tail.ranges(first - 1, batch=2)) == [
        (first - 1, first + 1), (first + 1, first + 3), (first + 3, last),
    ]  # fmt: skip


def test_following_yields_what_comes_after() -> None:
    first = ring()
    stretches = tail.follow(first, poll=0.01)
    with in_background(partial(next, stretches)) as [reader]:
        time.sleep(0.05)
        assert not reader.done()
        last = ring()
        assert reader.result(10) == (first, last)


def test_a_stream_is_read_in_the_order_of_its_versions() -> None:
    rung = [testing.given(BELL, BellRung(desk="a"))[0] for _ in range(3)]
    assert stream(rung[0].stream_id) == rung
