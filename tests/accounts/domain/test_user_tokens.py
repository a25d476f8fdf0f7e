"""The rules of personal tokens, and of signing out everywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.domain.user import (
    USER,
    ChangePassword,
    EditSettings,
    ForgetUser,
    IssueToken,
    PasswordChanged,
    RevokeToken,
    SignedOutEverywhere,
    SignOutEverywhere,
    SubjectForgotten,
    TokenIssued,
    TokenRevoked,
    UserRegistered,
)
from accounts.domain.user.tokens import MOST
from es_core.testing import Scenario

ANN = UUID("0192f000-0000-7000-8000-000000000001")
THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)

user = Scenario(USER)
ann = UserRegistered(user_id=ANN, username="ann", email="sealed1.k.x", email_key="key-x", registered_at=THEN)


def issue(token: UUID = ONE, **values: Any) -> IssueToken:
    given = {"name": "sealed1.k.n", "name_key": "key-n", "scopes": ("read",), "days": 7, "issued_at": THEN}
    return IssueToken(**{"user_id": ANN, "token_id": token, **given, **values})


def issued(token: UUID) -> TokenIssued:
    week = THEN + timedelta(days=7)
    return TokenIssued(user_id=ANN, token_id=token, name="sealed1.k.n", scopes=("read",), expires_at=week)


def revoked(token: UUID) -> TokenRevoked:
    return TokenRevoked(user_id=ANN, token_id=token)


def test_a_token_is_issued_for_so_many_days() -> None:
    user.given(ann).when(issue()).then(issued(ONE))


@pytest.mark.parametrize("scopes", [(), ("write",), ("write", "read"), ("admin",), ("read", "read")])
def test_scopes_are_read_or_read_and_write(scopes: tuple[str, ...]) -> None:
    user.given(ann).when(issue(scopes=scopes)).then_rejected("must be", "scopes")


@pytest.mark.parametrize("days", [0, -1, 367])
def test_no_token_is_good_for_ever(days: int) -> None:
    user.given(ann).when(issue(days=days)).then_rejected("must be from 1", "days")


def test_there_are_only_so_many() -> None:
    many = [issued(UUID(int=n)) for n in range(MOST)]
    user.given(ann, *many).when(issue(UUID(int=MOST))).then_rejected("revoke one", "name")
    fewer = user.given(ann, *many, revoked(UUID(int=3)))
    fewer.when(issue(UUID(int=MOST))).then(issued(UUID(int=MOST)))


def test_a_token_is_revoked_once() -> None:
    user.given(ann, issued(ONE)).when(RevokeToken(user_id=ANN, token_id=ONE)).then(revoked(ONE))
    user.given(ann, issued(ONE), revoked(ONE)).when(RevokeToken(user_id=ANN, token_id=ONE)).then_nothing()
    user.given(ann, issued(ONE)).when(RevokeToken(user_id=ANN, token_id=TWO)).then_nothing()


@pytest.mark.parametrize("command", [ChangePassword(user_id=ANN), EditSettings(user_id=ANN, changes_password=True)])
def test_a_new_password_revokes_them_all(command: Any) -> None:
    past = (ann, issued(TWO), issued(ONE))
    user.given(*past).when(command).then(PasswordChanged(user_id=ANN), revoked(ONE), revoked(TWO))


def test_signing_out_everywhere_revokes_them_when_asked() -> None:
    told = SignedOutEverywhere(user_id=ANN)
    user.given(ann, issued(ONE)).when(SignOutEverywhere(user_id=ANN)).then(told)
    command = SignOutEverywhere(user_id=ANN, revokes_tokens=True)
    user.given(ann, issued(ONE)).when(command).then(told, revoked(ONE))


def test_a_forgotten_person_has_none() -> None:
    command = ForgetUser(user_id=ANN, username="deleted-1")
    user.given(ann, issued(ONE)).when(command).then(revoked(ONE), SubjectForgotten(user_id=ANN, username="deleted-1"))
