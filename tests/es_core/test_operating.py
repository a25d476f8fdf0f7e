"""What operators do to a projector: the row says so and the log tells it, or neither."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from es_core import context, fence, operating, read, tail
from es_core.errors import CommandReused, Rejected
from es_core.models import CommandRecord, DeadLetter, Event, Operation, ProjectorState
from es_core.operating import rules
from es_core.operating.rules import PROJECTOR
from es_core.runner import Runner, checkpoint
from tests.es_core.at_once import in_background
from tests.es_core.conftest import ANN
from tests.es_core.example.domain.desk import VisitorCounted
from tests.es_core.example.models import Visit
from tests.es_core.example.projectors import visits
from tests.es_core.passing import passing_handler
from tests.es_core.process import manage
from tests.es_core.running import state_of
from tests.es_core.shelving import shelving
from tests.es_core.test_runner_failures import append_by_hand, choke, come

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "WAITS", (timedelta(milliseconds=10),) * 2)


def told(name: str = "visits") -> list[Any]:
    """What the log tells of it, oldest first."""
    stream = PROJECTOR.stream_id(rules.ResumeProjector(projector=name))
    return [each.event for each in read.streams([stream])[stream]]


def recorded() -> tuple[str, str, str]:
    """The last command: what it is called, what came of it, why."""
    last = CommandRecord.objects.order_by("id").last()
    assert last is not None
    return last.name, last.status, last.reason


def poisoned() -> int:
    """`visits` stands at this event."""
    come("a")
    poison = come("poison")
    come("b")
    with passing_handler(visits, choke, VisitorCounted):
        Runner([visits]).run_once()
    assert state_of(visits).state == "paused"
    return poison


def test_pausing_and_resuming_are_told_with_who_did_it() -> None:
    operating.carry_out(rules.PauseProjector(projector="visits", reason="moving house"))
    assert (state_of(visits).state, state_of(visits).reason) == ("paused", "moving house")
    operating.carry_out(rules.ResumeProjector(projector="visits"))
    assert (state_of(visits).state, state_of(visits).reason) == ("running", "")
    assert told() == [
        rules.ProjectorPaused(projector="visits", reason="moving house"),
        rules.ProjectorResumed(projector="visits"),
    ]
    assert set(Event.objects.values_list("actor_id", "stream_type")) == {(ANN, "projector")}
    assert list(CommandRecord.objects.values_list("name", "status")) == [
        ("PauseProjector", "accepted"),
        ("ResumeProjector", "accepted"),
    ]


def test_what_is_refused_is_recorded_and_changes_nothing() -> None:
    operating.carry_out(rules.PauseProjector(projector="visits", reason="first"))
    head = tail.head()
    with pytest.raises(Rejected, match="paused already"):
        operating.carry_out(rules.PauseProjector(projector="visits", reason="second"))
    assert recorded() == ("PauseProjector", "rejected", "it is paused already")
    assert (state_of(visits).reason, tail.head()) == ("first", head)


@pytest.mark.parametrize(("name", "reason"), [("books", "within each command"), ("nobody", "no projector")])
def test_only_what_runs_behind_the_log_can_stand_still(name: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        operating.carry_out(rules.PauseProjector(projector=name, reason="why not"))
    assert recorded()[1] == "rejected"


def test_the_same_form_sent_again_changes_nothing() -> None:
    command_id = uuid4()
    with context.with_command_id(command_id):
        operating.carry_out(rules.PauseProjector(projector="visits", reason="once"))
        checkpoint.resume(visits)
        operating.carry_out(rules.PauseProjector(projector="visits", reason="once"))
        assert state_of(visits).state == "running"
        with pytest.raises(CommandReused):
            operating.carry_out(rules.ResumeProjector(projector="visits"))
    assert len(told()) == 1


def test_a_projector_that_failed_keeps_where_and_how() -> None:
    poison = poisoned()
    state = state_of(visits)
    assert state.failing == poison
    assert "in choke" in state.stack
    assert state.stack.endswith("LookupError: there is no such desk")
    operating.carry_out(rules.ResumeProjector(projector="visits"))
    Runner([visits]).run_once()
    assert (state_of(visits).failing, state_of(visits).stack) == (None, "")
    assert Visit.objects.count() == 3


def test_an_event_is_parked_and_the_others_go_on() -> None:
    poison = poisoned()
    operating.carry_out(rules.ParkEvent(projector="visits", position=poison))
    Runner([visits]).run_once()
    assert list(Visit.objects.order_by("position").values_list("desk", flat=True)) == ["a", "b"]
    letter = DeadLetter.objects.get()
    assert (letter.position, letter.error, letter.tries) == (poison, "LookupError: there is no such desk", 3)
    assert "in choke" in letter.stack
    assert told()[-1] == rules.EventParked(projector="visits", position=poison)


def test_a_parked_event_keeps_its_error_whatever_an_operator_said_meanwhile() -> None:
    poison = poisoned()
    ProjectorState.objects.filter(name="visits").update(state="running")  # it waits for its next try
    operating.carry_out(rules.PauseProjector(projector="visits", reason="moving: house"))
    operating.carry_out(rules.ParkEvent(projector="visits", position=poison))
    assert DeadLetter.objects.get().error == "LookupError: there is no such desk"


def test_only_the_event_that_it_stands_at_is_parked() -> None:
    poison = poisoned()
    with pytest.raises(Rejected, match="any more"):
        operating.carry_out(rules.ParkEvent(projector="visits", position=poison + 1))
    assert state_of(visits).state == "paused"
    assert not DeadLetter.objects.exists()


def test_an_event_that_nobody_can_read_is_not_parked_either() -> None:
    position = append_by_hand("VisitorVanished", "{}")
    Runner([visits]).run_once()
    assert state_of(visits).failing == position
    with pytest.raises(Rejected, match="nobody here can read"):
        operating.carry_out(rules.ParkEvent(projector="visits", position=position))
    assert state_of(visits).position < position


def test_a_process_leaves_no_event_out() -> None:
    with shelving() as process:
        checkpoint.begin(process)
        with pytest.raises(Rejected, match="leaves no event out"):
            operating.carry_out(rules.ParkEvent(projector=process.name, position=1))
        with pytest.raises(Rejected, match="no tables"):
            operating.carry_out(rules.RebuildProjector(projector=process.name, operation_id=uuid4()))
        operating.carry_out(rules.PauseProjector(projector=process.name, reason="a rest"))


def test_dead_letters_are_dropped_by_name() -> None:
    poison = poisoned()
    operating.carry_out(rules.ParkEvent(projector="visits", position=poison))
    operating.carry_out(rules.DropDeadLetters(projector="visits"))
    assert not DeadLetter.objects.exists()
    assert recorded()[:2] == ("DropDeadLetters", "accepted")


@pytest.mark.parametrize("command", [rules.RebuildProjector, rules.VerifyProjector, rules.ReplayDeadLetters])
def test_what_takes_longer_is_asked_for_once(command: Any) -> None:
    asked = command(projector="visits", operation_id=uuid4())
    operating.carry_out(asked)
    assert Operation.objects.get().asked_by == ANN
    with pytest.raises(Rejected, match="under way already"):
        operating.carry_out(command(projector="visits", operation_id=uuid4()))
    assert Operation.objects.count() == 1
    assert [each.operation_id for each in told()] == [asked.operation_id]


def test_what_has_ended_is_not_stopped() -> None:
    with pytest.raises(Rejected, match="ended already"):
        operating.carry_out(rules.StopOperation(projector="visits", operation_id=uuid4()))


def test_an_operator_who_waits_for_a_batch_holds_nobody_up() -> None:
    """The row is locked before the log: the other way round, everybody's tail would wait for that batch."""
    busy, over = threading.Event(), threading.Event()

    def take_long(events: Sequence[Any]) -> None:
        busy.set()
        over.wait(20)

    come("a")
    pause = partial(operating.carry_out, rules.PauseProjector(projector="visits", reason="now"))
    with passing_handler(visits, take_long, VisitorCounted), in_background(Runner([visits]).run_once):
        assert busy.wait(20)
        with in_background(pause) as [pausing]:
            time.sleep(0.3)
            assert not pausing.done()
            assert fence.holders() == set()
            over.set()
    assert state_of(visits).state == "paused"


