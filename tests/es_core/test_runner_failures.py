"""What becomes of events that a projector can't take: tried again, then it pauses, or parks them with their stream."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from es_core import dead_letters, read, tail, testing
from es_core.context import now
from es_core.models import DeadLetter, ProjectorState
from es_core.projector import Projector
from es_core.rebuild import rebuild
from es_core.runner import Runner, bounds, checkpoint
from es_core.statements import run
from tests.es_core.example.domain.book import BOOK, BookAdded, BookLent
from tests.es_core.example.domain.desk import DESK, VisitorCounted
from tests.es_core.example.models import Desk, Loan, Visit
from tests.es_core.example.projectors import loans, visits
from tests.es_core.passing import passing_handler
from tests.es_core.running import eventually, running, state_of

pytestmark = pytest.mark.django_db(transaction=True)

POISON = uuid4()


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "WAITS", (timedelta(milliseconds=10),) * 2)


def come(desk: str) -> int:
    return testing.given(DESK, VisitorCounted(desk=desk, number=1))[0].position


def lend(book_id: UUID) -> int:
    if not read.begun([book_id]):
        testing.given(BOOK, BookAdded(book_id=book_id, title="Emma", place=str(book_id)))
    event = BookLent(book_id=book_id, reader_id=uuid4(), lent_at=now())
    return testing.given(BOOK, event, stream_id=book_id)[0].position


def choke(events: Sequence[Any]) -> None:
    if any(getattr(each.event, "desk", None) == "poison" for each in events):
        raise LookupError("there is no such desk\nand this line holds secrets")


def choke_on_poison(events: Sequence[Any]) -> None:
    if any(each.event.book_id == POISON for each in events):
        raise LookupError(f"no such book\nDETAIL: {POISON}")


def hang_up(events: Sequence[Any]) -> None:
    if any(each.event.desk == "poison" for each in events):
        connection.close()


def write_a_desk(events: Sequence[Any]) -> None:
    run("INSERT INTO library_desk VALUES ('stolen', 1) RETURNING 1")


def never_end(events: Sequence[Any]) -> None:
    run("SELECT pg_sleep(60)")


def ask_for_ever(events: Sequence[Any]) -> None:
    while True:
        run("SELECT pg_sleep(0.01)")


def come_to_nothing(events: Sequence[Any]) -> None:
    time.sleep(1)
    run("SELECT 1")


def test_a_poison_event_pauses_the_projector_where_it_stands() -> None:
    positions = [come(each) for each in ("a", "b", "c", "poison", "d")]
    with passing_handler(visits, choke, VisitorCounted):
        Runner([visits]).run_once()
    state = state_of(visits)
    assert state.state == "paused"
    assert state.reason == f"VisitorCounted at position {positions[3]}: LookupError: there is no such desk"
    assert (state.position, state.tries) == (positions[2], 3)
    assert list(Visit.objects.values_list("desk", flat=True)) == ["a", "b", "c"]


def test_a_paused_one_goes_on_when_it_is_told_to() -> None:
    come("poison")
    come("a")
    with passing_handler(visits, choke, VisitorCounted):
        Runner([visits]).run_once()
    Runner([visits]).run_once()
    assert Visit.objects.count() == 0
    checkpoint.resume(visits)
    Runner([visits]).run_once()
    assert Visit.objects.count() == 2
    assert (state_of(visits).reason, state_of(visits).tries) == ("", 0)


def test_a_failure_that_passes_leaves_no_trace() -> None:
    failures = iter([True, True])

    def stumble(events: Sequence[Any]) -> None:
        if next(failures, False):
            raise LookupError("not now")

    come("a")
    with passing_handler(visits, stumble, VisitorCounted):
        Runner([visits]).run_once()
    assert (state_of(visits).state, state_of(visits).tries) == ("running", 0)
    assert Visit.objects.get().times == 1


def test_others_go_on_while_one_is_paused() -> None:
    come("poison")
    with passing_handler(visits, choke, VisitorCounted), running(visits, loans):
        lend(uuid4())
        eventually(lambda: state_of(visits).state == "paused" and Loan.objects.count() == 1)
        lend(uuid4())
        eventually(lambda: Loan.objects.count() == 2)


def test_one_that_closes_its_connection_each_time_is_paused_and_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it would count as the database's fault for ever, and who comes behind it in the round would starve."""
    monkeypatch.setattr("es_core.runner.runner.POLL", 0.02)
    come("a")
    poison = come("poison")
    with passing_handler(visits, hang_up, VisitorCounted), running(visits, loans):
        lend(uuid4())
        eventually(lambda: state_of(visits).state == "paused" and Loan.objects.count() == 1)
    assert state_of(visits).failing == poison
    assert list(Visit.objects.values_list("desk", flat=True)) == ["a"]


@pytest.mark.parametrize("text", ["no \0", "no \ud800"])
def test_an_error_that_no_text_of_the_database_can_hold_is_noted_all_the_same(text: str) -> None:
    def raise_it(events: Sequence[Any]) -> None:
        raise LookupError(text)

    come("a")
    with passing_handler(visits, raise_it, VisitorCounted):
        Runner([visits]).run_once()
    assert state_of(visits).state == "paused"
    assert "LookupError: no \\" in state_of(visits).reason


