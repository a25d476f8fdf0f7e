"""Suspending and restoring somebody, as rules."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from accounts.domain.user import (
    USER,
    EditSettings,
    RestoreUser,
    RoleGranted,
    SubjectForgotten,
    SuspendUser,
    UserRegistered,
    UserRestored,
    UserSuspended,
)
from es_core.testing import Scenario

ANN, EVE = UUID(int=1), UUID(int=2)
THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

REGISTERED = UserRegistered(user_id=ANN, username="ann", email="sealed1.k.x", email_key="key-x", registered_at=THEN)
SUSPENDED = UserSuspended(user_id=ANN, reason="Sells watches", suspended_at=THEN)
RESTORED = UserRestored(user_id=ANN)
FORGOTTEN = SubjectForgotten(user_id=ANN, username="deleted-1")

ann = Scenario(USER).given(REGISTERED)


def suspend(**values: Any) -> SuspendUser:
    asked = {"user_id": ANN, "moderator_id": EVE, "is_superuser": False, "reason": "Sells watches"}
    return SuspendUser(**{**asked, "suspended_at": THEN, **values})


def test_somebody_is_suspended_for_a_reason() -> None:
    ann.when(suspend(reason="  Sells watches\r\n")).then(SUSPENDED)


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1001, "a\0b"])
def test_without_a_reason_that_can_be_told_nobody_is(reason: str) -> None:
    ann.when(suspend(reason=reason)).then_rejected("", "reason")


def test_once_is_enough() -> None:
    ann.given(REGISTERED, SUSPENDED).when(suspend(reason="Again")).then_nothing()


def test_restoring_takes_it_back_and_it_can_be_done_again() -> None:
    ann.given(REGISTERED, SUSPENDED).when(RestoreUser(user_id=ANN)).then(RESTORED)
    ann.when(RestoreUser(user_id=ANN)).then_nothing()
    ann.given(REGISTERED, SUSPENDED, RESTORED).when(suspend()).then(SUSPENDED)


def test_nobody_suspends_themselves() -> None:
    ann.when(suspend(moderator_id=ANN, is_superuser=True)).then_rejected("can't be yourself", "user")


def test_whoever_has_a_role_is_suspended_by_a_superuser_alone() -> None:
    staff = ann.given(REGISTERED, RoleGranted(user_id=ANN, role="viewer"))
    staff.when(suspend()).then_rejected("only a superuser", "user")
    staff.when(suspend(is_superuser=True)).then(SUSPENDED)
    staff.when(suspend(moderator_id=None, is_superuser=True)).then(SUSPENDED)


def test_who_is_gone_can_not_be_suspended_and_what_they_wrote_can_be_shown_again() -> None:
    ann.given(REGISTERED, FORGOTTEN).when(suspend()).then_rejected("was forgotten", "user")
    gone = ann.given(REGISTERED, SUSPENDED, FORGOTTEN)
    gone.when(RestoreUser(user_id=ANN)).then(RESTORED)


def test_settings_stay_editable_by_those_who_were_just_writing() -> None:
    """Sessions end with the suspension; a request that was under way does no harm."""
    kept = EditSettings(user_id=ANN, username="ann", email="sealed1.k.x", email_key="key-x", bio="Hi", image=None)
    assert ann.given(REGISTERED, SUSPENDED).when(kept).events
