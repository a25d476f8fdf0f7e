"""Signing in and out, and being slowed down."""

from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import known_browser
from accounts.models import User
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db


def send(client: Client, email: str, password: str = PASSWORD, **options: Any) -> Any:
    return client.post("/login", {"email": email, "password": password}, **options)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("email", ["ann@Example.org", "ANN@EXAMPLE.ORG", " ann@example.org ", "\uff41nn@example.org"])
def test_ann_signs_in_by_any_spelling_of_her_address(client: Client, ann: Person, email: str) -> None:
    answer = send(client, email)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ann.id)
    assert ann.user.last_login is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ann@example.org", "wrong password"),
        ("nobody@example.org", PASSWORD),
        ("ann", PASSWORD[::-1]),
        ("\u202e\U0001f600", PASSWORD),
        ("x" * 320, PASSWORD),
    ],
)
def test_all_failures_read_the_same_and_stay_on_the_page(
    client: Client, ann: Person, email: str, password: str
) -> None:
    answer = send(client, email, password)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"__all__": ["email or password is invalid"]}
    assert answer.context["form"]["email"].value() == email
    assert password not in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize(("email", "password"), [("", ""), ("a\0", "b\0"), ("x" * 1_000_000, "x" * 1_000_000)])
def test_bad_input_is_told_beside_its_field(client: Client, email: str, password: str) -> None:
    answer = send(client, email, password)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"email", "password"}


def test_an_account_out_of_use_does_not_sign_in(client: Client, ann: Person) -> None:
    User.objects.filter(id=ann.id).update(is_active=False)
    assert send(client, ann.email).status_code == 422


def test_every_attempt_is_on_record_without_address_or_password(client: Client, ann: Person) -> None:
    send(client, ann.email, "wrong password")
    send(client, "nobody@example.org")
    send(client, ann.email)
    wrong, unknown, right = CommandRecord.objects.filter(name="SignIn").order_by("id")
    assert [each.status for each in (wrong, unknown, right)] == ["rejected", "rejected", "accepted"]
    assert wrong.payload == {"account": str(ann.id), "verdict": "wrong"}
    assert unknown.payload["account"] not in ("", str(ann.id))
    assert right.payload == {"account": str(ann.id), "verdict": "right"}
    assert wrong.actor_id is None
    assert not Event.objects.filter(stream_type="session").exists()


def test_a_sign_in_sent_again_with_its_command_id_needs_the_password_again(ann: Person) -> None:
    form = {"email": ann.email, "password": PASSWORD, "command_id": "0192f000-0000-7000-8000-00000000000a"}
    assert Client().post("/login", form).status_code == 302
    assert Client().post("/login", form).status_code == 302
    stranger = Client()
    assert stranger.post("/login", {**form, "password": "wrong password"}).status_code == 422
    assert not is_signed_in(stranger)


def test_signing_out_is_told_by_whoever_did(ann: Person) -> None:
    browser = ann.browser()
    answer = browser.post("/logout")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not is_signed_in(browser)
    event = Event.objects.get(event_type="SignedOut")
    assert (event.data, event.actor_id) == ({"user_id": str(ann.id)}, ann.id)


def test_a_link_signs_nobody_out(ann: Person) -> None:
    browser = ann.browser()
    assert browser.get("/logout").status_code == 405
    assert is_signed_in(browser)


