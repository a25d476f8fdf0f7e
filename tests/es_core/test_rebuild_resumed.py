"""A rebuild that was stopped goes on from its last batch, where that is right."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from es_core import tail, testing
from es_core.rebuild import filling, rebuild
from es_core.recorded import AnyRecorded
from es_core.statements import one, run
from tests.es_core.example.domain.book import BookAdded
from tests.es_core.example.domain.desk import BellRung
from tests.es_core.example.models import Book
from tests.es_core.example.projectors import books
from tests.es_core.example.stock import add_books, shadows
from tests.es_core.other_session import NOBODY_ELSE, await_row, other_session
from tests.es_core.passing import passing_handler
from tests.es_core.process import managing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "BATCH", 4)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    rebuild(books)
    assert shadows() == []


def stop_after(batches: int) -> None:
    """As Ctrl-C does."""
    done: list[int] = []

    def press(position: int, head: int) -> None:
        done.append(position)
        if len(done) == batches:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(books, press)
    assert shadows() == ["es_shadow_books"]


def began_at(*, restart: bool = False) -> int:
    """At which batch of the log the next rebuild begins."""
    seen: list[int] = []
    rebuild(books, lambda position, head: seen.append(position), restart=restart)
    return one("SELECT count(*) FROM es_event WHERE position <= %s", [seen[0]])[0] // 4  # type: ignore[no-any-return]


@contextmanager
def seen_books() -> Iterator[list[AnyRecorded]]:
    seen: list[AnyRecorded] = []

    def look(events: Sequence[AnyRecorded]) -> None:
        seen.extend(events)

    with passing_handler(books, look, BookAdded):
        yield seen


@pytest.mark.usefixtures("library")
def test_it_goes_on_behind_its_last_batch() -> None:
    before = testing.rows(books)
    stop_after(2)
    assert began_at() == 3
    assert testing.rows(books) == before


@pytest.mark.usefixtures("library")
def test_it_begins_anew_when_told_to() -> None:
    stop_after(2)
    assert began_at(restart=True) == 1


@pytest.mark.usefixtures("library")
def test_it_begins_anew_with_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(2)
    monkeypatch.setattr(books, "version", 2)
    assert began_at() == 1


@pytest.mark.usefixtures("library")
def test_it_begins_anew_with_another_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(2)
    monkeypatch.setattr(Book._meta, "indexes", [])
    assert began_at() == 1


@pytest.mark.usefixtures("library")
def test_it_begins_anew_with_a_new_type_of_event() -> None:
    stop_after(2)
    with passing_handler(books, lambda events: None, BellRung):
        assert began_at() == 1


@pytest.mark.usefixtures("library")
def test_it_begins_anew_on_another_log() -> None:
    stop_after(2)
    run("UPDATE es_shadow_books.es_note SET event_id = gen_random_uuid() RETURNING 1")
    assert began_at() == 1


@pytest.mark.usefixtures("library")
def test_after_a_failing_handler_nothing_is_left_to_go_on_with() -> None:
    def fail(events: Sequence[AnyRecorded]) -> None:
        raise LookupError

    with passing_handler(books, fail, BookAdded), pytest.raises(LookupError):
        rebuild(books)
    assert shadows() == []


@pytest.mark.usefixtures("library")
def test_after_a_kill_each_event_counts_once() -> None:
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
    [noted] = one("SELECT position FROM es_shadow_books.es_note")
    assert noted == tail.head()
    add_books(1)
    after = testing.rows(books)
    await_row(NOBODY_ELSE)
    with seen_books() as seen:
        rebuild(books)
    assert len(seen) == 1
    assert testing.rows(books) == after
