"""Several requests at the same moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts import commands
from accounts.models import Profile, User
from es_core.models import CommandRecord
from tests.accounts.conftest import PASSWORD, Person, register

pytestmark = pytest.mark.django_db(transaction=True)

FORM = {"username": "ann", "email": "ann@example.org", "password": "open sesame"}


def at_once(requests: list[Callable[[], Any]]) -> list[Any]:
    """All start together; each thread gives its connection back."""
    start = Barrier(len(requests))

    def run(request: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return request()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(run, requests))


def sign_up(**fields: Any) -> Callable[[], Any]:
    return lambda: Client().post("/register", {**FORM, **fields})


def test_one_of_many_gets_the_name_and_the_others_a_form_error() -> None:
    spellings = ["ann", "ANN", "Ann", "aNN"]
    answers = at_once([sign_up(username=name, email=f"{nth}@example.org") for nth, name in enumerate(spellings)])
    assert Counter(each.status_code for each in answers) == {302: 1, 422: 3}
    for refused in (each for each in answers if each.status_code == 422):
        assert refused.context["form"].errors == {"username": ["has already been taken"]}
    assert (User.objects.count(), Profile.objects.count()) == (1, 1)


def test_one_of_many_gets_the_address_and_the_others_a_form_error() -> None:
    addresses = ["ann@example.org", "ANN@example.org", "ann@EXAMPLE.org", "Ann@example.org"]
    answers = at_once([sign_up(username=f"ann{nth}", email=each) for nth, each in enumerate(addresses)])
    assert Counter(each.status_code for each in answers) == {302: 1, 422: 3}
    for refused in (each for each in answers if each.status_code == 422):
        assert refused.context["form"].errors == {"email": ["has already been taken"]}
    assert (User.objects.count(), Profile.objects.count()) == (1, 1)


def test_a_double_click_makes_one_account_and_signs_in_both_times() -> None:
    answers = at_once([sign_up(command_id=uuid4())] * 4)
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/")] * 4
    user = User.objects.get()
    assert {each.client.session["_auth_user_id"] for each in answers} == {str(user.id)}
    assert list(CommandRecord.objects.values_list("name", "status")) == [("RegisterUser", "accepted")]


def rename(person: Person) -> Any:
    return person.browser().post("/settings", {"username": "Carol", "email": person.email})


def test_two_people_swap_nothing_when_both_want_one_name() -> None:
    people = [register("ann"), register("bob")]
    answers = at_once([partial(rename, each) for each in people])
    assert sorted(each.status_code for each in answers) == [302, 422]
    assert Profile.objects.filter(username="Carol").count() == 1


def test_of_two_superusers_who_leave_at_once_one_stays() -> None:
    people = [register("ann"), register("bob")]
    for each in people:
        commands.grant_role(each.id, "superuser")
    browsers = [each.browser() for each in people]
    form = {"leave-content": "keep", "leave-password": PASSWORD}
    answers = at_once([partial(each.post, "/settings/leave", form) for each in browsers])
    assert sorted(each.status_code for each in answers) == [302, 422]
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1
