"""A look through the log: nothing is passed over, and where it ends early it says how far it came."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from es_core.admin.keyset import Order
from es_core.admin.looking import BY_SUMMARY, Bounds, look
from es_core.models import Event

pytestmark = pytest.mark.django_db

NEWEST, OLDEST = Order("pk", descending=True), Order("pk")


@pytest.fixture
def rung() -> list[int]:
    """Positions of four rings, 1,000 visits between each and the next."""
    at = [1_000, 2_000, 3_000, 4_000]
    Event.objects.bulk_create(
        Event(
            position=position, event_id=uuid4(), stream_type="desk", stream_id=uuid4(), version=1, data={},
            event_type="BellRung" if position in at else "VisitorCounted",
        )
        for position in range(500, 4_500)
    )  # fmt: skip
    return at


def positions(order: Order, most: int, bounds: Bounds, **options: Any) -> tuple[list[int], int | None]:
    found = look(Event.objects.filter(event_type="BellRung"), order, most, bounds, **options)
    return [each.position for each in found.rows], found.looked_to


@pytest.mark.parametrize("near", [1, 7, 100, 999, 1_000, 1_001, 100_000])
@pytest.mark.parametrize("most", [2, 3, 4, 9])
def test_the_first_are_found_whatever_the_size_of_a_stretch(rung: list[int], near: int, most: int) -> None:
    assert positions(NEWEST, most, Bounds(900, 4_499), near=near, patience=60) == (rung[::-1][:most], None)
    assert positions(OLDEST, most, Bounds(900, 4_499), near=near, patience=60) == (rung[:most], None)


def test_no_more_are_looked_for_than_wanted(rung: list[int]) -> None:
    assert positions(NEWEST, 2, Bounds(1, 4_499)) == ([4_000, 3_000], None)


def test_bounds_belong_to_what_is_looked_at(rung: list[int]) -> None:
    assert positions(OLDEST, 9, Bounds(2_000, 3_000)) == ([2_000, 3_000], None)
    assert positions(OLDEST, 9, Bounds(2_001, 2_999)) == ([], None)
    assert positions(OLDEST, 9, Bounds(3, 2)) == ([], None)


def test_without_patience_a_look_says_how_far_it_came(rung: list[int]) -> None:
    assert positions(NEWEST, 9, Bounds(1, 4_499), near=600, patience=0) == ([4_000], 3_900)
    assert positions(OLDEST, 9, Bounds(1, 4_499), near=1_200, patience=0) == ([1_000], 1_200)
    rest = Bounds(1, 4_499).beyond(3_900, NEWEST)
    assert positions(NEWEST, 9, rest, near=9_999, patience=0) == (rung[2::-1], None)


@pytest.mark.parametrize(
    ("index", "kind"),
    [
        ("es_event_kinds", {"event_type": "BellRung"}),
        ("es_event_kinds", {"stream_type": "book"}),
        ("es_event_whose", {"actor_id": uuid4()}),
        ("es_event_whose", {"correlation_id": uuid4()}),
    ],
)
def test_summaries_tell_where_a_kind_is_not(rung: list[int], index: str, kind: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_SUMMARY)
        assert index in Event.objects.filter(**kind).explain()
