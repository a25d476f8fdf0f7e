"""`./manage.py es_tail`: the log for people and for other systems."""

import io
import json
import signal
import subprocess
import time
from contextlib import redirect_stdout
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from es_core import context, tail, testing
from es_core.models import Event
from es_core.recorded import AnyRecorded
from tests.es_core.example.domain.book import BOOK, BookAdded, BookMoved
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, VisitorCounted
from tests.es_core.process import manage, managing

EMMA = uuid4()


def say(*arguments: str) -> list[str]:
    """The lines that the command prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        call_command("es_tail", *arguments)
    return out.getvalue().splitlines()


def say_json(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in say("--json", "--once", *arguments)]


def ring(desk: str = "a") -> AnyRecorded:
    [rung] = testing.given(BELL, BellRung(desk=desk))
    return rung


@pytest.mark.django_db
def test_each_event_is_a_json_line_with_its_whole_envelope() -> None:
    with context.acting(actor=EMMA, channel="test"):
        rung = ring("Leseräume")
    [line] = say_json("--after", "0")
    stored = Event.objects.get()
    assert line == {
        "position": rung.position,
        "recorded_at": line["recorded_at"],
        "stream_type": "bell",
        "stream_id": str(rung.stream_id),
        "version": 1,
        "event_type": "BellRung",
        "schema_version": 1,
        "event_id": str(stored.event_id),
        "command_id": None,
        "causation_id": None,
        "correlation_id": str(stored.correlation_id),
        "actor_id": None,
        "metadata": {},
        "data": {"desk": "Leseräume"},
    }
    assert stored.recorded_at.isoformat().replace("+00:00", "Z") == line["recorded_at"]


@pytest.mark.django_db
def test_only_what_stands_behind_the_position_is_printed() -> None:
    rung = [ring() for _ in range(4)]
    lines = say_json("--after", str(rung[1].position))
    assert [each["position"] for each in lines] == [each.position for each in rung[2:]]
    assert say_json("--after", str(rung[-1].position)) == []


@pytest.mark.django_db
def test_without_a_position_the_last_ten_are_printed() -> None:
    rung = [ring() for _ in range(13)]
    assert [each["position"] for each in say_json()] == [each.position for each in rung[-10:]]


@pytest.mark.django_db
def test_a_line_for_people_says_when_and_what() -> None:
    rung = ring()
    [line] = say("--once")
    assert line.split() == [
        str(rung.position), *line.split()[1:3], "BellRung", "bell", str(rung.stream_id), "v1", '{"desk":', '"a"}',
    ]  # fmt: skip


@pytest.fixture
def mixed(db: None) -> list[AnyRecorded]:
    """A book added and moved, a bell, a visitor."""
    return [
        *testing.given(BOOK, BookAdded(book_id=EMMA, title="Emma", place="A1"), BookMoved(book_id=EMMA, place="B2")),
        ring(),
        *testing.given(DESK, VisitorCounted(desk="a", number=1)),
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], [0, 1, 2, 3]),
        (["--stream-type", "book"], [0, 1]),
        (["--stream-type", "bell", "--stream-type", "desk"], [2, 3]),
        (["--event-type", "BookMoved", "--event-type", "BellRung"], [1, 2]),
        (["--stream-type", "book", "--event-type", "BellRung"], []),
    ],
)
def test_only_the_types_asked_for_are_printed(
    mixed: list[AnyRecorded], filters: list[str], expected: list[int]
) -> None:
    lines = say_json("--after", "0", *filters)
    assert [each["position"] for each in lines] == [mixed[nth].position for nth in expected]


def test_one_request_s_events_are_found_by_its_correlation(mixed: list[AnyRecorded]) -> None:
    correlation: UUID | None = Event.objects.get(position=mixed[1].position).correlation_id
    lines = say_json("--after", "0", "--correlation", str(correlation))
    assert [each["position"] for each in lines] == [each.position for each in mixed[:2]]


# -- as a process ----------------------------------------------------------------------------------------------------


def position_of(line: str) -> int:
    return int(json.loads(line)["position"])


@pytest.mark.django_db(transaction=True)
def test_a_follower_sees_a_new_event_soon_and_ends_on_ctrl_c() -> None:
    first = ring()
    with managing("es_tail", "--json", "--after", "0") as process:
        assert process.stdout
        assert position_of(process.stdout.readline()) == first.position
        for _ in range(3):
            rung, began = ring(), time.monotonic()
            assert position_of(process.stdout.readline()) == rung.position
            assert time.monotonic() - began < 5
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == ("", "")
        assert process.returncode == 0


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_leaves_ends_it_quietly() -> None:
    testing.given(BELL, *[BellRung(desk="x" * 100)] * 1000)  # more than a pipe holds
    with managing("es_tail", "--json", "--after", "0") as process:
        assert process.stdout
        assert process.stderr
        head = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True, text=True, timeout=30)
        process.stdout.close()
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""
    assert json.loads(head.stdout)["event_type"] == "BellRung"


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_leaves_a_quiet_log_ends_it_at_the_next_event() -> None:
    ring()
    with managing("es_tail", "--json", "--after", "0") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        ring()
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""


@pytest.mark.django_db(transaction=True)
def test_once_prints_the_whole_log_and_ends() -> None:
    rung = [ring() for _ in range(5)]
    done = manage("es_tail", "--json", "--after", "0", "--once")
    assert (done.returncode, done.stderr) == (0, "")
    assert [position_of(line) for line in done.stdout.splitlines()] == [each.position for each in rung]
    assert tail.head() == rung[-1].position
