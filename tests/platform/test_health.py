"""Machines ask how the site does: is it alive, is it ready, and if not, what is red?"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from conduit_site import health
from es_core.live.hub import hub
from es_core.models import ProjectorState
from es_core.versions import changed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH", 0.0)


@pytest.fixture(autouse=True)
def tables_of_this_code() -> None:
    for each in changed():
        ProjectorState.objects.update_or_create(name=each.name, defaults={"version": each.version})


def asked(path: str = "/readyz", address: str = "127.0.0.1", **headers: str) -> Any:
    return Client().get(path, REMOTE_ADDR=address, headers=headers)


def red() -> dict[str, str]:
    answer = asked()
    assert answer.status_code == 503
    told = answer.json()
    assert told["status"] == "red"
    found: dict[str, str] = told["red"]
    return found


def test_a_site_that_has_all_it_needs_is_ready() -> None:
    answer = asked()
    told = answer.json()
    assert (answer.status_code, told["status"], told["red"]) == (200, "ready", {})
    assert told["green"] == ["live", "connections", "database", "migrations", "projectors"]
    assert told["pool"]["most"] > 0


def test_a_migration_that_is_missing_is_named() -> None:
    MigrationRecorder(connection).record_unapplied("blog", "0002_comment_number")
    assert red() == {"migrations": "not applied: blog.0002_comment_number"}


def test_a_projector_of_another_version_is_named() -> None:
    ProjectorState.objects.filter(name="articles").update(version=999)
    assert red() == {"projectors": "to be rebuilt: articles"}


@pytest.fixture
def a_hub() -> Iterator[None]:
    hub.start()
    yield
    hub.stop()


@pytest.mark.django_db(transaction=True)
def test_a_hub_that_does_not_come_round_is_red(a_hub: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked().status_code == 200
    monkeypatch.setattr(health, "LONGEST_SILENCE", -1.0)
    time.sleep(0.01)
    assert list(red()) == ["live"]


def test_strangers_learn_no_more_than_yes_or_no() -> None:
    answer = asked(address="203.0.113.9")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    ProjectorState.objects.filter(name="articles").update(version=999)
    answer = asked(address="203.0.113.9")
    assert (answer.status_code, answer.json()) == (503, {"status": "red"})


def test_many_askers_are_one_look(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    monkeypatch.setattr(health, "FRESH", 60.0)
    asked()
    with django_assert_num_queries(0):
        asked()


def test_it_is_alive_whatever_the_database_does(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = asked("/healthz", address="203.0.113.9")
    assert (answer.status_code, answer.text) == (200, "alive\n")


@override_settings(SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_probe_comes_by_address_and_plain_http(path: str) -> None:
    answer = Client().get(path, REMOTE_ADDR="127.0.0.1", headers={"host": "10.1.2.3:8000"})
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_probe_is_only_asked(path: str) -> None:
    assert Client().post(path).status_code == 405
    assert Client().head(path, REMOTE_ADDR="127.0.0.1").status_code == 200
