"""Several events of one version, as an upcaster makes them of one that was stored: handlers take all or none."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from es_core.models import Schedule
from es_core.recorded import AnyRecorded, Recorded, unseen
from es_core.schedule.projector import schedule
from es_core.schedule.rules import CommandCancelled, CommandScheduled
from tests.es_core.example.domain.desk import BellRung

ONE, OTHER = uuid4(), uuid4()
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_all_parts_are_unseen_or_none_is() -> None:
    first, second, new = BellRung(desk="a"), BellRung(desk="b"), BellRung(desk="c")
    events = [Recorded(7, ONE, 3, first), Recorded(7, ONE, 3, second), Recorded(8, OTHER, 1, new)]
    assert [each.event for each in unseen(events, {ONE: 2})] == [first, second, new]
    assert [each.event for each in unseen(events, {ONE: 3})] == [new]
    assert unseen(events, {ONE: 3, OTHER: 1}) == []


@pytest.mark.django_db
def test_the_schedule_takes_both_parts_once() -> None:
    scheduled = CommandScheduled(key="a", name="ring", due_at=NOON, payload={}, on_behalf_of=None)
    parts: list[AnyRecorded] = [Recorded(7, ONE, 1, scheduled), Recorded(7, ONE, 1, CommandCancelled(key="a"))]
    for _ in range(2):
        schedule.project(parts, live=False)
        row = Schedule.objects.get()
        assert (row.status, row.next_at, row.version) == ("cancelled", None, 1)
