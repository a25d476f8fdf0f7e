"""What pages, the API and manage.py have done to an account: seals, executes, and writes what stands beside the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password

from accounts.domain.user import USER, ChangePassword, EditSettings, GrantRole, RegisterUser, TakeRole
from accounts.roles import keep_a_superuser, write_roles
from es_core import context
from es_core.errors import CommandReused
from es_core.execute import Executed, execute
from es_core.keys import blind, seal, store, unseal
from es_core.models import SubjectKey
from es_core.read import load


def register(*, username: str, email: str, password: str | None, roles: tuple[str, ...] = ()) -> UUID:
    """The new user's id; the first one's when the same form comes twice. Raises Rejected, CommandReused."""
    user_id, hashed = context.new_id(), make_password(password)
    new_keys: list[SubjectKey] = []
    command = RegisterUser(
        user_id=user_id,
        username=username,
        email=seal(user_id, email.strip(), new_keys),
        email_key=blind("email", email),
        registered_at=context.now(),
        roles=roles,
    )
    with somebody_acting():
        executed = execute(USER, command, alongside=partial(_write_account, user_id, hashed, new_keys))
    user_id = executed.events[0].stream_id
    _expect_password(executed, user_id, password)
    return user_id


def edit_settings(
    user_id: UUID,
    *,
    username: str | None = None,
    email: str | None = None,
    bio: str | None = None,
    image: str | None = None,
    password: str = "",
) -> Executed:
    """New values; None stays as it is, and so does the password when it is empty. An empty bio or image is taken away.
    Raises Rejected, CommandReused."""
    new_keys: list[SubjectKey] = []
    command = EditSettings(
        user_id=user_id,
        username=username,
        email=None if email is None else _sealed_unless_kept(user_id, email.strip(), new_keys),
        email_key=None if email is None else blind("email", email),
        bio=bio,
        image=image,
        changes_password=bool(password),
    )
    hashed = make_password(password) if password else None
    executed = execute(USER, command, alongside=partial(_store_secrets, user_id, hashed, new_keys))
    _expect_password(executed, user_id, password or None)
    return executed


def change_password(user_id: UUID, password: str) -> None:
    store = partial(_store_password, user_id, make_password(password))
    with somebody_acting():
        execute(USER, ChangePassword(user_id=user_id), alongside=store)


def grant_role(user_id: UUID, role: str) -> None:
    """Raises Rejected."""
    with somebody_acting():
        execute(USER, GrantRole(user_id=user_id, role=role), alongside=partial(write_roles, user_id))


def take_role(user_id: UUID, role: str) -> None:
    """Raises Rejected, also for the last superuser's."""
    with somebody_acting():
        execute(USER, TakeRole(user_id=user_id, role=role), alongside=partial(_take_role, user_id, role))


def _write_account(user_id: UUID, hashed: str, new_keys: list[SubjectKey]) -> None:
    _store_secrets(user_id, hashed, new_keys)
    write_roles(user_id)


def _take_role(user_id: UUID, role: str) -> None:
    if role == "superuser":
        keep_a_superuser(user_id, from_what="lose this role")
    write_roles(user_id)


def _store_secrets(user_id: UUID, hashed: str | None, new_keys: list[SubjectKey]) -> None:
    store(new_keys)
    if hashed:
        _store_password(user_id, hashed)


def _store_password(user_id: UUID, hashed: str) -> None:
    get_user_model().objects.filter(id=user_id).update(password=hashed)


def _sealed_unless_kept(user_id: UUID, email: str, new_keys: list[SubjectKey]) -> str:
    """The ciphertext that the account has, if it holds the very same address: each sealing gives another one."""
    kept = load(USER, user_id)[0].email
    return kept if kept and unseal(kept) == email else seal(user_id, email, new_keys)


def _expect_password(executed: Executed, user_id: UUID, password: str | None) -> None:
    """The record of a command keeps no password; so nobody gets in, or believes it changed, by a known command id."""
    if executed.repeated and password is not None:
        stored = get_user_model().objects.values_list("password", flat=True).get(id=user_id)
        if not check_password(password, stored):
            raise CommandReused("the same command id came with another password")


@contextmanager
def somebody_acting() -> Iterator[None]:
    """The shell and other programs have no request; on record they are Python."""
    if context.is_acting():
        yield
        return
    with context.acting(actor=None, channel="python"):
        yield
