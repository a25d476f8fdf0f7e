"""Catch-up projectors: fed behind the log, each event with its effect exactly once."""

from functools import partial

import pytest
from django.db import transaction
from django.db.models import Sum

from es_core import tail, testing
from es_core.execute import execute, execute_many
from es_core.models import Event, ProjectorState
from es_core.rebuild import rebuild
from es_core.runner import Runner
from es_core.runner.feeding import BATCH
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, CountVisitor, VisitorCounted
from tests.es_core.example.models import Desk, Notice, Visit
from tests.es_core.example.projectors import desks, loans, visits
from tests.es_core.passing import passing_handler, passing_projector
from tests.es_core.running import eventually, running, state_of

pytestmark = pytest.mark.django_db(transaction=True)


def visit(*desks: str) -> None:
    execute_many([(DESK, CountVisitor(desk=each)) for each in desks])


def visited() -> list[str]:
    return list(Visit.objects.order_by("position").values_list("desk", flat=True))


def test_a_command_leaves_it_to_the_runner() -> None:
    visit("a", "b")
    assert visited() == []
    Runner([visits]).run_once()
    assert visited() == ["a", "b"]
    assert state_of(visits).position == tail.head()
    assert Desk.objects.count() == 2


def test_a_runner_goes_on_from_the_checkpoint() -> None:
    visit("a")
    Runner([visits]).run_once()
    visit("b")
    Runner([visits]).run_once()
    assert visited() == ["a", "b"]
    assert set(Visit.objects.values_list("times", flat=True)) == {1}


def test_a_running_one_is_woken_by_a_commit() -> None:
    with running(visits):
        for n in range(1, 4):
            visit("a")
            eventually(Visit.objects.filter(times=1).order_by("position")[n - 1 :].exists)


def test_runners_share_the_work_and_each_event_counts_once() -> None:
    def write() -> None:
        for n in range(60):
            with transaction.atomic():
                testing.given(DESK, VisitorCounted(desk=f"desk {n % 7}", number=n))
                transaction.set_rollback(n % 5 == 0)

    with running(visits, loans, runners=3), in_background(*[write] * 4) as writers:
        for each in writers:
            each.result(timeout=60)
        eventually(lambda: state_of(visits).position == tail.head() == state_of(loans).position)
    expected = Event.objects.filter(event_type="VisitorCounted").count()
    assert expected == 4 * 48
    assert Visit.objects.aggregate(rows=Sum("times"))["rows"] == Visit.objects.count() == expected


def test_a_batch_is_fed_as_one_list() -> None:
    seen: list[int] = []
    with passing_projector(catch_up=True) as passing:
        passing.on(VisitorCounted)(lambda events: seen.append(len(events)))
        visit(*"abcdefg")
        testing.catch_up(passing)
        assert seen == [7]
    assert BATCH >= 1000


def test_side_effects_happen_when_fed_and_not_in_a_rebuild() -> None:
    def post(events: object) -> None:
        Notice.objects.create(text="rung")

    with passing_projector(catch_up=True) as passing:
        passing.on(BellRung, live_only=True)(post)
        testing.given(BELL, BellRung(desk="a"))
        before = Notice.objects.count()
        testing.catch_up(passing)
        assert Notice.objects.count() == before + 1
        rebuild(passing)
        assert Notice.objects.count() == before + 1


def test_a_rebuild_moves_the_checkpoint() -> None:
    visit("a", "b")
    rebuild(visits)
    assert state_of(visits).position == tail.head()
    Runner([visits]).run_once()
    assert set(Visit.objects.values_list("times", flat=True)) == {1}


def test_a_rebuild_beside_runners_and_writers_shows_each_event_once() -> None:
    with running(visits, runners=2), in_background(*[partial(visit, *"abc")] * 4) as writers:
        rebuild(visits)
        for each in writers:
            each.result(timeout=60)
        rebuild(visits)
        visit("d")
        eventually(lambda: state_of(visits).position == tail.head())
    assert Visit.objects.count() == 13
    assert set(Visit.objects.values_list("times", flat=True)) == {1}


def test_what_a_command_made_equals_what_a_rebuild_makes() -> None:
    visit("a", "b", "a")
    testing.assert_inline_equals_rebuilt(desks, visits, loans)
    assert len(visited()) == 3


def test_another_version_than_that_of_the_tables_is_not_fed() -> None:
    ProjectorState.objects.filter(name="visits").update(version=0)
    visit("a")
    Runner([visits]).run_once()
    assert visited() == []
    rebuild(visits)
    visit("b")
    Runner([visits]).run_once()
    assert visited() == ["a", "b"]


def test_a_handler_sees_its_own_projector() -> None:
    with passing_handler(visits, lambda events: None, BellRung):
        execute(DESK, CountVisitor(desk="a"))
        Runner([visits]).run_once()
    assert visited() == ["a"]
