"""Profiles as made from events, and the mirror of names in Django's own table."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.domain.user import USER, EmailChanged, PasswordChanged, ProfileEdited, UserRegistered, UserRenamed
from accounts.models import Profile, User
from accounts.projectors import profiles
from es_core.rebuild import rebuild
from es_core.testing import assert_inline_equals_rebuilt, assert_replayed_twice_equals_once, given
from tests.accounts.conftest import Person

ANN = UUID("0192f000-0000-7000-8000-000000000001")
BOB = UUID("0192f000-0000-7000-8000-000000000002")
THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def registered(user_id: UUID, username: str) -> UserRegistered:
    return UserRegistered(
        user_id=user_id, username=username, email="sealed1.k.x", email_key=username, registered_at=THEN
    )


def row(user_id: UUID) -> Any:
    return Profile.objects.values("username", "username_key", "bio", "image", "email", "email_key").get(pk=user_id)


@pytest.mark.django_db
def test_a_new_user_has_an_empty_profile_and_no_rights() -> None:
    given(USER, registered(ANN, "Ann"), stream_id=ANN)
    assert row(ANN) == {
        "username": "Ann",
        "username_key": "ann",
        "bio": None,
        "image": None,
        "email": "sealed1.k.x",
        "email_key": "Ann",
    }
    user = User.objects.get(id=ANN)
    assert (user.username, user.is_active, user.is_staff, user.is_superuser) == ("Ann", True, False, False)
    assert not user.has_usable_password()


@pytest.mark.django_db
def test_each_event_changes_its_own_columns() -> None:
    given(USER, registered(ANN, "ann"), stream_id=ANN)
    given(USER, ProfileEdited(user_id=ANN, bio="Hi", image=None), stream_id=ANN)
    given(USER, UserRenamed(user_id=ANN, username="Änna"), stream_id=ANN)
    given(
        USER, EmailChanged(user_id=ANN, email="sealed1.k.y", email_key="y"), PasswordChanged(user_id=ANN), stream_id=ANN
    )
    assert row(ANN) == {
        "username": "Änna",
        "username_key": "änna",
        "bio": "Hi",
        "image": None,
        "email": "sealed1.k.y",
        "email_key": "y",
    }
    assert User.objects.get(id=ANN).username == "Änna"


@pytest.mark.django_db
def test_of_many_events_at_once_the_last_counts() -> None:
    edits = [ProfileEdited(user_id=ANN, bio=str(nth), image=None) for nth in range(3)]
    given(USER, registered(ANN, "ann"), *edits, UserRenamed(user_id=ANN, username="anna"), stream_id=ANN)
    assert (row(ANN)["username"], row(ANN)["bio"]) == ("anna", "2")


@pytest.mark.django_db
def test_a_rename_keeps_what_django_wrote(ann: Person) -> None:
    before = User.objects.filter(id=ann.id).update(last_login=timezone.now(), is_staff=True, is_active=False)
    assert before == 1
    kept = User.objects.values("password", "last_login", "is_staff", "is_active").get(id=ann.id)
    given(USER, UserRenamed(user_id=ann.id, username="anna"), stream_id=ann.id)
    assert User.objects.values("password", "last_login", "is_staff", "is_active").get(id=ann.id) == kept


@pytest.mark.django_db
def test_replayed_twice_equals_once(ann: Person) -> None:
    given(USER, registered(BOB, "bob"), UserRenamed(user_id=BOB, username="bobby"), stream_id=BOB)
    assert_replayed_twice_equals_once(profiles)


@pytest.mark.django_db(transaction=True)
def test_inline_equals_rebuilt_and_a_rebuild_loses_nothing_of_the_user() -> None:
    given(USER, registered(ANN, "ann"), ProfileEdited(user_id=ANN, bio="Hi", image="x"), stream_id=ANN)
    given(USER, registered(BOB, "bob"), stream_id=BOB)
    given(USER, UserRenamed(user_id=ANN, username="anna"), stream_id=ANN)
    user = User.objects.get(id=ANN)
    user.set_password("open sesame")
    user.last_login, user.is_staff = timezone.now(), True
    user.save()
    user.groups.add(Group.objects.create(name="editors"))
    LogEntry.objects.create(user=user, content_type=ContentType.objects.get_for_model(User), action_flag=1)
    users = list(User.objects.order_by("id").values())

    assert_inline_equals_rebuilt(profiles)

    assert list(User.objects.order_by("id").values()) == users
    assert user.groups.count() == LogEntry.objects.filter(user=user).count() == 1
    assert User.objects.select_related("profile").get(id=ANN).profile.bio == "Hi"


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_does_not_need_the_rows_that_are_there() -> None:
    given(USER, registered(ANN, "ann"), stream_id=ANN)
    before = row(ANN)
    rebuild(profiles)
    assert row(ANN) == before
    given(USER, UserRenamed(user_id=ANN, username="anna"), stream_id=ANN)
    assert row(ANN)["username"] == "anna"
