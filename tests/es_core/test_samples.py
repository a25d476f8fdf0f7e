"""An hour of lag is kept, and no more; how fast the log grows is told without reading it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from es_core import growth, tail, testing
from es_core.admin import drawing
from es_core.context import now
from es_core.models import LagSample
from es_core.runner import Runner, samples
from es_core.statements import run
from tests.es_core.example.domain.desk import BELL, DESK, BellRung, VisitorCounted
from tests.es_core.example.projectors import visits
from tests.es_core.running import eventually, running

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = "event_id, stream_type, stream_id, event_type, data, version, schema_version, metadata, recorded_at"


def taken_ago(minutes: float, lag: int, position: int = 0, slot: int = 0) -> LagSample:
    moment = now() - timedelta(minutes=minutes)
    return LagSample(projector="visits", slot=slot, taken_at=moment, position=position, lag=lag, seconds=0)


def rung(hours_ago: float, skipped: int = 0) -> None:
    """Behind so many positions that came to nothing."""
    run(
        f"INSERT INTO es_event (position, {COLUMNS}) VALUES (%s, gen_random_uuid(), 'bell', gen_random_uuid(),"
        """ 'BellRung', '{"desk": "a"}', 1, 1, '{}', now() - make_interval(mins => %s)) RETURNING 1""",
        [tail.head() + 1 + skipped, round(60 * hours_ago)],
    )


def test_a_sample_says_how_far_each_is_behind() -> None:
    testing.given(DESK, VisitorCounted(desk="a", number=1))
    Runner([visits]).run_once()
    testing.given(DESK, VisitorCounted(desk="b", number=1), VisitorCounted(desk="b", number=2))
    samples.take()
    [taken] = samples.of_last_hour(["visits"])["visits"]
    assert (taken.lag, taken.position) == (2, tail.head() - 2)
    assert taken.seconds >= 0


def test_only_one_runner_takes_it() -> None:
    samples.take()
    before = set(LagSample.objects.values_list("projector", "taken_at"))
    samples.take()
    assert set(LagSample.objects.values_list("projector", "taken_at")) == before


def test_an_hour_is_kept_and_the_table_never_grows() -> None:
    for slot in range(samples.SLOTS):
        LagSample.objects.create(
            projector="visits", slot=slot, taken_at=now() - timedelta(hours=2), position=0, lag=0, seconds=0
        )
    samples.take()
    assert LagSample.objects.filter(projector="visits").count() == samples.SLOTS
    assert len(samples.of_last_hour(["visits"])["visits"]) == 1


def test_a_runner_takes_them_by_itself() -> None:
    with running(visits):
        eventually(LagSample.objects.exists)


def test_the_line_runs_from_left_to_right_and_higher_for_more() -> None:
    line = drawing.line([taken_ago(30, 0), taken_ago(15, 50), taken_ago(0, 100)])
    assert line is not None
    points = [tuple(map(float, each.split(","))) for each in line.points.split()]
    assert [x for x, _ in points] == [60.0, 90.0, 120.0]
    assert [y for _, y in points] == [23.0, 12.0, 1.0]
    assert line.most == 100
    assert drawing.line([taken_ago(0, 1)]) is None


def test_the_rate_is_of_the_last_two_minutes() -> None:
    taken = [taken_ago(30, 0, 0), taken_ago(2, 0, 1000), taken_ago(1, 0, 1600), taken_ago(0, 0, 2200)]
    assert drawing.rate(taken) == pytest.approx(600 / 60, rel=0.01)
    assert drawing.rate([taken_ago(0, 0)]) is None


def test_growth_is_told_by_the_hour_and_by_the_day() -> None:
    for ago in (49.0, 48.5, 2.0, 2.0, 1.0, 0.0):
        rung(ago)
    hours = growth.by_hour(4)
    assert sum(each.events for each in hours) == 4
    assert [each.events for each in growth.by_hour(2)][-1] >= 1
    assert sum(each.events for each in growth.by_day(14)) == 6
    assert len(growth.by_day(14)) == 14
    assert hours[-1].begins <= now() < hours[-1].begins + timedelta(hours=1)


def test_an_empty_log_grew_by_nothing() -> None:
    assert {each.events for each in growth.by_day()} == {0}
    assert growth.busiest().types == []
    chart = drawing.chart(growth.by_day())
    assert (len(chart.bars), chart.most, chart.now) == (14, 0, 0)


def test_a_hole_in_the_log_ends_no_search() -> None:
    rung(30)
    rung(0, skipped=100_000)
    assert [each.events for each in growth.by_day(1)] == [1]


def test_who_fills_the_log_is_told_of_its_end_alone() -> None:
    testing.given(BELL, *(BellRung(desk="old") for _ in range(5)))
    stream = uuid4()
    testing.given(DESK, *(VisitorCounted(desk="a", number=each) for each in range(3)), stream_id=stream)
    found = growth.busiest(sample=3)
    assert (found.sampled, found.types) == (3, [("VisitorCounted", 3)])
    assert found.streams == [("desk", stream, 3)]


def test_a_clock_that_jumped_back_stops_no_samples() -> None:
    taken_ago(minutes=-90, lag=7, slot=119).save(force_insert=True)
    samples.take()
    assert LagSample.objects.filter(projector="visits", taken_at__lte=now()).exists()
