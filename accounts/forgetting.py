"""Forgetting a person: what was set and published is taken back first, then name, address and account go at once."""

from functools import partial
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.commands import somebody_acting
from accounts.domain.names import FORGOTTEN, RESERVED
from accounts.domain.user import USER, ForgetUser
from accounts.models import Profile, User
from accounts.roles import keep_a_superuser
from es_core import subjects
from es_core.errors import Taken
from es_core.execute import execute

TRIES = 10


def forget_user(user_id: UUID, *, erase: bool) -> str:
    """What the person is called from now on. `erase` deletes what they published, too. Raises Rejected.

    Interrupted, it is gone on with by doing it again; done again, it changes nothing.
    """
    with somebody_acting():
        with transaction.atomic():
            keep_a_superuser(user_id, from_what="be forgotten")
        subjects.take_leave(user_id, erase=erase)
        subjects.purge(user_id)
        subjects.take_leave(user_id, erase=erase)  # of what came meanwhile
        _forget(user_id)
    return Profile.objects.get(pk=user_id).username


def forget_again() -> int:
    """Everybody whom the log says to be forgotten: after a backup of the tables beside the log was restored."""
    forgotten = 0
    for user_id in subjects.forgotten():
        subjects.purge(user_id)
        with transaction.atomic():
            _close_account(user_id)
        forgotten += 1
    return forgotten


def _forget(user_id: UUID) -> None:
    """The next free number; the claim decides when two leave at once."""
    for left in reversed(range(TRIES)):
        try:
            command = ForgetUser(user_id=user_id, username=_next_name())
            execute(USER, command, alongside=partial(_leave_behind, user_id))
        except Taken:
            if not left:
                raise
        else:
            return


def _next_name() -> str:
    names = Profile.objects.filter(username_key__startswith=FORGOTTEN).values_list("username_key", flat=True)
    numbers = [int(each.removeprefix(FORGOTTEN)) for each in names if RESERVED.fullmatch(each)]
    return f"{FORGOTTEN}{max(numbers, default=0) + 1}"


def _leave_behind(user_id: UUID) -> None:
    keep_a_superuser(user_id, from_what="be forgotten")
    _close_account(user_id)


def _close_account(user_id: UUID) -> None:
    """Django's own columns and the keys; sessions end by it, as they were made under another password."""
    subjects.forget(user_id)
    for user in User.objects.filter(id=user_id):
        user.tokens.all().delete()
        user.groups.clear()
        user.user_permissions.clear()
    User.objects.filter(id=user_id).update(
        password=make_password(None), is_active=False, is_staff=False, is_superuser=False, last_login=None
    )
