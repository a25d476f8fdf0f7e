"""Shutting somebody out and letting them in again."""

from functools import partial
from uuid import UUID

from accounts.commands import somebody_acting
from accounts.domain.user import USER, RestoreUser, SuspendUser
from accounts.models import User
from accounts.roles import keep_a_superuser
from es_core.context import now
from es_core.execute import execute


def suspend(user_id: UUID, reason: str, *, by: User | None) -> None:
    """Sessions, tokens and sockets end with it. `by` is None at the command line. Raises Rejected."""
    command = SuspendUser(
        user_id=user_id,
        moderator_id=by.id if by else None,
        is_superuser=by is None or by.is_superuser,
        reason=reason,
        suspended_at=now(),
    )
    with somebody_acting():
        execute(USER, command, alongside=partial(keep_a_superuser, user_id, from_what="be suspended"))


def restore(user_id: UUID) -> None:
    """Raises Rejected."""
    with somebody_acting():
        execute(USER, RestoreUser(user_id=user_id))
