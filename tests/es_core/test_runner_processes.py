"""Runners as processes: stopped cleanly, killed, and the commands around them."""

import json
import signal
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from es_core import tail, testing
from es_core.context import now
from es_core.models import DeadLetter, ProjectorState
from es_core.runner import Runner, checkpoint
from es_core.statements import run
from es_core.status import statuses
from tests.es_core.example.domain.desk import DESK, VisitorCounted
from tests.es_core.example.models import Visit
from tests.es_core.example.projectors import loans, visits
from tests.es_core.other_session import other_session
from tests.es_core.passing import passing_handler
from tests.es_core.process import manage, managing
from tests.es_core.running import eventually, running, state_of

pytestmark = pytest.mark.django_db(transaction=True)

WAITS_FOR_A_TABLE = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%library_visit%%'"
)
LOCKED = "LOCK TABLE library_visit IN SHARE MODE"


def come(*desks: str) -> None:
    for each in desks:
        testing.given(DESK, VisitorCounted(desk=each, number=1))


def is_held_up() -> bool:
    return bool(run(WAITS_FOR_A_TABLE)[0][0])


def times() -> list[int]:
    return list(Visit.objects.order_by("position").values_list("times", flat=True))


def fail(events: Any) -> None:
    raise LookupError("no such desk")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "WAITS", (timedelta(milliseconds=10),))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_runner_finishes_its_batch(number: signal.Signals) -> None:
    with other_session(LOCKED) as other, managing("run_projectors", "visits") as process:
        assert process.stdout
        assert "Feeding visits" in process.stdout.readline()
        come("a", "b")
        eventually(is_held_up)
        process.send_signal(number)
        other.execute("ROLLBACK")
        assert process.wait(30) == 0
        assert process.stderr
        assert process.stderr.read() == ""
    assert state_of(visits).position > 0
    assert set(times()) == {1}


def test_the_work_of_a_killed_runner_is_taken_over_within_seconds() -> None:
    with (
        other_session(LOCKED) as other,
        managing("run_projectors", "visits") as first,
    ):
        come("a", "b", "c")
        eventually(is_held_up)
        assert Runner([visits]).feedings[0].step() is False
        first.kill()
        first.wait(30)
        other.execute("ROLLBACK")
        with running(visits):
            eventually(lambda: state_of(visits).position == tail.head(), patience=10)
    assert times() == [1, 1, 1]


def test_once_ends_at_the_end_of_the_log() -> None:
    come("a")
    done = manage("run_projectors", "--once")
    assert (done.returncode, done.stderr) == (0, "")
    assert times() == [1]


def test_once_says_who_did_not_get_there() -> None:
    checkpoint.pause(visits, "the disk is full")
    come("a")
    done = manage("run_projectors", "visits", "--once")
    assert done.returncode == 1
    assert "visits is 1 events behind: paused. the disk is full" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("run_projectors", "books"), ("projectors", "pause", "nobody")])
def test_only_catch_up_projectors_are_run(arguments: tuple[str, ...]) -> None:
    done = manage(*arguments)
    assert done.returncode == 2
    assert "there are: " in done.stderr
    assert "visits" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_status_tells_what_needs_an_operator(hasty: None) -> None:
    come("a")
    Runner().run_once()
    fine = manage("es_status", "--json")
    told = {each["name"]: each for each in json.loads(fine.stdout)["projectors"]}
    assert (fine.returncode, told["visits"]["lag"], told["visits"]["state"]) == (0, 0, "running")
    assert (told["books"]["kind"], told["books"]["state"]) == ("inline", "inline")
    come("b")
    with passing_handler(visits, fail, VisitorCounted):
        Runner([visits]).run_once()
    bad = manage("es_status", "--json")
    found = json.loads(bad.stdout)
    [told_visits] = [each for each in found["projectors"] if each["name"] == "visits"]
    assert (bad.returncode, told_visits["state"], told_visits["lag"]) == (1, "paused", 1)
    assert found["head"] == found["decided"] == tail.head()
    assert told_visits["seconds"] >= 0
    assert "LookupError: no such desk" in told_visits["reason"]
    assert "paused" in manage("es_status").stdout


def test_a_lag_is_never_less_than_nothing() -> None:
    columns = "event_id, stream_type, stream_id, event_type, data, version, schema_version, metadata, recorded_at"
    run(
        f"INSERT INTO es_event ({columns}) VALUES (gen_random_uuid(), 'desk', gen_random_uuid(), 'VisitorCounted',"
        """ '{"desk": "a", "number": 1}', 1, 1, '{}', now() + interval '1 day') RETURNING 1"""
    )
    [told] = [
        each for each in json.loads(manage("es_status", "--json").stdout)["projectors"] if each["name"] == "visits"
    ]
    assert (told["lag"], told["seconds"]) == (1, 0.0)
    assert told["state"] == "unattended"


def test_a_runner_that_was_seen_before_the_clock_jumped_back_is_none() -> None:
    ProjectorState.objects.filter(name="visits").update(seen_at=now() + timedelta(hours=1))
    assert {each.name: each.state for each in statuses()}["visits"] == "unattended"


def test_a_due_rebuild_is_told() -> None:
    ProjectorState.objects.filter(name="desks").update(version=0)
    done = manage("es_status")
    assert done.returncode == 1
    assert "rebuild due" in done.stdout


def test_pausing_and_resuming() -> None:
    assert manage("projectors", "pause", "visits", "--reason", "moving house").returncode == 0
    assert (state_of(visits).state, state_of(visits).reason) == ("paused", "moving house")
    assert manage("projectors", "resume", "visits").returncode == 0
    assert state_of(visits).state == "running"


def test_dead_letters_are_listed_replayed_and_dropped() -> None:
    letter = {"projector": "loans", "stream_id": "0190a000-0000-7000-8000-000000000001", "event_type": "VisitorCounted"}
    come("a", "b")
    for position in (tail.head() - 1, tail.head()):
        DeadLetter.objects.create(**letter, position=position, error="LookupError: no such book")
    listed = manage("dead_letters")
    assert (listed.returncode, listed.stdout.count("LookupError: no such book")) == (1, 2)
    assert len(json.loads(manage("dead_letters", "list", "loans", "--json").stdout)) == 2
    replayed = manage("dead_letters", "replay", "loans")
    assert (replayed.returncode, replayed.stdout) == (0, "loans: 2 replayed, 0 streams still stuck\n")
    assert state_of(loans).replays == 1
    DeadLetter.objects.create(**letter, position=1, error="x")
    assert "name the projector" in manage("dead_letters", "drop").stderr
    assert manage("dead_letters", "drop", "loans", "--yes").stdout == "loans: 1 dropped\n"
    assert "no dead letters" in manage("dead_letters").stdout


def test_what_comes_while_a_run_to_the_end_is_under_way_is_not_its_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    come("a")
    once = Runner.run_once

    def and_another_comes(runner: Runner) -> None:
        once(runner)
        come("late")

    monkeypatch.setattr(Runner, "run_once", and_another_comes)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    call_command("run_projectors", "visits", "--once")
    assert state_of(visits).position < tail.head()
