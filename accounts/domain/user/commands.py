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
    """New values; None stays as it is, an empty bio or image is taken away.

    Whoever sends the address that is there already sends the ciphertext that it has.
    """

    user_id: UUID
    username: str | None = None
    email: str | None = sealed(default=None)
    email_key: str | None = None
    bio: str | None = None
    image: str | None = None
    changes_password: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueToken:
    """`name` is what its person calls it, sealed; `name_key` its blind form, the same for a form that comes again."""

    user_id: UUID
    token_id: UUID = stamped()
    name: str = sealed()
    name_key: str
    scopes: tuple[str, ...]
    days: int
    issued_at: datetime = stamped()


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    user_id: UUID
    token_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutEverywhere:
    """Every session ends, and every token given for the password; with `revokes_tokens` the personal ones too."""

    user_id: UUID
    revokes_tokens: bool = False


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


Command = (
    RegisterUser
    | EditSettings
    | ChangePassword
    | IssueToken
    | RevokeToken
    | SignOutEverywhere
    | GrantRole
    | TakeRole
    | SuspendUser
    | RestoreUser
    | ForgetUser
)
