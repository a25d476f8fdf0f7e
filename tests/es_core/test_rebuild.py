"""Read models made anew from the log, and their versions."""

import gc
from contextlib import suppress

import pytest

from es_core import tail, testing
from es_core.models import ProjectorState
from es_core.projector import projecting
from es_core.rebuild import rebuild
from es_core.rebuild.filling import old_objects_let_be
from es_core.statements import run
from es_core.versions import changed
from tests.es_core.example.domain.desk import BELL, BellRung
from tests.es_core.example.models import Book, Desk, LentTally, Notice
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import shadows

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_garbage_collector_sees_everything_again_after_a_batch_that_failed() -> None:
    with suppress(ZeroDivisionError), old_objects_let_be():
        let_be = gc.get_freeze_count()
        raise ZeroDivisionError
    assert let_be > 0
    assert gc.get_freeze_count() == 0


def test_side_effects_of_live_handlers_do_not_happen_again() -> None:
    testing.given(BELL, BellRung(desk="a"))
    rebuild(desks)
    assert Notice.objects.count() == 1


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
