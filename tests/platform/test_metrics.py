"""The site's figures for Prometheus, and who may see them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from conduit_site.proxy import HEARSAY
from conduit_site.watchers import may_watch, networks
from es_core import context
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.models import DeadLetter
from tests.es_core.example.domain.book import BOOK, AddBook
from tests.es_core.example.domain.desk import DESK, CountVisitor

Labels = frozenset[tuple[str, str]]


def scrape(address: str = "127.0.0.1", **headers: str) -> Any:
    return Client().get("/metrics", REMOTE_ADDR=address, headers=headers)


def figures() -> dict[tuple[str, Labels], float]:
    answer = scrape()
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def figure(name: str, **labels: str) -> float:
    return figures().get((name, frozenset(labels.items())), 0.0)


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_address() -> None:
    labels = {"method": "GET", "view": "article", "status": "4xx"}
    before = figure("conduit_requests_total", **labels)
    for _ in range(2):
        Client().get(f"/article/{uuid4()}")
    assert figure("conduit_requests_total", **labels) == before + 2
    assert figure("conduit_request_seconds_count", view="article") >= 2
    assert "/article/" not in scrape().text


@pytest.mark.django_db
def test_nobody_can_make_series_of_his_own() -> None:
    before = len(figures())
    for name in ("one", "two", "three"):
        Client().generic(name.upper(), f"/{name}-that-is-not-there")
        Client().get(f"/{name}-that-is-not-there/{uuid4()}")
    names = {dict(labels).get("view") for _, labels in figures()}
    assert not any(name and "not-there" in name for name in names)
    assert len(figures()) < before + 30


@pytest.mark.django_db(transaction=True)
def test_commands_are_counted_by_what_came_of_them() -> None:
    def told() -> tuple[float, ...]:
        outcomes = ("accepted", "repeated", "rejected")
        counted = [figure("conduit_commands_total", command="AddBook", outcome=each) for each in outcomes]
        return (*counted, figure("conduit_appends_total"))

    before = told()
    book_id, command_id = uuid4(), uuid4()
    with context.acting(actor=None, channel="test"):
        for _ in range(2):
            execute(BOOK, AddBook(book_id=book_id, title="Emma", place="A1"), command_id=command_id)
        with pytest.raises(Rejected):
            execute(BOOK, AddBook(book_id=uuid4(), title="", place="A2"))
    assert tuple(now - then for now, then in zip(told(), before, strict=True)) == (1, 1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_projectors_tell_their_lag_and_dead_letters() -> None:
    with context.acting(actor=None, channel="test"):
        execute(DESK, CountVisitor(desk="a"))
    DeadLetter.objects.create(projector="loans", position=1, stream_id=uuid4(), event_type="BookLent", error="no")
    assert figure("conduit_projector_lag_events", projector="visits") >= 1
    assert figure("conduit_projector_lag_events", projector="books") == 0
    assert figure("conduit_dead_letters", projector="loans") == 1
    assert figure("conduit_projector_well", projector="loans") == 0
    assert figure("conduit_database_up") == 1
    assert figure("conduit_connections", state="most") > 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("203.0.113.9", {}),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),  # a proxy that nobody trusts passes everybody on
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}),
        ("", {}),
        ("203.0.113.9", {"authorization": "Bearer "}),
        ("203.0.113.9", {"authorization": "Bearer wrong"}),
    ],
)
def test_strangers_see_none_of_it(address: str, headers: dict[str, str]) -> None:
    answer = scrape(address, **headers)
    assert answer.status_code == 403
    assert "conduit_" not in answer.text


@pytest.mark.django_db
@override_settings(METRICS_TOKEN="sesame")
def test_a_token_opens_it_from_anywhere() -> None:
    assert scrape("203.0.113.9", authorization="Bearer sesame").status_code == 200
    assert scrape("203.0.113.9", authorization="Bearer sesam").status_code == 403


@pytest.mark.django_db
@override_settings(METRICS_FROM=["203.0.113.0/24"])
def test_a_network_may_be_named_instead_of_the_own_machine() -> None:
    assert scrape("203.0.113.9").status_code == 200
    assert scrape("127.0.0.1").status_code == 403
    assert scrape("::ffff:203.0.113.9").status_code == 200


@pytest.mark.django_db
@override_settings(METRICS_FROM=[])
def test_it_can_be_closed() -> None:
    assert scrape().status_code == 403


def test_what_came_through_an_unknown_proxy_is_from_nowhere(rf: Any) -> None:
    request = rf.get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert may_watch(request)
    request.scope = {HEARSAY: True}  # as conduit_site.proxy leaves it, without the headers
    assert not may_watch(request)


def test_a_network_that_is_none_is_told_in_words() -> None:
    with pytest.raises(ImproperlyConfigured, match="METRICS_FROM: 'everywhere'"):
        networks("METRICS_FROM", ("everywhere",))
