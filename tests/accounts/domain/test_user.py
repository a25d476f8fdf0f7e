"""The rules of an account."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from accounts.domain.user import (
    USER,
    Account,
    ChangePassword,
    EditSettings,
    EmailChanged,
    Event,
    ForgetUser,
    GrantRole,
    PasswordChanged,
    ProfileEdited,
    RegisterUser,
    RoleGranted,
    RoleTaken,
    SubjectForgotten,
    TakeRole,
    UserRegistered,
    UserRenamed,
    claims,
)
from es_core.claims import Claim, Release
from es_core.testing import Scenario

ANN = UUID("0192f000-0000-7000-8000-000000000001")
THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

user = Scenario(USER)
ann = UserRegistered(user_id=ANN, username="ann", email="sealed1.k.x", email_key="key-x", registered_at=THEN)
registered = user.given(ann)


def register(**values: Any) -> RegisterUser:
    given = {"user_id": ANN, "username": "ann", "email": ann.email, "email_key": ann.email_key, "registered_at": THEN}
    return RegisterUser(**{**given, **values})


def settings(**values: Any) -> EditSettings:
    kept = {"user_id": ANN, "username": "ann", "email": ann.email, "email_key": ann.email_key, "bio": None}
    return EditSettings(**{**kept, "image": None, **values})


def test_somebody_registers() -> None:
    user.given().when(register()).then(ann)


def test_the_name_is_kept_in_its_normal_form() -> None:
    [event] = user.given().when(register(username="  \uff21nn\u00a0 Lee ")).events
    assert isinstance(event, UserRegistered)
    assert event.username == "Ann Lee"


def test_an_account_is_registered_once() -> None:
    registered.when(register()).then_rejected("already")


def test_a_superuser_is_registered_with_the_role() -> None:
    user.given().when(register(roles=("superuser",))).then(ann, RoleGranted(user_id=ANN, role="superuser"))


def test_settings_saved_unchanged_are_no_event() -> None:
    registered.when(settings()).then_nothing()


def test_empty_bio_and_image_are_the_same_as_none() -> None:
    registered.when(settings(bio="", image="")).then_nothing()


def test_each_change_is_told_by_itself() -> None:
    registered.when(
        settings(username="anna", email="sealed1.k.y", email_key="key-y", bio="Hi", image="javascript:alert(1)")
    ).then(
        UserRenamed(user_id=ANN, username="anna"),
        EmailChanged(user_id=ANN, email="sealed1.k.y", email_key="key-y"),
        ProfileEdited(user_id=ANN, bio="Hi", image="javascript:alert(1)"),
    )


@pytest.mark.parametrize("field", ["username", "email", "bio", "image"])
def test_what_is_left_out_stays(field: str) -> None:
    past = (ann, ProfileEdited(user_id=ANN, bio="Hi", image="https://x.test/a.png"))
    new: dict[str, Any] = {"username": "anna", "email": "sealed1.k.y", "bio": "Ho", "image": "x"}
    [event] = user.given(*past).when(EditSettings(user_id=ANN, email_key="key-y", **{field: new[field]})).events
    kept = {"bio": "Hi", "image": "https://x.test/a.png"} if field in ("bio", "image") else {}
    assert {**kept, field: new[field]}.items() <= asdict(event).items()


def test_nothing_given_is_nothing_changed() -> None:
    registered.when(EditSettings(user_id=ANN)).then_nothing()


def test_a_bio_is_taken_back() -> None:
    past = (ann, ProfileEdited(user_id=ANN, bio="Hi", image="https://x.test/a.png"))
    user.given(*past).when(settings(bio="", image="https://x.test/a.png")).then(
        ProfileEdited(user_id=ANN, bio=None, image="https://x.test/a.png")
    )


def test_a_new_password_is_told_and_nothing_more() -> None:
    registered.when(settings(changes_password=True)).then(PasswordChanged(user_id=ANN))
    registered.when(ChangePassword(user_id=ANN)).then(PasswordChanged(user_id=ANN))


@pytest.mark.parametrize("field", ["bio", "image"])
def test_long_texts_are_refused(field: str) -> None:
    [event] = registered.when(settings(**{field: "x" * 2000})).events
    assert getattr(event, field) == "x" * 2000
    registered.when(settings(**{field: "x" * 2001})).then_rejected("is too long (maximum is 2000 characters)", field)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_texts_that_no_database_keeps_are_refused(text: str) -> None:
    registered.when(settings(bio=text)).then_rejected("can't contain", "bio")


@pytest.mark.parametrize(
    "command",
    [settings(), ChangePassword(user_id=ANN), GrantRole(user_id=ANN, role="staff")],
    ids=lambda c: type(c).__name__,
)
def test_nothing_is_done_to_an_account_that_is_not_there(command: Any) -> None:
    user.given().when(command).then_rejected("has no account")


def test_a_role_is_granted_once_and_taken_once() -> None:
    granted = RoleGranted(user_id=ANN, role="staff")
    taken = RoleTaken(user_id=ANN, role="staff")
    registered.when(GrantRole(user_id=ANN, role="staff")).then(granted)
    user.given(ann, granted).when(GrantRole(user_id=ANN, role="staff")).then_nothing()
    user.given(ann, granted).when(TakeRole(user_id=ANN, role="staff")).then(taken)
    user.given(ann, granted, taken).when(TakeRole(user_id=ANN, role="staff")).then_nothing()


def test_roles_that_do_not_exist_are_refused() -> None:
    registered.when(GrantRole(user_id=ANN, role="king")).then_rejected("is none of", "role")


def test_registering_claims_name_and_address() -> None:
    assert list(claims(Account(), [ann])) == [
        Claim(scope="username", key="ann", owner_id=ANN),
        Claim(scope="email", key="key-x", owner_id=ANN),
    ]


def test_a_new_name_is_claimed_and_the_old_one_given_up() -> None:
    before = Account(username="Ann", email="sealed1.k.x", email_key="key-x")
    events: list[Event] = [
        UserRenamed(user_id=ANN, username="Anna"),
        EmailChanged(user_id=ANN, email="sealed1.k.y", email_key="key-y"),
    ]
    assert list(claims(before, events)) == [
        Claim(scope="username", key="anna", owner_id=ANN),
        Release(scope="username", key="ann", owner_id=ANN),
        Claim(scope="email", key="key-y", owner_id=ANN),
        Release(scope="email", key="key-x", owner_id=ANN),
    ]


def test_another_spelling_of_the_same_is_neither_claimed_nor_given_up() -> None:
    before = Account(username="Ann", email="sealed1.k.x", email_key="key-x")
    events: list[Event] = [
        UserRenamed(user_id=ANN, username="ANN"),
        EmailChanged(user_id=ANN, email="sealed1.k.z", email_key="key-x"),
    ]
    assert list(claims(before, events)) == []


gone = SubjectForgotten(user_id=ANN, username="deleted-7")


def test_somebody_who_is_forgotten_gives_back_roles() -> None:
    forget = ForgetUser(user_id=ANN, username="deleted-7")
    user.given(ann, RoleGranted(user_id=ANN, role="staff")).when(forget).then(
        RoleTaken(user_id=ANN, role="staff"), gone
    )


def test_nobody_is_forgotten_twice_or_without_an_account() -> None:
    user.given(ann, gone).when(ForgetUser(user_id=ANN, username="deleted-8")).then_nothing()
    user.given().when(ForgetUser(user_id=ANN, username="deleted-8")).then_rejected("has no account")


@pytest.mark.parametrize("command", [ChangePassword(user_id=ANN), GrantRole(user_id=ANN, role="staff")])
def test_who_is_forgotten_can_do_nothing_more(command: Any) -> None:
    user.given(ann, gone).when(command).then_rejected("was forgotten")


def test_who_is_forgotten_releases_name_and_address() -> None:
    before = Account(username="Ann", email="sealed1.k.x", email_key="key-x")
    assert list(claims(before, [gone])) == [
        Claim(scope="username", key="deleted-7", owner_id=ANN),
        Release(scope="username", key="ann", owner_id=ANN),
        Release(scope="email", key="key-x", owner_id=ANN),
    ]
