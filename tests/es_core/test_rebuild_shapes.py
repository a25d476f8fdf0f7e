"""Live tables of an older shape: a rebuild brings the one that the models have."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from es_core import testing
from es_core.rebuild import Depended, rebuild
from es_core.statements import one
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import shadows
from tests.es_core.test_rebuild import shape

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]


@pytest.fixture(autouse=True)
def models_shape_afterwards() -> Iterator[None]:
    yield
    rebuild(books)
    rebuild(desks)


def run_ddl(*statements: str) -> None:
    with connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)


def migrate(operation: Operation) -> None:
    """As a later migration would, which knows the tables by their models alone."""
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("library", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("library", editor, before, after)


def test_columns_indexes_and_keys_become_those_of_the_model() -> None:
    before, rows = shape("library_book"), testing.rows(books)
    run_ddl(
        "DROP INDEX library_book_place",
        "ALTER TABLE library_book DROP COLUMN reader_id, ADD COLUMN shelf integer, ALTER COLUMN title TYPE varchar(4)",
        "ALTER TABLE library_book DROP CONSTRAINT library_book_pkey, ADD CONSTRAINT old_key UNIQUE (id, place)",
    )
    assert shape("library_book") != before
    rebuild(books)
    assert shape("library_book") == before
    assert testing.rows(books) == rows
    assert shadows() == []


def test_a_table_that_lost_its_index_gets_it_under_the_name_that_migrations_know() -> None:
    run_ddl("DROP INDEX library_book_place")
    rebuild(books)
    migrate(migrations.RemoveIndex("book", "library_book_place"))
    assert "library_book_place" not in [name for name, _ in shape("library_book")]


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("book", "shelf", models.IntegerField(default=0)),
        migrations.AlterField("book", "place", models.TextField(unique=True)),
        migrations.RenameField("book", "place", "shelf"),
        migrations.RemoveField("book", "reader_id"),
        migrations.AlterField("book", "id", models.TextField(primary_key=True)),
        migrations.AddIndex("book", models.Index(fields=["title"], name="library_book_title")),
        migrations.RenameIndex("book", "library_book_spot", old_name="library_book_place"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_later_migrations_work_on_a_rebuilt_table(operation: Operation) -> None:
    rebuild(books)
    before = shape("library_book")
    migrate(operation)
    assert shape("library_book") != before
    rebuild(books)
    assert shape("library_book") == before


def test_rights_that_somebody_was_given_go_with_the_table() -> None:
    run_ddl("GRANT SELECT, UPDATE ON library_desk TO PUBLIC")
    rebuild(desks)
    assert one("SELECT relacl::text FROM pg_class WHERE oid = 'library_desk'::regclass")[0].count("=rw/") == 1
    run_ddl("REVOKE ALL ON library_desk FROM PUBLIC")


@pytest.mark.parametrize(
    ("made", "undone"),
    [
        ("CREATE VIEW busy_desk AS SELECT * FROM library_desk", "DROP VIEW busy_desk"),
        ("CREATE TABLE busy_desk (name text REFERENCES library_desk)", "DROP TABLE busy_desk"),
    ],
)
def test_what_hangs_on_the_old_table_is_named_before_it_would_be_lost(made: str, undone: str) -> None:
    run_ddl(made)
    with pytest.raises(Depended, match="desks: busy_desk would lose"):
        rebuild(desks)
    assert one("SELECT count(*) FROM busy_desk")[0] in (0, 2)
    run_ddl(undone)
    assert shadows() == []
