"""`./manage.py rebuild_projections`."""

import json
import signal

import pytest
from django.core.management import CommandError, call_command

from es_core import tail, testing
from es_core.execute import execute
from es_core.models import ProjectorState
from es_core.rebuild.shadow import alone
from es_core.statements import run
from es_core.versions import changed
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.projectors import books
from tests.es_core.example.stock import shadows
from tests.es_core.other_session import await_row, other_session
from tests.es_core.process import manage, managing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("library")
def test_the_command_rebuilds_what_it_is_told_to() -> None:
    before = testing.rows(books)
    done = manage("rebuild_projections", "books", "desks")
    assert (done.returncode, done.stderr) == (0, "")
    assert "books" in done.stdout
    assert "100%" in done.stdout or str(tail.head()) in done.stdout
    assert testing.rows(books) == before


def test_names_and_all_of_them_are_two_wishes() -> None:
    with pytest.raises(CommandError, match="one of them") as refused:
        call_command("rebuild_projections", "books", all=True)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("names", [[], ["bookz"], ["books", "bookz"]])
def test_the_command_names_the_projectors_there_are(names: list[str]) -> None:
    with pytest.raises(CommandError, match=r"there are: .*books, desks") as refused:
        call_command("rebuild_projections", *names)
    assert refused.value.returncode == 2


def test_the_command_finds_what_changed() -> None:
    ProjectorState.objects.filter(name="desks").update(version=0)
    at_once(lambda: execute(DESK, CountVisitor(desk="a")))
    done = manage("rebuild_projections", "--changed")
    assert (done.returncode, done.stderr) == (0, "")
    assert changed() == []
    assert "books" not in done.stdout


@pytest.mark.usefixtures("library")
def test_the_command_says_who_is_in_the_way() -> None:
    with other_session("LOCK TABLE library_desk IN ACCESS SHARE MODE"):
        done = manage("rebuild_projections", "desks", "books")
    assert done.returncode == 1
    assert "in the way: process" in done.stderr
    assert "Traceback" not in done.stderr
    assert "books: rebuilt up to position" in done.stdout


@pytest.mark.usefixtures("library")
def test_the_command_tells_scripts_in_json() -> None:
    with alone("es_shadow_desks"):
        done = manage("rebuild_projections", "books", "desks", "--json")
    told = {each["projector"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert (told["books"]["position"], told["books"]["failure"]) == (tail.head(), None)
    assert told["desks"]["position"] is None
    assert told["desks"]["failure"] == "desks is being rebuilt by another process"


@pytest.mark.usefixtures("library")
def test_an_interrupted_command_ends_and_the_next_one_goes_on() -> None:
    with (
        other_session("LOCK TABLE library_desk, library_book IN ACCESS SHARE MODE"),
        managing("rebuild_projections", "books", "desks") as process,
    ):
        await_row("SELECT 1 FROM pg_locks WHERE relation = 'library_book'::regclass AND NOT granted")
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=20)
    assert (process.returncode, *told) == (130, "", "")
    assert shadows() == ["es_shadow_books", "es_shadow_desks"]
    assert manage("rebuild_projections", "books", "desks").returncode == 0
    assert shadows() == []


@pytest.mark.usefixtures("library")
def test_an_event_that_nobody_can_read_is_named() -> None:
    run(
        "INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data, metadata)"
        " VALUES (gen_random_uuid(), 'desk', gen_random_uuid(), 1, 'VisitorCounted', 1, '{}', '{}') RETURNING 1"
    )
    done = manage("rebuild_projections", "desks")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "desks: VisitorCounted (version 1) can't be read" in done.stderr
    assert shadows() == []
