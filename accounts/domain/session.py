"""Signing in and out. An attempt is a command whatever comes of it; only signing out is a fact for the log."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from es_core.command import personal
from es_core.decider import Decider
from es_core.errors import Rejected


class Verdict(StrEnum):
    """What came of checking the password."""

    RIGHT = "right"
    WRONG = "wrong"
    SLOWED = "slowed"
    SUSPENDED = "suspended"


REFUSALS = {
    Verdict.WRONG: "email or password is invalid",
    Verdict.SLOWED: "too many failed attempts: wait a few minutes, then try again",
}


class Suspended(Rejected):
    """The password is right, and the account is shut; only who knows the password is told why."""

    def __init__(self, because: str) -> None:
        super().__init__(f"this account is suspended: {because}", field="credentials")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """`account` is the user's id, or the blind form of a name that nobody has; `because` why it is suspended."""

    account: str
    verdict: Verdict
    because: str = personal(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    user_id: UUID


Command = SignIn | SignOut


def decide(command: Command, _: None) -> list[SignedOut]:
    match command:
        case SignIn(verdict=verdict) if verdict in REFUSALS:
            raise Rejected(REFUSALS[verdict], field="credentials")
        case SignIn(verdict=Verdict.SUSPENDED, because=because):
            raise Suspended(because)
        case SignOut(user_id=user):
            return [SignedOut(user_id=user)]
    return []


def stream_key(command: Command) -> str:
    return command.account if isinstance(command, SignIn) else str(command.user_id)


SESSION: Decider[Command, SignedOut, None] = Decider(
    category="session",
    stream_key=stream_key,
    events=(SignedOut,),
    initial=None,
    decide=decide,
    evolve=lambda state, _: state,
    reads_history=False,
)
