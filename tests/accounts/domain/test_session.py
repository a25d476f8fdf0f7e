"""Signing in and out, as rules."""

from uuid import UUID

import pytest

from accounts.domain.session import SESSION, SignedOut, SignIn, SignOut, Verdict
from es_core.testing import Scenario

ANN = UUID("0192f000-0000-7000-8000-000000000001")

session = Scenario(SESSION)


def test_signing_in_leaves_nothing_in_the_log() -> None:
    session.given().when(SignIn(account=str(ANN), verdict=Verdict.RIGHT)).then_nothing()


@pytest.mark.parametrize(("verdict", "reason"), [(Verdict.WRONG, "is invalid"), (Verdict.SLOWED, "too many")])
def test_a_failed_try_is_refused(verdict: Verdict, reason: str) -> None:
    session.given().when(SignIn(account=str(ANN), verdict=verdict)).then_rejected(reason, "credentials")


def test_who_is_suspended_is_told_why() -> None:
    tried = SignIn(account=str(ANN), verdict=Verdict.SUSPENDED, because="Sells watches")
    session.given().when(tried).then_rejected("this account is suspended: Sells watches", "credentials")


def test_signing_out_is_told() -> None:
    session.given().when(SignOut(user_id=ANN)).then(SignedOut(user_id=ANN))


def test_a_session_stream_is_not_the_user_stream() -> None:
    assert SESSION.stream_id(SignOut(user_id=ANN)) == SESSION.stream_id(SignIn(account=str(ANN), verdict=Verdict.RIGHT))
    assert SESSION.stream_id(SignOut(user_id=ANN)) != ANN