def test_parked_events_wait_with_their_stream_and_others_go_on() -> None:
    fine = uuid4()
    lend(fine)
    poison = lend(POISON)
    with passing_handler(loans, choke_on_poison, BookLent):
        Runner([loans]).run_once()
        behind = lend(POISON)
        last = lend(fine)
        Runner([loans]).run_once()
    assert state_of(loans).position == last == tail.head()
    assert Loan.objects.filter(book_id=fine).count() == 2 == Loan.objects.count()
    letters = DeadLetter.objects.order_by("position")
    assert [(each.position, each.error) for each in letters] == [
        (poison, "LookupError: no such book"),
        (behind, f"waits behind position {poison}"),
    ]
    assert "choke_on_poison" in letters[0].stack
    assert str(POISON) not in letters[0].stack
    assert letters[0].stream_id == POISON


def test_dead_letters_are_replayed_in_order() -> None:
    lent = [lend(POISON)]
    with passing_handler(loans, choke_on_poison, BookLent):
        Runner([loans]).run_once()
        lent += [lend(POISON), lend(POISON)]
        Runner([loans]).run_once()
        outcome = dead_letters.replay(loans)
    assert (outcome.replayed, outcome.stuck) == (0, {POISON: "LookupError: no such book"})
    seen: list[int] = []
    with passing_handler(loans, lambda events: seen.extend(each.position for each in events), BookLent):
        assert dead_letters.replay(loans).replayed == 3
    assert seen == lent
    assert not DeadLetter.objects.exists()
    assert Loan.objects.count() == 3


def test_dropped_ones_are_given_up_until_a_rebuild() -> None:
    lend(POISON)
    with passing_handler(loans, choke_on_poison, BookLent):
        Runner([loans]).run_once()
    assert dead_letters.drop(loans) == 1
    lend(POISON)
    Runner([loans]).run_once()
    assert Loan.objects.count() == 1
    rebuild(loans)
    assert Loan.objects.count() == 2


def test_a_rebuild_that_succeeds_ends_a_pause_and_dead_letters() -> None:
    lend(POISON)
    come("poison")
    with passing_handler(loans, choke_on_poison, BookLent), passing_handler(visits, choke, VisitorCounted):
        Runner([loans, visits]).run_once()
    rebuild(loans)
    rebuild(visits)
    assert not DeadLetter.objects.exists()
    assert state_of(visits).state == "running"


def test_a_foreign_read_model_is_refused() -> None:
    come("a")
    with passing_handler(visits, write_a_desk, VisitorCounted):
        Runner([visits]).run_once()
    assert state_of(visits).state == "paused"
    assert "library_desk belongs to <Projector desks" in state_of(visits).reason
    assert not Desk.objects.filter(name="stolen").exists()


def test_an_endless_statement_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "STATEMENT_SECONDS", 0.1)
    come("a")
    with passing_handler(visits, never_end, VisitorCounted):
        Runner([visits]).run_once()
    assert state_of(visits).state == "paused"
    assert "statement timeout" in state_of(visits).reason


def test_a_handler_that_stalls_loses_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "IDLE_SECONDS", 0.1)
    come("a")
    with passing_handler(visits, come_to_nothing, VisitorCounted):
        Runner([visits]).run_once()
    assert state_of(visits).state == "paused"
    assert "idle-in-transaction" in state_of(visits).reason
    checkpoint.resume(visits)
    Runner([visits]).run_once()
    assert Visit.objects.get().times == 1


def append_by_hand(event_type: str, data: str) -> int:
    columns = "event_id, stream_type, stream_id, event_type, data, version, schema_version, metadata"
    values = [uuid4(), "desk", uuid4(), event_type, data]
    [(position,)] = run(
        f"INSERT INTO es_event ({columns}) VALUES (%s, %s, %s, %s, %s::jsonb, 1, 1, '{{}}') RETURNING position",
        values,
    )
    return int(position)


def test_a_handler_that_goes_on_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BATCH_SECONDS", 0.2)
    come("a")
    with passing_handler(visits, ask_for_ever, VisitorCounted):
        Runner([visits]).run_once()
    assert state_of(visits).state == "paused"
    assert "TimeoutError: it did not end within" in state_of(visits).reason


def test_a_handler_that_never_comes_back_pauses_its_projector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BATCH_SECONDS", 0.1)
    monkeypatch.setattr(bounds, "GRACE", 0.1)
    over = threading.Event()

    def hang(events: Sequence[Any]) -> None:
        over.wait(60)

    come("a")
    with passing_handler(visits, hang, VisitorCounted), running(visits):
        try:
            eventually(lambda: state_of(visits).state == "paused")
        finally:
            over.set()
    assert "does not come back" in state_of(visits).reason


@pytest.mark.parametrize(("event_type", "data"), [("VisitorVanished", "{}"), ("VisitorCounted", "[]")])
@pytest.mark.parametrize("projector", [visits, loans])
def test_an_event_that_nobody_can_read_pauses_and_is_never_skipped(
    event_type: str, data: str, projector: Projector
) -> None:
    good = come("a")
    append_by_hand(event_type, data)
    come("b")
    Runner([projector]).run_once()
    state = state_of(projector)
    if projector is loans and event_type == "VisitorCounted":
        assert state.state == "running"  # it has no use for such events
        return
    assert (state.state, state.position) == ("paused", good)
    assert f"{event_type} at position {good + 1}: UnknownEvent" in state.reason


def test_a_clock_that_jumped_back_holds_no_try_up() -> None:
    come("a")
    ProjectorState.objects.filter(name="visits").update(tries=1, retry_at=now() + timedelta(days=300))
    Runner([visits]).run_once()
    assert Visit.objects.count() == 1