def test_the_command_parks_what_a_projector_stands_at() -> None:
    poison = poisoned()
    assert "nothing was parked (--yes" in manage("dead_letters", "park", "visits").stderr
    assert state_of(visits).state == "paused"
    done = manage("dead_letters", "park", "visits", "--yes")
    assert (done.returncode, done.stdout) == (0, f"visits goes on behind position {poison}\n")
    assert recorded() == ("ParkEvent", "accepted", "")
    again = manage("dead_letters", "park", "visits", "--yes")
    assert (again.returncode, again.stderr) == (1, "CommandError: visits stands at no event that it could not take\n")


def test_what_operators_do_at_the_command_line_is_on_record_as_well() -> None:
    poison = poisoned()
    operating.carry_out(rules.ParkEvent(projector="visits", position=poison))
    assert manage("dead_letters", "replay").returncode == 0
    assert manage("rebuild_projections", "visits").returncode == 0
    last = CommandRecord.objects.order_by("-id")[:2]
    assert [(each.name, each.status, each.channel, each.payload["projector"]) for each in last] == [
        ("RebuildProjector", "accepted", "manage.py rebuild_projections", "visits"),
        ("ReplayDeadLetters", "accepted", "manage.py dead_letters", "visits"),
    ]
    assert [type(each) for each in told()] == [rules.EventParked, rules.ReplayAsked, rules.RebuildAsked]
    assert not Operation.objects.exists()
