"""The rules of an account: what is accepted, what it changes, which names it claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.domain.names import username_key, username_of
from accounts.domain.texts import MAX_REASON, needed, optional
from accounts.domain.user import tokens
from accounts.domain.user.commands import (
    ChangePassword,
    Command,
    EditSettings,
    ForgetUser,
    GrantRole,
    IssueToken,
    RegisterUser,
    RestoreUser,
    RevokeToken,
    SignOutEverywhere,
    SuspendUser,
    TakeRole,
)
from accounts.domain.user.events import (
    EmailChanged,
    Event,
    PasswordChanged,
    ProfileEdited,
    RoleGranted,
    RoleTaken,
    SignedOutEverywhere,
    SubjectForgotten,
    TokenIssued,
    TokenRevoked,
    UserRegistered,
    UserRenamed,
    UserRestored,
    UserSuspended,
)
from es_core.claims import Claim, Release
from es_core.claims import Command as ClaimChange
from es_core.decider import Decider
from es_core.errors import Rejected

MAX_BIO = 2_000
MAX_IMAGE = 2_000
# Each is a Django group of that name, with the rights that conduit_site.roles gives it.
GROUPS = ("viewer", "moderator", "operator")
ROLES = ("staff", "superuser", *GROUPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user as the past tells; an empty username means that there is none."""

    username: str = ""
    email: str = ""
    email_key: str = ""
    bio: str | None = None
    image: str | None = None
    roles: frozenset[str] = frozenset()
    is_suspended: bool = False
    tokens: frozenset[UUID] = frozenset()
    is_forgotten: bool = False


def decide(command: Command, account: Account) -> list[Event]:
    """Whatever is already as asked yields no event."""
    if isinstance(command, RegisterUser):
        return _register(command, account)
    if not account.username:
        raise Rejected("has no account", field="user")
    if isinstance(command, ForgetUser):
        return [] if account.is_forgotten else _forget(command, account)
    if isinstance(command, RestoreUser):  # one who is gone, too: what was written is to be seen again
        return [UserRestored(user_id=command.user_id)] if account.is_suspended else []
    if account.is_forgotten:
        raise Rejected("was forgotten", field="user")
    match command:
        case EditSettings():
            return list(_edit(command, account))
        case ChangePassword(user_id=user):
            return list(_change_password(user, account))
        case IssueToken():
            return [tokens.issue(command, account.tokens)]
        case RevokeToken(user_id=user, token_id=token):
            return list(tokens.revoke(user, account.tokens & {token}))
        case SignOutEverywhere(user_id=user, revokes_tokens=revokes):
            return [SignedOutEverywhere(user_id=user), *tokens.revoke(user, account.tokens if revokes else ())]
        case GrantRole(user_id=user, role=role) if _known(role) not in account.roles:
            return [RoleGranted(user_id=user, role=role)]
        case TakeRole(user_id=user, role=role) if _known(role) in account.roles:
            return [RoleTaken(user_id=user, role=role)]
        case SuspendUser():
            return [] if account.is_suspended else [_suspend(command, account)]
    return []


def _register(command: RegisterUser, account: Account) -> list[Event]:
    if account.username:
        raise Rejected("has an account already", field="user")
    registered = UserRegistered(
        user_id=command.user_id,
        username=username_of(command.username),
        email=command.email,
        email_key=command.email_key,
        registered_at=command.registered_at,
    )
    return [registered, *(RoleGranted(user_id=command.user_id, role=_known(each)) for each in command.roles)]


def _edit(command: EditSettings, account: Account) -> Iterator[Event]:
    user = command.user_id
    username = account.username if command.username is None else username_of(command.username)
    bio = account.bio if command.bio is None else optional(MAX_BIO, command.bio, field="bio")
    image = account.image if command.image is None else optional(MAX_IMAGE, command.image, field="image")
    if username != account.username:
        yield UserRenamed(user_id=user, username=username)
    if command.email and command.email_key and command.email != account.email:
        yield EmailChanged(user_id=user, email=command.email, email_key=command.email_key)
    if (bio, image) != (account.bio, account.image):
        yield ProfileEdited(user_id=user, bio=bio, image=image)
    if command.changes_password:
        yield from _change_password(user, account)


