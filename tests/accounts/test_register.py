"""The sign-up page."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Profile, User
from es_core.keys import unseal
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db

FORM = {"username": "ann", "email": "ann@example.org", "password": "password"}


def send(client: Client, **fields: Any) -> Any:
    return client.post("/register", {**FORM, **fields})


def signed_in(client: Client) -> str | None:
    user_id = client.session.get("_auth_user_id")
    return User.objects.get(id=user_id).username if user_id else None


def test_who_registers_is_signed_in_and_sent_home(client: Client) -> None:
    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client) == "ann"
    user = User.objects.get()
    assert user.check_password("password")
    assert user.password.startswith("argon2")
    assert user.profile.username == "ann"
    assert (user.profile.bio, user.profile.image) == (None, None)
    assert user.email == "ann@example.org"
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_the_page_shows_an_empty_form(client: Client) -> None:
    answer = client.get("/register")
    assert answer.status_code == 200
    assert not answer.context["form"].errors
    assert 'name="command_id"' in answer.text


def test_who_is_signed_in_is_sent_home(ann: Person) -> None:
    assert ann.browser().get("/register")["Location"] == "/"
    assert ann.browser().get("/login")["Location"] == "/"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"username": "", "email": "", "password": ""}, {each: ["can't be blank"] for each in FORM}),
        ({"email": "nobody"}, {"email": ["is invalid"]}),
        ({"email": "a\0@example.org"}, {"email": ["is invalid", "can't contain null characters"]}),
        ({"password": "seven77"}, {"password": ["is too short (minimum is 8 characters)"]}),
        ({"password": "x" * 1001}, {"password": ["is too long (maximum is 1000 characters)"]}),
        ({"username": "a\0b"}, {"username": ["can't contain null characters"]}),
        ({"username": "\u202eann"}, {"username": ["can't contain invisible characters"]}),
        ({"username": "a/b"}, {"username": ["can't contain slashes"]}),
        ({"username": "x" * 1_000_000}, {"username": ["is too long (maximum is 60 characters)"]}),
        ({"email": "x" * 1_000_000}, {"email": ["is invalid", "is too long (maximum is 320 characters)"]}),
    ],
)
def test_bad_input_is_told_beside_its_field(client: Client, fields: dict[str, str], errors: dict[str, Any]) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    assert not User.objects.exists()
    assert signed_in(client) is None


def test_a_form_without_any_field_is_told_so(client: Client) -> None:
    assert client.post("/register").context["form"].errors.keys() == FORM.keys()


def test_what_was_typed_is_kept_but_the_password(client: Client) -> None:
    answer = send(client, username="a/b", email="kept@example.org", password="dont-echo-me")
    assert 'value="a/b"' in answer.text
    assert 'value="kept@example.org"' in answer.text
    assert "dont-echo-me" not in answer.text


@pytest.mark.parametrize("username", ["ann", "ANN", " \uff21nn "])
def test_a_taken_name_is_told_in_any_spelling(client: Client, ann: Person, username: str) -> None:
    answer = send(client, username=username, email="other@example.org")
    assert answer.context["form"].errors == {"username": ["has already been taken"]}
    assert list(User.objects.values_list("id", flat=True)) == [ann.id]


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@EXAMPLE.ORG", " Ann@example.org "])
def test_a_taken_address_is_told_in_any_spelling(client: Client, ann: Person, email: str) -> None:
    answer = send(client, username="anna", email=email)
    assert answer.context["form"].errors == {"email": ["has already been taken"]}
    assert list(User.objects.values_list("id", flat=True)) == [ann.id]


def test_a_refused_name_leaves_the_address_free(client: Client, ann: Person) -> None:
    send(client, username="ann", email="free@example.org")
    assert send(client, username="anna", email="free@example.org")["Location"] == "/"


def test_one_form_sent_twice_makes_one_account_and_signs_in_both_times() -> None:
    tabs, command_id = (Client(), Client()), uuid4()
    for tab in tabs:
        assert send(tab, command_id=command_id)["Location"] == "/"
        assert signed_in(tab) == "ann"
    assert User.objects.count() == 1
    assert CommandRecord.objects.filter(name="RegisterUser").count() == 1


def test_a_known_command_id_is_no_password(client: Client) -> None:
    command_id = uuid4()
    send(client, command_id=command_id)
    stranger = Client()
    answer = send(stranger, command_id=command_id, password="password2")
    assert answer.status_code == 422
    assert "sent before" in answer.text
    assert signed_in(stranger) is None


def test_a_command_id_with_other_values_is_told(client: Client) -> None:
    command_id = uuid4()
    send(client, command_id=command_id)
    answer = send(Client(), command_id=command_id, username="bob", email="bob@example.org")
    assert "sent before" in answer.text
    assert User.objects.count() == 1


@pytest.mark.parametrize("command_id", ["", "nonsense", "\0", "x" * 100_000])
def test_a_broken_command_id_counts_as_none(client: Client, command_id: str) -> None:
    assert send(client, command_id=command_id)["Location"] == "/"


def test_nothing_but_ciphertext_is_kept_of_the_address(client: Client) -> None:
    send(client, email="Secret.Person@example.org")
    send(client, email="Secret.Person@example.org")
    event, profile = Event.objects.get(event_type="UserRegistered"), Profile.objects.get()
    assert unseal(event.data["email"]) == "Secret.Person@example.org"
    assert event.data["email"] == profile.email
    record = CommandRecord.objects.filter(name="RegisterUser").first()
    assert record is not None
    assert set(record.payload) == {"user_id", "username", "email_key", "registered_at", "roles"}
