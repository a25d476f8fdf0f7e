"""Pages that go on from a row: every row once in both directions, whatever comes meanwhile."""

from uuid import uuid4

import pytest

from es_core.admin.keyset import Order, page
from es_core.models import Event

pytestmark = pytest.mark.django_db

ORDERS = [Order("pk"), Order("pk", descending=True), Order("version"), Order("version", descending=True)]


def add(*versions: int) -> None:
    for each in versions:
        Event.objects.create(
            event_id=uuid4(), stream_type="desk", stream_id=uuid4(), version=each, event_type="BellRung", data={}
        )


def walked(order: Order, size: int) -> list[list[Event]]:
    """From the first page to the last one by the links between them."""
    pages = [page(Event.objects.all(), order, size)]
    while pages[-1].has_behind:
        pages.append(page(Event.objects.all(), order, size, behind=order.place_of(pages[-1].rows[-1])))
    return [list(each.rows) for each in pages]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_every_row_is_on_one_page_however_many_are_equal(order: Order, size: int) -> None:
    add(1, 2, 2, 2, 2, 3, 1)
    pages = walked(order, size)
    assert [each for rows in pages for each in rows] == list(order.sorted(Event.objects.all()))
    assert [len(each) for each in pages[:-1]] == [size] * (len(pages) - 1)


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_the_way_back_leads_over_the_same_pages(order: Order) -> None:
    add(1, 2, 2, 2, 2, 3, 1)
    pages = walked(order, 3)
    back = page(Event.objects.all(), order, 3, ahead=order.place_of(pages[2][0]))
    assert (list(back.rows), back.has_ahead, back.has_behind) == (pages[1], True, True)
    first = page(Event.objects.all(), order, 3, ahead=order.place_of(pages[1][0]))
    assert (list(first.rows), first.has_ahead, first.has_behind) == (pages[0], False, True)


def test_a_first_page_is_whole_though_little_is_ahead_of_where_one_was() -> None:
    add(1, 2, 3, 4)
    order = Order("version")
    rows = list(order.sorted(Event.objects.all()))
    found = page(Event.objects.all(), order, 3, ahead=order.place_of(rows[1]))
    assert (list(found.rows), found.has_ahead, found.has_behind) == (rows[:3], False, True)


def test_what_comes_meanwhile_moves_nothing() -> None:
    add(1, 2, 3, 4)
    order = Order("pk", descending=True)
    first, second = walked(order, 2)
    add(5)
    assert list(page(Event.objects.all(), order, 2, behind=order.place_of(first[-1])).rows) == second


def test_where_no_two_are_equal_the_column_alone_is_the_place() -> None:
    add(1, 2, 3)
    order = Order("version", is_unique=True)
    assert [[each.version for each in rows] for rows in walked(order, 2)] == [[1, 2], [3]]
    assert order.place_of(Event.objects.all()[0]) == "[1]"


@pytest.mark.parametrize(
    "place",
    ["x", "[]", "[1]", "[1,2,3]", '["a","b"]', "{}", "null", "[null,1]", "[1,null]", "[[1],2]", f"[1,{2**70}]", "\0"],
)
def test_nonsense_is_no_place(place: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        page(Event.objects.all(), Order("version"), 2, behind=place)
