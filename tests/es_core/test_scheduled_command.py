"""`./manage.py scheduled`: what an operator sees of it and can do about it."""

import io
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command

from es_core import context
from es_core.execute import execute
from es_core.models import Event, Schedule
from es_core.schedule import SCHEDULE
from es_core.schedule.sender import send_due
from tests.es_core.example.domain.book import MoveBook
from tests.es_core.example.domain.desk import RingBell
from tests.es_core.example.processes import MOVE_LATER, RING_LATER
from tests.es_core.test_sending import EMMA

pytestmark = pytest.mark.django_db(transaction=True)


def scheduled(*arguments: str) -> str:
    out = io.StringIO()
    call_command("scheduled", *arguments, stdout=out)
    return out.getvalue()


def rows(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.json.decode(scheduled("list", "--json", *arguments))["scheduled"]
    return found


def ring(key: str, after: timedelta) -> None:
    execute(SCHEDULE, RING_LATER.at(context.now() + after, key=key, command=RingBell(desk=key)))


def refuse(key: str) -> None:
    command = MoveBook(book_id=EMMA, place="B2")
    execute(SCHEDULE, MOVE_LATER.at(context.now(), key=key, command=command))
    send_due()


def test_what_waits_is_listed_in_the_order_of_its_time() -> None:
    assert scheduled() == "Nothing waits.\n"
    ring("later", timedelta(hours=2))
    ring("sooner", timedelta(hours=1))
    ring("sent", timedelta(seconds=-1))
    send_due()
    assert [each["key"] for each in rows()] == ["sooner", "later"]
    assert [each["key"] for each in rows("--most", "1")] == ["sooner"]
    assert {each["key"]: each["status"] for each in rows("--all")} == {
        "sooner": "waiting", "later": "waiting", "sent": "sent",
    }  # fmt: skip


def test_trouble_is_told_and_is_an_exit_code() -> None:
    refuse("move")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("scheduled", stdout=out)
    assert ended.value.code == 1
    assert "move" in out.getvalue()
    assert "refused" in out.getvalue()


def test_trouble_beyond_what_is_listed_is_an_exit_code_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    ring("sent", timedelta(days=-1))
    refuse("move")
    with pytest.raises(SystemExit) as ended:
        call_command("scheduled", "list", "--all", "--most", "1")
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert "sent" in told
    assert "move" not in told
    assert "There is more" in told


def test_one_that_nobody_sends_is_an_exit_code() -> None:
    ring("late", timedelta(minutes=-2))
    with pytest.raises(SystemExit):
        scheduled("--json")


def test_one_is_cancelled() -> None:
    ring("bell", timedelta(hours=1))
    assert scheduled("cancel", "bell", "--yes") == "bell: cancelled\n"
    assert scheduled("cancel", "bell", "--yes") == "bell: it did not wait any more\n"
    assert Schedule.objects.get().status == "cancelled"
    assert Event.objects.get(event_type="CommandCancelled").actor_id is None


def test_cancelling_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    ring("bell", timedelta(hours=1))
    monkeypatch.setattr("builtins.input", lambda _: "n")
    with pytest.raises(CommandError, match="nothing was changed"):
        scheduled("cancel", "bell")
    assert Schedule.objects.get().status == "waiting"


def test_one_in_trouble_is_tried_again() -> None:
    refuse("move")
    assert scheduled("retry", "move") == "move: due now\n"
    assert Schedule.objects.get().status == "waiting"
    with pytest.raises(CommandError, match="only what was refused or has failed"):
        scheduled("retry", "move")


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_an_unknown_key_is_told(action: str) -> None:
    with pytest.raises(CommandError, match="nothing was ever scheduled under the key 'x'"):
        scheduled(action, "x")
    with pytest.raises(CommandError, match="which one"):
        scheduled(action)
