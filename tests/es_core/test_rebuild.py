"""Read models made anew from the log while the site runs."""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError

from es_core import context, tail, testing
from es_core.execute import execute, execute_many
from es_core.models import ProjectorState
from es_core.projector import projecting
from es_core.rebuild import NEAR, RebuildRunning, SwapBlocked, rebuild
from es_core.recorded import AnyRecorded
from es_core.statements import one, run
from es_core.versions import changed
from tests.es_core.at_once import at_once, in_background
from tests.es_core.example.domain.book import BOOK, AddBook, LendBook, MoveBook, ReturnBook
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, CountVisitor, RingBell, VisitorCounted
from tests.es_core.example.models import Book, Desk, LentTally, Notice
from tests.es_core.example.projectors import books, desks
from tests.es_core.other_session import other_session
from tests.es_core.passing import passing_handler
from tests.es_core.process import manage, managing

pytestmark = pytest.mark.django_db(transaction=True)

BOB = uuid4()
# A handler sees its new tables, and writers are not kept away yet.
CHASING = """
    SELECT current_schema() LIKE 'es\\_shadow%%' AND NOT EXISTS (
        SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND objsubid = 2 AND mode = 'ExclusiveLock')
"""
HERE = "locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"


def add_books(count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    for start in range(0, count, 200):
        execute_many(
            [(BOOK, AddBook(book_id=each, title="Emma", place=str(each))) for each in ids[start : start + 200]]
        )
    return ids


def lend(book_id: UUID, reader_id: UUID = BOB) -> None:
    execute(BOOK, LendBook(book_id=book_id, reader_id=reader_id, lent_at=context.now()))


def shadows() -> list[str]:
    return [name for (name,) in run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'es\\_shadow%%'")]


def shape(table: str) -> list[tuple[str, ...]]:
    """Columns, indexes and constraints by name and definition."""
    return run(
        """
        SELECT attname, format_type(atttypid, atttypmod) || attnotnull FROM pg_attribute
         WHERE attrelid = %(table)s::text::regclass AND attnum > 0
        UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s::text AND schemaname = 'public'
        UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = %(table)s::text::regclass
        ORDER BY 1, 2
        """,
        {"table": table},
    )


@pytest.fixture
def library() -> list[UUID]:
    """Five books: one moved, one lent, one lent and returned, one lent twice."""
    ids = add_books(5)
    execute(BOOK, MoveBook(book_id=ids[0], place="top"))
    for each in ids[1:4]:
        lend(each)
    execute(BOOK, ReturnBook(book_id=ids[2]))
    execute(BOOK, ReturnBook(book_id=ids[3]))
    lend(ids[3], uuid4())
    for desk in ("a", "b", "a"):
        execute(DESK, CountVisitor(desk=desk))
    return ids


@pytest.mark.usefixtures("library")
def test_a_rebuild_gives_the_rows_that_commands_had_made() -> None:
    testing.assert_inline_equals_rebuilt(books, desks)
    assert Book.objects.count() == 5
    assert Desk.objects.count() == 2


@pytest.mark.usefixtures("library")
def test_a_rebuild_replaces_what_was_wrong() -> None:
    before = testing.rows(books)
    guarded = projecting.set(books)
    Book.objects.update(title="Wrong")
    LentTally.objects.all().delete()
    projecting.reset(guarded)
    assert testing.rows(books) != before
    rebuild(books)
    assert testing.rows(books) == before


@pytest.mark.usefixtures("library")
def test_the_new_tables_have_the_names_and_shape_of_the_old_ones() -> None:
    before = shape("library_book"), shape("library_lenttally")
    assert (
        "library_book_place",
        "CREATE INDEX library_book_place ON public.library_book USING btree (place)",
    ) in before[0]
    rebuild(books)
    assert (shape("library_book"), shape("library_lenttally")) == before
    assert shadows() == []


@pytest.mark.usefixtures("library")
def test_the_rebuilt_version_and_position_are_noted() -> None:
    position = rebuild(books)
    state = ProjectorState.objects.get(name="books")
    assert (state.version, state.position) == (books.version, position)
    assert position == tail.head()


def test_an_empty_log_makes_empty_tables() -> None:
    assert rebuild(books) == 0
    assert testing.rows(books) == {Book: [], LentTally: []}


@pytest.mark.usefixtures("library")
def test_progress_goes_up_to_the_end_of_the_log() -> None:
    seen: list[tuple[int, int]] = []
    rebuild(books, lambda position, head: seen.append((position, head)))
    assert seen[-1] == (tail.head(), tail.head())
    assert [position for position, _ in seen] == sorted(position for position, _ in seen)


def test_side_effects_of_live_handlers_do_not_happen_again() -> None:
    testing.given(BELL, BellRung(desk="a"))
    rebuild(desks)
    assert Notice.objects.count() == 1


# -- versions --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("library")
def test_a_projector_of_another_version_than_its_tables_is_to_be_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert changed() == []
    monkeypatch.setattr(books, "version", 2)
    assert changed() == [books]
    rebuild(books)
    assert changed() == []


@pytest.mark.usefixtures("library")
def test_a_projector_that_the_database_has_never_seen_is_to_be_rebuilt() -> None:
    ProjectorState.objects.filter(name="desks").delete()
    assert changed() == [desks]


# -- what goes wrong -------------------------------------------------------------------------------------------------


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
    assert shadows() == []
    rebuild(books)


@pytest.mark.django_db(transaction=True, reset_sequences=True)  # no hole, at which the tail would wait for him
@pytest.mark.usefixtures("library")
def test_who_holds_the_fence_for_long_is_named_too() -> None:
    with (
        other_session("SELECT pg_advisory_xact_lock_shared(1163067393, 1)"),
        pytest.raises(SwapBlocked, match=r"in the way: process \d+"),
    ):
        rebuild(desks)


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
    await_row(f"SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_locks WHERE {HERE} AND pid <> pg_backend_pid())")
    testing.assert_inline_equals_rebuilt(books)
    assert shadows() == []


def await_row(sql: str) -> None:
    for _ in range(2000):
        if run(sql):
            return
        time.sleep(0.01)
    pytest.fail(f"never true: {sql}")


# -- beside readers and writers --------------------------------------------------------------------------------------


@contextmanager
def open_house(ids: Sequence[UUID], faults: list[str]) -> Iterator[None]:
    """Three who lend, move and add, two who read all the while."""
    closing = threading.Event()

    def write(nth: int) -> None:
        while not closing.is_set():
            for book_id in ids[nth::3]:
                lend(book_id)
                execute(BOOK, ReturnBook(book_id=book_id))
            add_books(1)
            execute(BELL, RingBell(desk="a"))

    def read() -> None:
        while not closing.is_set():
            if Book.objects.count() < len(ids):
                faults.append("the table was empty")

    with in_background(*[partial(write, nth) for nth in range(3)], read, read) as running:
        try:
            yield
        finally:
            closing.set()
        for each in running:
            each.result(30)


def test_readers_and_writers_go_on_while_the_tables_trade_places() -> None:
    ids, faults = add_books(60), list[str]()
    with open_house(ids, faults):
        for _ in range(5):
            rebuild(books)
    assert faults == []
    assert one("SELECT count(*) FROM es_command WHERE status <> 'accepted'") == (0,)
    testing.assert_inline_equals_rebuilt(books)
    assert Book.objects.count() > len(ids)


def test_a_rebuild_ends_although_something_new_is_always_there() -> None:
    fills: list[int] = []

    def somebody_comes(events: Sequence[AnyRecorded]) -> None:
        fills.append(len(events))
        if one(CHASING) == (True,) and len(fills) < 20:
            at_once(partial(execute, DESK, CountVisitor(desk="a")))

    execute(DESK, CountVisitor(desk="a"))
    with passing_handler(desks, somebody_comes, VisitorCounted):
        rebuild(desks)
    assert sum(fills) < 5
    assert Desk.objects.get().visitors == 2


def test_much_that_came_meanwhile_is_read_before_writers_are_kept_away() -> None:
    chasing: list[bool] = []

    def many_come(events: Sequence[AnyRecorded]) -> None:
        chasing.append(one(CHASING) == (True,))
        if chasing == [True]:
            at_once(partial(testing.given, BELL, *[BellRung(desk="a")] * (NEAR + 1)))

    execute(DESK, CountVisitor(desk="a"))
    with passing_handler(books, many_come, VisitorCounted, BellRung):
        chasing.clear()
        rebuild(books)
    assert chasing == [True, False, True]  # the second one is the bell's own transaction


# -- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("library")
def test_the_command_rebuilds_what_it_is_told_to() -> None:
    before = testing.rows(books)
    done = manage("rebuild_projections", "books", "desks")
    assert (done.returncode, done.stderr) == (0, "")
    assert "books" in done.stdout
    assert "100%" in done.stdout or str(tail.head()) in done.stdout
    assert testing.rows(books) == before


@pytest.mark.parametrize("names", [[], ["bookz"], ["books", "bookz"]])
def test_the_command_names_the_projectors_there_are(names: list[str]) -> None:
    with pytest.raises(CommandError, match=r"there are: .*books, desks"):
        call_command("rebuild_projections", *names)


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
        done = manage("rebuild_projections", "desks")
    assert done.returncode == 1
    assert "in the way: process" in done.stderr
    assert "Traceback" not in done.stderr
