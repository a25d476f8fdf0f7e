"""What may have happened to an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered:
    user_id: UUID
    username: str
    email: str
    email_key: str
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRenamed:
    user_id: UUID
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged:
    user_id: UUID
    email: str
    email_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEdited:
    user_id: UUID
    bio: str | None
    image: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged:
    """That it changed, nothing more."""

    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued:
    """A personal token of the API; the token itself is told once, to its person, and stands nowhere."""

    user_id: UUID
    token_id: UUID
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked:
    user_id: UUID
    token_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutEverywhere:
    """Sessions, and tokens given for the password, of before this count no more."""

    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted:
    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken:
    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSuspended:
    user_id: UUID
    reason: str
    suspended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRestored:
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectForgotten:
    """`username` is what the person is called from now on, deleted-12: claimed, so it is nobody else's."""

    user_id: UUID
    username: str


Event = (
    UserRegistered
    | UserRenamed
    | EmailChanged
    | ProfileEdited
    | PasswordChanged
    | TokenIssued
    | TokenRevoked
    | SignedOutEverywhere
    | RoleGranted
    | RoleTaken
    | UserSuspended
    | UserRestored
    | SubjectForgotten
)
