"""What goes wrong in a rebuild leaves the old tables in service."""

import signal
import threading
import time
from collections.abc import Sequence
from functools import partial

import pytest
from django.db import ProgrammingError

from es_core import tail, testing
from es_core.execute import execute
from es_core.models import ProjectorState
from es_core.rebuild import RebuildRunning, SwapBlocked, rebuild
from es_core.recorded import AnyRecorded
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.desk import DESK, CountVisitor, VisitorCounted
from tests.es_core.example.models import Desk, Notice
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import shadows
from tests.es_core.other_session import NOBODY_ELSE, await_row, other_session
from tests.es_core.passing import passing_handler
from tests.es_core.process import managing

pytestmark = pytest.mark.django_db(transaction=True)


def write_elsewhere(events: Sequence[AnyRecorded]) -> None:
    Notice.objects.create(text=f"{len(events)} visitors")


def test_a_handler_that_writes_a_table_of_others_fails_in_a_rebuild() -> None:
    with passing_handler(desks, write_elsewhere, VisitorCounted):
        execute(DESK, CountVisitor(desk="a"))
        assert Notice.objects.count() == 1
        before = testing.rows(desks)
        with pytest.raises(ProgrammingError, match='relation "library_notice" does not exist'):
            rebuild(desks)
    assert Notice.objects.count() == 1
    assert testing.rows(desks) == before
    assert shadows() == []
    rebuild(desks)


@pytest.mark.usefixtures("library")
def test_a_handler_that_fails_leaves_the_old_tables_in_service() -> None:
    def fail(events: Sequence[AnyRecorded]) -> None:
        raise LookupError("no such shelf")

    before, state = testing.rows(desks), ProjectorState.objects.filter(name="desks").values().get()
    with passing_handler(desks, fail, VisitorCounted), pytest.raises(LookupError):
        rebuild(desks)
    assert testing.rows(desks) == before
    assert ProjectorState.objects.filter(name="desks").values().get() == state
    execute(DESK, CountVisitor(desk="a"))
    assert Desk.objects.get(name="a").visitors == 3


@pytest.mark.usefixtures("library")
def test_who_stands_in_the_way_is_named_and_the_old_tables_stay() -> None:
    before = testing.rows(books)
    with other_session("SET application_name = 'dump'", "LOCK TABLE library_book IN ACCESS SHARE MODE") as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone() or (0,)
        with pytest.raises(SwapBlocked, match=rf"books: .*in the way: process {pid} \(dump\): ") as blocked:
            rebuild(books)
    assert str(blocked.value).count("process ") == 1
    assert testing.rows(books) == before
    rebuild(books)
    assert shadows() == []


@pytest.mark.django_db(transaction=True, reset_sequences=True)  # no hole, at which the tail would wait for him
@pytest.mark.usefixtures("library")
def test_who_holds_the_fence_for_long_is_named_too() -> None:
    with (
        other_session("SELECT pg_advisory_xact_lock_shared(1163067393, 1)"),
        pytest.raises(SwapBlocked, match=r"in the way: process \d+"),
    ):
        rebuild(desks)
    rebuild(desks)


@pytest.mark.usefixtures("library")
def test_who_holds_the_checkpoint_for_long_leaves_the_old_tables() -> None:
    before = testing.rows(desks)
    with (
        other_session("SELECT FROM es_projector WHERE name = 'desks' FOR UPDATE"),
        pytest.raises(SwapBlocked, match=r"in the way: process \d+ .*es_projector"),
    ):
        rebuild(desks)
    assert testing.rows(desks) == before
    rebuild(desks)


@pytest.mark.usefixtures("library")
def test_a_checkpoint_that_nobody_made_yet_is_made() -> None:
    ProjectorState.objects.filter(name="desks").delete()
    assert rebuild(desks) == ProjectorState.objects.get(name="desks").position


@pytest.mark.usefixtures("library")
def test_commits_that_are_slow_one_after_the_other_are_waited_for() -> None:
    """On a slow disk, nobody is ever done in the patience of a first try."""
    closing = threading.Event()

    def commit_slowly() -> None:
        while not closing.is_set():
            with other_session("SELECT pg_advisory_xact_lock_shared(1163067393, 1)", "SELECT pg_sleep(0.2)"):
                pass

    with in_background(*[commit_slowly] * 4):
        try:
            rebuild(desks)
        finally:
            closing.set()
    assert shadows() == []


@pytest.mark.usefixtures("library")
def test_who_leaves_in_time_is_waited_for() -> None:
    leave = threading.Event()

    def read_for_a_while() -> None:
        with other_session("LOCK TABLE library_desk IN ACCESS SHARE MODE"):
            leave.wait(20)

    with in_background(read_for_a_while, partial(rebuild, desks)) as [_, rebuilding]:
        time.sleep(0.5)
        assert not rebuilding.done()
        leave.set()
        assert rebuilding.result(20) == tail.head()


def test_a_projector_is_rebuilt_by_one_at_a_time() -> None:
    execute(DESK, CountVisitor(desk="a"))
    busy, go_on = threading.Event(), threading.Event()

    def dawdle(events: Sequence[AnyRecorded]) -> None:
        busy.set()
        assert go_on.wait(20)

    with passing_handler(desks, dawdle, VisitorCounted), in_background(partial(rebuild, desks)) as [rebuilding]:
        assert busy.wait(20)
        with pytest.raises(RebuildRunning, match="desks is being rebuilt"):
            rebuild(desks)
        rebuild(books)
        go_on.set()
        assert rebuilding.result(20) == tail.head()


@pytest.mark.usefixtures("library")
def test_a_rebuild_that_is_killed_leaves_the_old_tables_and_the_next_one_works() -> None:
    before = testing.rows(books)
    with (
        other_session("LOCK TABLE library_book IN ACCESS SHARE MODE"),
        managing("rebuild_projections", "books") as process,
    ):
        await_row("SELECT 1 FROM pg_locks WHERE relation = 'library_book'::regclass AND NOT granted")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert testing.rows(books) == before
    assert shadows() == ["es_shadow_books"]
    execute(DESK, CountVisitor(desk="a"))
    await_row(NOBODY_ELSE)
    testing.assert_inline_equals_rebuilt(books)
    assert shadows() == []
