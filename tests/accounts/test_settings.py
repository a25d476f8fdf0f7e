"""The settings page."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from es_core.keys import unseal
from es_core.models import CommandRecord, Event
from es_core.read import claim_owner
from es_core.signals import events_recorded
from tests.accounts.conftest import PASSWORD, Person, register

pytestmark = pytest.mark.django_db


def send(browser: Client, person: Person, **changes: Any) -> Any:
    kept = {"username": person.username, "email": person.email, "bio": "", "image": "", "password": ""}
    return browser.post("/settings", {**kept, **changes})


def events(person: Person) -> list[str]:
    return list(Event.objects.filter(stream_id=person.id).order_by("version").values_list("event_type", flat=True))


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/settings")["Location"] == "/login"


def test_the_form_shows_what_is(ann: Person) -> None:
    browser = ann.browser()
    send(browser, ann, bio="I write.\nSometimes.", image="https://pictures.test/ann.png")
    form = browser.get("/settings").context["form"]
    assert {each.name: each.value() for each in form} == {
        "username": "ann",
        "email": "ann@Example.org",
        "bio": "I write.\nSometimes.",
        "image": "https://pictures.test/ann.png",
        "password": None,
    }


def test_everything_changes_at_once_and_leads_to_the_profile(ann: Person) -> None:
    browser = ann.browser()
    answer = send(browser, ann, username="anna b", email="b@example.org", bio="Hi", image="x", password="new password")
    assert answer.status_code == 302
    assert answer["Location"] in ("/profile/anna%20b", "/")  # home, where no blog has profiles
    assert events(ann) == ["UserRegistered", "UserRenamed", "EmailChanged", "ProfileEdited", "PasswordChanged"]
    user = ann.user
    assert (user.username, user.profile.username, user.email) == ("anna b", "anna b", "b@example.org")
    assert (user.profile.bio, user.profile.image) == ("Hi", "x")
    assert user.check_password("new password")


def test_saving_unchanged_is_no_event(ann: Person) -> None:
    browser = ann.browser()
    send(browser, ann, bio="one\r\ntwo")
    assert ann.user.profile.bio == "one\ntwo"
    assert send(browser, ann, bio="one\r\ntwo").status_code == 302
    assert events(ann) == ["UserRegistered", "ProfileEdited"]


def test_another_spelling_of_the_address_is_kept_without_a_clash(ann: Person) -> None:
    send(ann.browser(), ann, email="ANN@example.org")
    assert ann.user.email == "ANN@example.org"
    assert claim_owner("email", ann.user.profile.email_key) == ann.id
    assert events(ann) == ["UserRegistered", "EmailChanged"]


def test_another_spelling_of_the_name_is_kept_without_a_clash(ann: Person) -> None:
    send(ann.browser(), ann, username="Ann")
    assert ann.user.profile.username == "Ann"
    assert claim_owner("username", "ann") == ann.id


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"username": "BOB"}, {"username": ["has already been taken"]}),
        ({"email": "BOB@example.ORG"}, {"email": ["has already been taken"]}),
        ({"username": "", "email": ""}, {"username": ["can't be blank"], "email": ["can't be blank"]}),
        ({"username": "\u202e"}, {"username": ["can't contain invisible characters"]}),
        ({"email": "ann"}, {"email": ["is invalid"]}),
        ({"password": "seven77"}, {"password": ["is too short (minimum is 8 characters)"]}),
        ({"bio": "x" * 1_000_000}, {"bio": ["is too long (maximum is 2000 characters)"]}),
        ({"bio": "a\0b"}, {"bio": ["can't contain null characters"]}),
        ({"image": "x" * 2001}, {"image": ["is too long (maximum is 2000 characters)"]}),
    ],
)
def test_bad_input_is_told_and_nothing_is_half_done(
    ann: Person, bob: Person, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = send(ann.browser(), ann, **{"bio": "new bio", **changes})
    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    assert all(answer.context["form"][name].value() == value for name, value in changes.items())
    assert events(ann) == ["UserRegistered"]


@pytest.mark.parametrize(
    "text", ["\U0001f600\u200d\U0001f525", "\u202eevil", "<script>alert(1)</script>", "javascript:alert(1)", "x" * 2000]
)
def test_bio_and_image_take_any_text(ann: Person, text: str) -> None:
    assert send(ann.browser(), ann, bio=text, image=text).status_code == 302
    assert (ann.user.profile.bio, ann.user.profile.image) == (text, text)


def test_a_name_and_an_address_given_up_can_be_taken_again(ann: Person) -> None:
    send(ann.browser(), ann, username="anna", email="anna@example.org")
    other = register("ann")
    assert (other.user.profile.username, other.user.email) == ("ann", "ann@Example.org")
    assert claim_owner("username", "ann") == other.id
    assert send(ann.browser(), ann, username="ann").context["form"].errors.keys() == {"username"}


def test_names_change_hands_back_and_forth(ann: Person, bob: Person) -> None:
    send(ann.browser(), ann, username="x")
    send(bob.browser(), bob, username="ann")
    send(ann.browser(), ann, username="bob")
    assert [ann.user.username, bob.user.username] == ["bob", "ann"]


def test_a_new_password_ends_all_sessions_but_ones_own(ann: Person) -> None:
    here, elsewhere = ann.browser(), ann.browser()
    send(here, ann, password="new password")
    assert here.get("/settings").status_code == 200
    assert elsewhere.get("/settings")["Location"] == "/login"


def test_a_session_that_saves_while_another_changes_the_password_ends(ann: Person) -> None:
    browser = ann.browser()

    def change(**_: Any) -> None:
        User.objects.filter(id=ann.id).update(password=make_password("new password"))

    events_recorded.connect(change)
    try:
        assert send(browser, ann, bio="Hi").status_code == 302
    finally:
        events_recorded.disconnect(change)
    assert browser.get("/settings")["Location"] == "/login"


def test_an_empty_password_means_that_it_stays(ann: Person) -> None:
    send(ann.browser(), ann, bio="Hi")
    assert ann.user.check_password(PASSWORD)


def test_one_form_sent_twice_happens_once(ann: Person) -> None:
    browser, command_id = ann.browser(), uuid4()
    for _ in range(2):
        assert send(browser, ann, bio="Hi", password="new password", command_id=command_id).status_code == 302
    assert events(ann) == ["UserRegistered", "ProfileEdited", "PasswordChanged"]


@pytest.mark.parametrize("changes", [{"password": "newer password"}, {"bio": "Ho"}])
def test_a_form_sent_again_with_other_values_is_told(ann: Person, changes: dict[str, str]) -> None:
    browser, form = ann.browser(), {"bio": "Hi", "password": "new password", "command_id": uuid4()}
    send(browser, ann, **form)
    answer = send(browser, ann, **{**form, **changes})
    assert answer.status_code == 422
    assert "sent before" in answer.text
    assert ann.user.check_password("new password")
    assert ann.user.profile.bio == "Hi"


def test_the_one_button_with_a_red_edge_signs_out(ann: Person) -> None:
    """Suites for RealWorld pages find it by that class."""
    token = {"token-name": "backup", "token-access": "read", "token-days": "90"}
    page = ann.browser().post(reverse("make_token"), token, follow=True).text
    assert "Revoke" in page
    assert re.findall(r'<button class="[^"]*btn-outline-danger[^"]*">([^<]*)<', page) == ["Or click here to logout."]


def test_the_record_names_the_actor_and_keeps_no_secret(ann: Person) -> None:
    send(ann.browser(), ann, email="secret@example.org", password="new password")
    record = CommandRecord.objects.get(name="EditSettings")
    assert record.actor_id == ann.id
    assert set(record.payload) == {"user_id", "username", "email_key", "bio", "image", "changes_password"}
    event = Event.objects.get(event_type="EmailChanged")
    assert event.actor_id == ann.id
    assert unseal(event.data["email"]) == "secret@example.org"
