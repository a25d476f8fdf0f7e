"""Sockets on record: who opened one and who was refused, by few rows, whatever comes at once."""

import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from websockets.exceptions import InvalidStatus

from es_core.live import visits as module
from es_core.live.visits import OPENED, REFUSED, Visits
from es_core.models import CommandRecord
from tests.accounts.conftest import Person
from tests.browser.site import Site, serving
from tests.live.page import eventually
from tests.live.tab import tab

pytestmark = pytest.mark.django_db(transaction=True)


class Somebody:
    is_authenticated = True

    def __init__(self, pk: UUID) -> None:
        self.pk = pk


def scope(address: str = "192.0.2.9", user_id: UUID | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"client": [address, 4711], "headers": [(b"host", b"x"), (b"user-agent", b"Fire\0fox")]}
    return found | ({"user": Somebody(user_id)} if user_id else {})


def turn(visits: Visits, *, everything: bool = False) -> None:
    visits.count()
    visits.write(everything=everything)


def rows() -> list[CommandRecord]:
    """Without what a site that other tests share may write meanwhile."""
    return list(CommandRecord.objects.exclude(address="127.0.0.1").order_by("id"))


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calling it lets an hour pass."""
    passed = [0.0]
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + passed[0])

    def passes() -> None:
        passed[0] += module.WINDOW

    return passes


@pytest.mark.parametrize(
    ("said", "address"), [("fe80::1%eth0", "fe80::1"), ("2001:db8::1", "2001:db8::1"), ("/run/site.sock", None)]
)
def test_an_address_is_what_the_database_takes(said: str, address: str | None) -> None:
    visits = Visits()
    visits.came(OPENED, scope(said))
    turn(visits, everything=True)
    assert [each.address for each in rows()] == [address]


def test_the_first_socket_of_a_visitor_is_on_record_at_once() -> None:
    visits, ann = Visits(), uuid4()
    visits.came(OPENED, scope(user_id=ann))
    turn(visits)
    [row] = rows()
    assert (row.name, row.status, row.reason, row.channel) == ("SocketOpened", "noted", "", "socket")
    assert (row.actor_id, row.address, row.agent, row.payload) == (ann, "192.0.2.9", "Firefox", {"sockets": 1})
    assert row.stream_id is None


def test_the_others_of_the_hour_are_one_row_more(hour: Any) -> None:
    visits = Visits()
    for _ in range(3):
        visits.came(OPENED, scope())
        turn(visits)
    assert len(rows()) == 1
    hour()
    turn(visits)
    _, rest = rows()
    assert rest.payload["sockets"] == 2
    assert rest.reason == "2 sockets"
    assert set(rest.payload) == {"sockets", "last"}
    turn(visits)
    visits.came(OPENED, scope())
    turn(visits)
    assert [each.payload["sockets"] for each in rows()] == [1, 2, 1]


def test_visitors_are_told_apart_and_so_are_reasons() -> None:
    visits, ann = Visits(), uuid4()
    for who in (scope(), scope("192.0.2.10"), scope(user_id=ann), scope(), scope(user_id=ann)):
        visits.came(OPENED, who)
    visits.came(REFUSED, scope(), "too many open pages")
    visits.came(REFUSED, scope(), "this session has ended")
    turn(visits)
    assert sorted(each.payload["sockets"] for each in rows()) == [1, 1, 1, 2, 2]
    assert {each.reason for each in rows() if each.name == REFUSED} == {"too many open pages", "this session has ended"}


def test_thousands_that_come_back_at_once_are_written_some_at_a_time(
    django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 200)
    visits = Visits()
    for n in range(1000):
        visits.came(OPENED, scope(f"10.0.{n // 250}.{n % 250}"))
    for written in (200, 400, 600, 800, 1000, 1000):
        with django_assert_max_num_queries(3):
            turn(visits)
        assert len(rows()) == written


def test_more_visitors_than_are_kept_are_one_row_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_VISITORS", 3)
    visits = Visits()
    for n in range(10):
        visits.came(OPENED, scope(f"192.0.2.{n}"))
    turn(visits)
    assert [(each.address, each.payload["sockets"]) for each in rows()] == [
        ("192.0.2.0", 1),
        ("192.0.2.1", 1),
        ("192.0.2.2", 1),
        (None, 7),
    ]


def test_what_comes_faster_than_it_is_written_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ARRIVALS", 5)
    visits = Visits()
    for _ in range(100):
        visits.came(OPENED, scope())
    turn(visits)
    assert [each.payload["sockets"] for each in rows()] == [5]


def test_what_is_counted_is_written_before_the_end() -> None:
    visits = Visits()
    visits.start()
    for _ in range(4):
        visits.came(OPENED, scope())
    visits.stop()
    assert [each.payload["sockets"] for each in rows()] == [4]


def told(site: Site, **fields: Any) -> list[CommandRecord]:
    return list(CommandRecord.objects.filter(**fields))


def test_a_page_s_socket_is_on_record_with_its_reader(site: Site, ann: Person, anns: Client) -> None:
    with tab(site.url, anns):
        eventually(lambda: told(site, name=OPENED, actor_id=ann.id))
    [row] = told(site, name=OPENED, actor_id=ann.id)
    assert (row.address, row.channel) == ("127.0.0.1", "socket")
    assert "websockets" in row.agent


def test_what_is_refused_is_on_record_with_the_reason(tmp_path: Path) -> None:
    """By a site of its own: one that refused the same before only counts it."""
    reasons = {
        "asked for by a page of another site",
        "there are no sockets at this address",
        "this page was made for a session that has ended",
        "this is not a message of live.js",
    }
    with serving(tmp_path, RUNNER="0") as site:
        with pytest.raises(InvalidStatus), tab(site.url, origin="http://evil.example"):
            pass
        with pytest.raises(InvalidStatus), tab(site.url, path="/elsewhere"):
            pass
        with tab(site.url, path=f"/live?viewer={uuid4()}") as page:
            page.closed_with()
        with tab(site.url) as page:
            page.socket.send("hello")
            page.closed_with()
        eventually(lambda: reasons <= {each.reason for each in told(site, name=REFUSED)})
        assert site.troubles() == ""