def _change_password(user: UUID, account: Account) -> Iterator[Event]:
    """Whoever knew the old one may have made tokens with it."""
    yield PasswordChanged(user_id=user)
    yield from tokens.revoke(user, account.tokens)


def _suspend(command: SuspendUser, account: Account) -> UserSuspended:
    if command.moderator_id == command.user_id:
        raise Rejected("can't be yourself", field="user")
    if account.roles and not command.is_superuser:
        raise Rejected("has a role: only a superuser can suspend them", field="user")
    reason = needed(MAX_REASON, command.reason, field="reason")
    return UserSuspended(user_id=command.user_id, reason=reason, suspended_at=command.suspended_at)


def _forget(command: ForgetUser, account: Account) -> list[Event]:
    user = command.user_id
    taken = [RoleTaken(user_id=user, role=each) for each in sorted(account.roles)]
    return [*taken, *tokens.revoke(user, account.tokens), SubjectForgotten(user_id=user, username=command.username)]


def _known(role: str) -> str:
    if role not in ROLES:
        raise Rejected(f"is none of {', '.join(ROLES)}", field="role")
    return role


def evolve(account: Account, event: Event) -> Account:
    match event:
        case UserRegistered(username=username, email=email, email_key=key):
            return replace(account, username=username, email=email, email_key=key)
        case UserRenamed(username=username):
            return replace(account, username=username)
        case EmailChanged(email=email, email_key=key):
            return replace(account, email=email, email_key=key)
        case ProfileEdited(bio=bio, image=image):
            return replace(account, bio=bio, image=image)
        case TokenIssued(token_id=token):
            return replace(account, tokens=account.tokens | {token})
        case TokenRevoked(token_id=token):
            return replace(account, tokens=account.tokens - {token})
        case RoleGranted(role=role):
            return replace(account, roles=account.roles | {role})
        case RoleTaken(role=role):
            return replace(account, roles=account.roles - {role})
        case UserSuspended() | UserRestored():
            return replace(account, is_suspended=isinstance(event, UserSuspended))
        case SubjectForgotten(username=username):
            return Account(username=username, is_suspended=account.is_suspended, is_forgotten=True)
    return account


def claims(before: Account, events: Sequence[Event]) -> Iterator[ClaimChange]:
    """Username and e-mail belong to one person each; what is given up is free for others."""
    for event in events:
        match event:
            case UserRegistered(user_id=user, username=username, email_key=key):
                yield Claim(scope="username", key=username_key(username), owner_id=user)
                yield Claim(scope="email", key=key, owner_id=user)
            case UserRenamed(user_id=user, username=username):
                yield from _exchange("username", username_key(before.username), username_key(username), user)
            case EmailChanged(user_id=user, email_key=key):
                yield from _exchange("email", before.email_key, key, user)
            case SubjectForgotten(user_id=user, username=username):
                yield from _exchange("username", username_key(before.username), username, user)
                yield Release(scope="email", key=before.email_key, owner_id=user)


def _exchange(scope: str, old: str, new: str, owner: UUID) -> Iterator[ClaimChange]:
    if old != new:
        yield Claim(scope=scope, key=new, owner_id=owner)
        yield Release(scope=scope, key=old, owner_id=owner)


USER: Decider[Command, Event, Account] = Decider(
    category="user",
    stream_key=lambda command: command.user_id,
    events=(
        UserRegistered,
        UserRenamed,
        EmailChanged,
        ProfileEdited,
        PasswordChanged,
        TokenIssued,
        TokenRevoked,
        SignedOutEverywhere,
        RoleGranted,
        RoleTaken,
        UserSuspended,
        UserRestored,
        SubjectForgotten,
    ),
    initial=Account(),
    decide=decide,
    evolve=evolve,
    claims=claims,
)