def test_signing_out_twice_is_told_once(ann: Person) -> None:
    browser = ann.browser()
    assert [browser.post("/logout").status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(event_type="SignedOut").count() == 1


def test_an_old_hash_becomes_argon2(client: Client, ann: Person) -> None:
    User.objects.filter(id=ann.id).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    assert send(client, ann.email).status_code == 302
    assert ann.user.password.startswith("argon2")
    assert client.get("/settings").status_code == 200


def test_a_page_for_somebody_signed_in_looks_her_up_with_one_query(
    ann: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = ann.browser()
    with django_assert_num_queries(4):  # the session, the user with the profile, the key of the e-mail, the tokens
        assert "ann" in browser.get("/settings").text


def test_an_anonymous_page_costs_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get("/login")


def test_an_account_is_slowed_down_from_everywhere(client: Client, ann: Person) -> None:
    for nth in range(4):
        assert send(client, ann.email, "wrong password", REMOTE_ADDR=f"192.0.2.{nth}").status_code == 422
    fifth = send(client, ann.email.upper(), "wrong password", REMOTE_ADDR="192.0.2.9")
    assert fifth.status_code == 429
    with_the_right_one = send(client, ann.email, REMOTE_ADDR="192.0.2.77")
    assert with_the_right_one.status_code == 429
    assert "too many failed attempts" in with_the_right_one.text
    assert f'value="{ann.email}"' in with_the_right_one.text
    assert not is_signed_in(client)
    assert CommandRecord.objects.filter(payload__verdict="slowed").count() == 2


def test_others_sign_in_while_an_account_is_slowed_down(client: Client, ann: Person, bob: Person) -> None:
    for _ in range(6):
        send(client, ann.email, "wrong password")
    assert send(client, bob.email).status_code == 302


def test_an_address_is_slowed_down_for_all_accounts(client: Client, ann: Person) -> None:
    for nth in range(24):
        assert send(client, f"{nth}@example.org").status_code == 422
    assert send(client, "24@example.org").status_code == 429
    assert send(client, ann.email).status_code == 429
    assert send(client, ann.email, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_nobody_is_kept_out_of_a_browser_that_they_know_by_what_others_guess(ann: Person, bob: Person) -> None:
    browser, others = Client(), Client()
    for each in (ann, bob):
        assert send(browser, each.email).status_code == 302
        browser.post("/logout")
    for nth in range(30):
        send(others, ann.email if nth < 5 else f"{nth}@example.org", "wrong password")
    assert [send(each, ann.email).status_code for each in (others, browser)] == [429, 302]
    assert str(ann.id) not in str(browser.cookies)


def test_guessing_is_slowed_down_in_a_browser_that_is_known(ann: Person) -> None:
    browser = Client()
    send(browser, ann.email)
    browser.post("/logout")
    assert [send(browser, ann.email, "wrong password").status_code for _ in range(6)] == [422] * 4 + [429] * 2
    assert send(Client(), ann.email).status_code == 302
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("forged", ["", ".", "a.b.c", "." + "0" * 32, "é.\0", "x" * 4_000])
def test_a_browser_is_known_by_what_the_site_said_alone(ann: Person, bob: Person, forged: str) -> None:
    """Not by a cookie of another account, nor by one that was made up."""
    browser = Client()
    send(browser, bob.email)
    browser.post("/logout")
    if forged:
        browser.cookies[known_browser.COOKIE] = forged
    for _ in range(5):
        send(Client(), ann.email, "wrong password")
    assert send(browser, ann.email).status_code == 429


def test_who_has_a_network_of_ipv6_is_one_address(client: Client, ann: Person) -> None:
    for nth in range(25):
        send(client, f"{nth}@example.org", REMOTE_ADDR=f"2001:db8:0:1::{nth:x}")
    assert send(client, ann.email, REMOTE_ADDR="2001:db8:0:1:ffff::").status_code == 429
    assert send(client, ann.email, REMOTE_ADDR="2001:db8:0:2::").status_code == 302


def test_signing_in_clears_ones_own_failures_only(client: Client, ann: Person, bob: Person) -> None:
    for _ in range(4):
        send(client, ann.email, "wrong password")
        send(client, bob.email, "wrong password")
    assert send(client, bob.email).status_code == 302
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == [str(ann.id)]
    client.logout()
    assert send(client, ann.email, "wrong password").status_code == 429


def test_the_wait_ends(client: Client, ann: Person, settings: Settings) -> None:
    for _ in range(6):
        send(client, ann.email, "wrong password")
    assert send(client, ann.email).status_code == 429
    for age, status in ((0.9, 429), (0.2, 302)):
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - settings.AXES_COOLOFF_TIME * age)
        assert send(client, ann.email).status_code == status


def test_a_unix_socket_is_no_address_that_all_share(client: Client, ann: Person) -> None:
    for nth in range(30):
        assert send(client, f"{nth}@example.org", REMOTE_ADDR="").status_code == 422
    assert send(client, ann.email, REMOTE_ADDR="").status_code == 302


def test_what_slows_sign_in_down_keeps_no_readable_address(client: Client, ann: Person) -> None:
    send(client, ann.email, "wrong password")
    client.post("/login?email=nobody@example.org", {"email": "nobody@example.org", "password": "wrong password"})
    kept = str(list(AccessAttempt.objects.values_list())).lower()
    assert str(ann.id) in kept
    assert "example.org" not in kept
    assert "wrong password" not in kept


def test_the_sign_out_button_of_a_page_that_another_left_ends_the_session(ann: Person, bob: Person) -> None:
    used = {"command_id": str(uuid4())}
    ann.browser().post("/logout", used)
    browser = bob.browser()
    assert browser.post("/logout", used).status_code == 302
    assert "_auth_user_id" not in browser.session
