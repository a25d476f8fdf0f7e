"""Read models as they were, in schemas of their own, and what is left of such schemas."""

import json
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError

from es_core import tail, testing
from es_core.execute import execute
from es_core.models import Event
from es_core.projector import projecting
from es_core.rebuild.leftovers import drop_leftovers, leftovers
from es_core.rebuild.moment import as_of, scratch
from es_core.rebuild.shadow import alone
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.desk import DESK, CountVisitor, VisitorCounted
from tests.es_core.example.models import Book, Desk
from tests.es_core.example.projectors import books, desks
from tests.es_core.example.stock import shadows
from tests.es_core.process import manage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]


def nth_visit(n: int) -> Event:
    return Event.objects.filter(event_type=VisitorCounted.__name__).order_by("position")[n - 1]


def visitors() -> dict[str, int]:
    return dict(Desk.objects.values_list("name", "visitors"))


def test_querysets_read_the_rows_of_that_position() -> None:
    second = nth_visit(2).position
    with as_of(desks, position=second) as position:
        assert visitors() == {"a": 1, "b": 1}
        assert position == second
    assert visitors() == {"a": 2, "b": 1}
    assert shadows() == []


def test_querysets_read_the_rows_of_that_moment() -> None:
    first = nth_visit(1).recorded_at
    with as_of(desks, at=first):
        assert visitors() == {"a": 1}
    with as_of(desks, at=first - timedelta(days=1)):
        assert visitors() == {}
    with as_of(desks, at=first + timedelta(days=1)):
        assert visitors() == {"a": 2, "b": 1}


def test_what_is_written_meanwhile_is_not_seen() -> None:
    with as_of(desks):
        at_once(lambda: execute(DESK, CountVisitor(desk="a")))
        assert visitors() == {"a": 2, "b": 1}
    assert visitors() == {"a": 3, "b": 1}


def test_several_projectors_are_read_at_one_position() -> None:
    with as_of(books, desks, position=nth_visit(1).position):
        assert (Book.objects.count(), visitors()) == (5, {"a": 1})


def test_a_table_of_a_projector_that_was_not_named_is_not_there() -> None:
    with pytest.raises(ProgrammingError, match="library_book"), as_of(desks):
        Book.objects.count()
    assert shadows() == []
    assert Book.objects.count() == 5


def test_the_past_can_not_be_written() -> None:
    token = projecting.set(desks)
    with pytest.raises(InternalError, match="read-only transaction"), as_of(desks):
        Desk.objects.update(visitors=0)
    projecting.reset(token)
    assert shadows() == []


def test_the_past_is_the_same_in_whatever_batches_it_was_made() -> None:
    live = testing.rows(books, desks)
    with as_of(books, desks, position=tail.head()):
        assert testing.rows(books, desks) == live


def test_the_command_counts_rows() -> None:
    done = manage("read_model_at", "desks", "--position", str(nth_visit(1).position))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"library_desk: 1 rows at position {nth_visit(1).position}" in done.stdout
    assert shadows() == []


def test_the_command_prints_rows_for_scripts() -> None:
    done = manage("read_model_at", "desks", "--at", nth_visit(2).recorded_at.isoformat(), "--json")
    assert [json.loads(line)["row"] for line in done.stdout.splitlines()] == [
        {"name": "a", "visitors": 1},
        {"name": "b", "visitors": 1},
    ]


@pytest.mark.parametrize("when", [["--position", "999999999"], ["--position", "-1"], ["--at", "noon"], []])
def test_the_command_refuses_a_moment_that_is_none(when: list[str]) -> None:
    done = manage("read_model_at", "desks", *when)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_what_was_kept_is_listed_and_dropped() -> None:
    manage("read_model_at", "desks", "--position", str(nth_visit(1).position), "--keep")
    [left] = leftovers()
    assert (left.position, left.in_use) == (nth_visit(1).position, False)
    assert "nothing was dropped (--yes" in manage("es_leftovers", "--drop").stderr
    listed = manage("es_leftovers")
    assert f"{left.schema}: at position {left.position}" in listed.stdout
    assert json.loads(manage("es_leftovers", "--drop", "--yes", "--json").stdout)["dropped"] == [left.schema]
    assert shadows() == []


def test_what_somebody_works_in_is_not_dropped() -> None:
    with scratch(desks, tail.head()) as shadow:
        assert at_once(drop_leftovers) == [[]]
        assert manage("es_leftovers").stdout.startswith(f"{shadow.schema}: at position {tail.head()}, ")
        assert ", in use" in manage("es_leftovers").stdout
    with alone("es_shadow_desks"):
        assert at_once(drop_leftovers) == [[]]
