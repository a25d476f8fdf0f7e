"""`./manage.py audit`: the same questions at the command line."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from es_core.models import CommandRecord
from tests.es_core.auditing import listed, recorded
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db

BOB = uuid4()


def audit(*arguments: str) -> str:
    out = io.StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in audit("--json", *arguments).splitlines()]


def test_the_table_names_who_what_and_why_not() -> None:
    recorded(name="MoveBook", status="rejected", reason="this place is [taken]", actor_id=BOB, address="192.0.2.9")
    told = audit()
    for part in ("2026-05-01 12:00:00", str(BOB), "MoveBook", "rejected this place is [taken]", "192.0.•••", "1.0 ms"):
        assert part in told
    assert "192.0.2.9" not in told


def test_nothing_is_said_to_be_nothing() -> None:
    assert audit("--name", "RingBell") == "Nothing on record fits.\n"


def test_it_says_when_there_is_more() -> None:
    for n in range(3):
        recorded(n)
    assert "There is more" in audit("--most", "2")
    assert "There is more" not in audit("--most", "3")


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        ([], {}),
        (["--name", "MoveBook"], {"name": "MoveBook"}),
        (["--status", "rejected", "--channel", "api"], {"status": "rejected", "channel": "api"}),
        (["taken"], {"q": "taken"}),
        (["--stream-type", "book", "--sort", "slowest"], {"stream_type": "book", "sort": "slowest"}),
        (
            ["--address", "192.0.2.0/24", "--since", "2026-05-01 12:01"],
            {"address": "192.0.2.0/24", "since": "2026-05-01 12:01"},
        ),
    ],
)
def test_json_and_csv_are_the_list_row_for_row(options: list[str], typed: dict[str, str]) -> None:
    for n in range(12):
        recorded(
            n,
            name=("AddBook", "MoveBook")[n % 2],
            status=("accepted", "rejected")[n % 3 == 0],
            channel=("web", "api")[n % 2],
            reason="taken" if n % 3 == 0 else "",
            address=("192.0.2.1", "198.51.100.1")[n % 2],
            duration_ms=100 + n * 7 % 5,
        )
    wanted = listed(**typed)
    assert wanted
    assert [each["id"] for each in as_json(*options)] == wanted
    wanted = listed(**typed)  # the first export may be one of them now
    assert [int(each["id"]) for each in csv.DictReader(io.StringIO(audit("--csv", *options)))] == wanted


def test_a_line_has_everything_that_is_on_record() -> None:
    made = recorded(payload={"title": "Emma"}, actor_id=BOB, positions=[4, 5])
    [line] = as_json()
    assert line == {
        "id": made.id,
        "started_at": "2026-05-01T12:00:00Z",
        "status": "accepted",
        "name": "AddBook",
        "reason": "",
        "actor_id": str(BOB),
        "actor": "",
        "channel": "web",
        "address": "",
        "agent": "",
        "stream_type": "book",
        "stream_id": str(made.stream_id),
        "command_id": str(made.command_id),
        "correlation_id": str(made.correlation_id),
        "causation_id": None,
        "positions": [4, 5],
        "duration_ms": 1.0,
        "payload": {"title": "Emma"},
    }


def test_personal_fields_are_masked_unless_asked_for() -> None:
    recorded(
        address="192.0.2.9",
        agent="Firefox",
        payload={"to": "ann@example.org"},
        status="failed",
        reason="ann@example.org",
    )
    [masked] = as_json()
    assert "192.0.2.9" not in str(masked)
    assert "Firefox" not in str(masked)
    assert "ann@" not in str(masked)
    [plain] = as_json("--personal", "--name", "AddBook")
    assert (plain["address"], plain["agent"], plain["reason"]) == ("192.0.2.9", "Firefox", "ann@example.org")
    assert plain["payload"] == {"to": "ann@example.org"}


def test_an_export_is_on_record_with_what_was_asked() -> None:
    recorded()
    recorded(1, name="RingBell")
    audit("--csv", "--name", "AddBook", "--personal")
    noted = CommandRecord.objects.get(status="noted")
    assert (noted.name, noted.channel, noted.actor_id) == ("AuditExported", "manage.py audit", None)
    told = noted.payload
    assert told["question"] == {"name": "AddBook"}
    assert (told["as"], told["personal"], told["rows"], told["whole"]) == ("csv", True, 1, True)
    assert told["system_user"]


def test_an_e_mail_address_that_was_searched_for_is_not_on_record() -> None:
    audit("ann@example.org", "--json")
    assert CommandRecord.objects.get().payload["question"] == {"search": "a•••@example.org"}


def test_a_look_is_on_record_only_when_something_was_unmasked() -> None:
    recorded()
    audit()
    assert not CommandRecord.objects.filter(status="noted").exists()
    audit("--personal")
    assert CommandRecord.objects.get(status="noted").name == "PersonalFieldsShown"


def test_a_cell_that_a_spreadsheet_would_carry_out_is_a_text() -> None:
    recorded(agent="=HYPERLINK(1)", status="failed", reason="@SUM(1)")
    [row] = csv.DictReader(io.StringIO(audit("--csv", "--personal")))
    assert (row["agent"], row["reason"]) == ("'=HYPERLINK(1)", "'@SUM(1)")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--since", "whenever"], "--since: 'whenever' is no time"),
        (["--stream", "17"], "--stream: This is no id"),
        (["--address", "x"], "--address: This is no address"),
        (["--actor", "nobody-at-all"], "--actor: Nobody is called so"),
    ],
)
def test_what_can_t_be_meant_ends_with_2(options: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as caught:
        audit(*options)
    assert caught.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_as_a_process_it_prints_and_ends_well() -> None:
    recorded(name="MoveBook")
    done = manage("audit", "--name", "MoveBook", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["name"] == "MoveBook"
    assert manage("audit", "--since", "whenever").returncode == 2
    assert "./manage.py audit ann@example.org" in manage("audit", "--help").stdout
