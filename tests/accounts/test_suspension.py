"""Who is suspended is out at once, is told why, and comes back as they were."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import commands, moderation, tokens
from accounts.forgetting import forget_user
from accounts.models import Profile, User
from accounts.projectors import profiles
from es_core.errors import Rejected
from es_core.models import CommandRecord
from es_core.testing import assert_inline_equals_rebuilt, assert_replayed_twice_equals_once
from tests.accounts.conftest import PASSWORD, Person
from tests.es_core.at_once import at_once

WHY = "Sells watches."


@pytest.fixture
def suspended(ann: Person) -> Person:
    moderation.suspend(ann.id, WHY, by=None)
    return ann


def sign_in(person: Person, password: str = PASSWORD, **options: Any) -> Any:
    return Client().post("/login", {"email": person.email, "password": password}, **options)


@pytest.mark.django_db
def test_sessions_and_tokens_are_no_good_from_then_on(ann: Person) -> None:
    browser, token = ann.browser(), tokens.issue(ann.user)
    assert browser.get("/settings").status_code == 200
    moderation.suspend(ann.id, WHY, by=None)
    assert browser.get("/settings").status_code == 302
    assert tokens.holder(token) is None
    moderation.restore(ann.id)
    assert tokens.holder(token) == ann.user


@pytest.mark.django_db
def test_the_reason_is_told_to_who_knows_the_password(suspended: Person) -> None:
    told = sign_in(suspended)
    assert told.status_code == 422
    assert f"this account is suspended: {WHY}" in told.text
    record = CommandRecord.objects.get(name="SignIn")
    assert (record.status, record.payload["verdict"], "because" in record.payload) == ("rejected", "suspended", False)
    guessed = sign_in(suspended, "wrong password")
    assert "email or password is invalid" in guessed.text
    assert WHY not in guessed.text


@pytest.mark.django_db
def test_asking_again_is_no_failed_attempt(suspended: Person) -> None:
    for _ in range(7):
        assert f"suspended: {WHY}" in sign_in(suspended).text


@pytest.mark.django_db
def test_the_admin_tells_it_too(ann: Person, bob: Person) -> None:
    for each in (ann, bob):
        commands.grant_role(each.id, "superuser")
    moderation.suspend(ann.id, WHY, by=bob.user)
    told = Client().post("/admin/login/", {"username": "ann", "password": PASSWORD})
    assert f"this account is suspended: {WHY}" in told.text
    assert ann.browser().get("/admin/").status_code == 302


@pytest.mark.django_db
def test_who_is_restored_signs_in_and_has_their_roles(ann: Person, bob: Person) -> None:
    for each in (ann, bob):
        commands.grant_role(each.id, "superuser")
    moderation.suspend(ann.id, WHY, by=bob.user)
    moderation.restore(ann.id)
    assert sign_in(ann).status_code == 302
    assert (ann.user.is_active, ann.user.is_superuser) == (True, True)
    assert Profile.objects.get(pk=ann.id).suspended_because == ""


@pytest.mark.django_db
def test_the_last_superuser_is_not_suspended(ann: Person, bob: Person) -> None:
    commands.grant_role(ann.id, "superuser")
    with pytest.raises(Rejected, match="the last superuser can't be suspended"):
        moderation.suspend(ann.id, WHY, by=None)
    assert ann.user.is_active
    commands.grant_role(bob.id, "superuser")
    moderation.suspend(ann.id, WHY, by=None)
    with pytest.raises(Rejected, match="the last superuser"):
        commands.take_role(bob.id, "superuser")  # ann can't sign in


@pytest.mark.django_db(transaction=True)
def test_two_superusers_who_suspend_each_other_leave_one(ann: Person, bob: Person) -> None:
    for each in (ann, bob):
        commands.grant_role(each.id, "superuser")
    anns, bobs = ann.user, bob.user

    def suspends(who: Person, by: User) -> Callable[[], str]:
        def run() -> str:
            try:
                moderation.suspend(who.id, WHY, by=by)
            except Rejected:
                return "refused"
            return "done"

        return run

    assert sorted(map(str, at_once(suspends(ann, bobs), suspends(bob, anns)))) == ["done", "refused"]
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


@pytest.mark.django_db
def test_who_was_forgotten_while_suspended_never_comes_back_in(suspended: Person) -> None:
    forget_user(suspended.id, erase=False)
    profile = Profile.objects.get(pk=suspended.id)
    assert profile.suspended_at is not None
    assert profile.suspended_because == ""
    moderation.restore(suspended.id)
    assert Profile.objects.get(pk=suspended.id).suspended_at is None
    assert not suspended.user.is_active


@pytest.mark.django_db
def test_the_rows_are_the_same_when_made_anew(suspended: Person, bob: Person) -> None:
    moderation.suspend(bob.id, "Shouts", by=None)
    moderation.restore(bob.id)
    assert_replayed_twice_equals_once(profiles)
    assert_inline_equals_rebuilt(profiles)
    assert Profile.objects.get(pk=suspended.id).suspended_because == WHY
