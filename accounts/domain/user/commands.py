"""What may be asked of an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from es_core.command import sealed, stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUser:
    """`email_key` is the blind form of the address, the same for all its spellings."""

    user_id: UUID = stamped()
    username: str
    email: str = sealed()
    email_key: str
    registered_at: datetime = stamped()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSettings:
    """Complete new values. Whoever leaves the address as it is sends the ciphertext that it has."""

    user_id: UUID
    username: str
    email: str = sealed()
    email_key: str
    bio: str | None
    image: str | None
    changes_password: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRole:
    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendUser:
    """`reason` is for the person: it is told when they try to sign in. `moderator_id` is None at the command line."""

    user_id: UUID
    moderator_id: UUID | None
    is_superuser: bool  # the moderator
    reason: str
    suspended_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreUser:
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetUser:
    """`username` is a reserved name (see names.RESERVED) that nobody had yet."""

    user_id: UUID
    username: str = stamped()


Command = RegisterUser | EditSettings | ChangePassword | GrantRole | TakeRole | SuspendUser | RestoreUser | ForgetUser
