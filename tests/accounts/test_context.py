"""What a request's commands are recorded with."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from es_core.models import CommandRecord, Event
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db

FORM = {"username": "ann", "email": "ann@example.org", "password": "open sesame"}


def register(client: Client, **options: Any) -> tuple[Any, CommandRecord]:
    answer = client.post("/register", {**FORM, **options.pop("fields", {})}, **options)
    return answer, CommandRecord.objects.get(name="RegisterUser")


def test_the_record_says_through_what_and_from_where(client: Client) -> None:
    answer, record = register(client, REMOTE_ADDR="2001:db8::1", headers={"user-agent": "Firefox\0" + "x" * 1000})
    assert record.channel == "web"
    assert record.address == "2001:db8::1"
    assert record.agent.startswith("Firefoxx")
    assert len(record.agent) == 300
    assert record.actor_id is None
    assert answer["X-Correlation-ID"] == str(record.correlation_id)
    assert Event.objects.get(event_type="UserRegistered").correlation_id == record.correlation_id


def test_the_log_itself_knows_no_address_and_no_browser(client: Client) -> None:
    register(client, REMOTE_ADDR="192.0.2.7", headers={"user-agent": "Firefox"})
    kept = str(list(Event.objects.values_list()))
    assert "192.0.2.7" not in kept
    assert "Firefox" not in kept


def test_each_request_has_a_correlation_of_its_own(client: Client) -> None:
    first, second = (client.get("/login")["X-Correlation-ID"] for _ in range(2))
    assert UUID(first) != UUID(second)


def test_a_strangers_request_id_is_not_believed(client: Client) -> None:
    sent = str(uuid4())
    assert client.get("/login", headers={"x-request-id": sent})["X-Correlation-ID"] != sent


@pytest.mark.parametrize("sent", [str(uuid4()), "nonsense", "x" * 10_000])
def test_the_trusted_proxys_request_id_is_the_correlation(client: Client, settings: Settings, sent: str) -> None:
    settings.TRUSTED_PROXY = ["127.0.0.1"]
    told = client.get("/login", headers={"x-request-id": sent})["X-Correlation-ID"]
    assert (told == sent) == (len(sent) == 36)
    assert UUID(told)


@pytest.mark.parametrize("header", ["idempotency-key", "x-command-id"])
def test_a_program_sends_the_command_id_as_a_header(client: Client, header: str) -> None:
    sent = uuid4()
    _, record = register(client, headers={header: str(sent)})
    assert record.command_id == sent


def test_the_forms_field_comes_before_a_header(client: Client) -> None:
    sent = uuid4()
    _, record = register(client, fields={"command_id": str(sent)}, headers={"x-command-id": str(uuid4())})
    assert record.command_id == sent


def test_what_is_no_address_is_recorded_as_none(client: Client) -> None:
    _, record = register(client, REMOTE_ADDR="unix:")
    assert record.address is None


def test_the_actor_is_whoever_is_signed_in(ann: Person) -> None:
    ann.browser().post("/settings", {"username": "anna", "email": ann.email})
    assert CommandRecord.objects.get(name="EditSettings").actor_id == ann.id
