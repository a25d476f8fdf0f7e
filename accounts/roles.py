"""Roles as Django knows them: its flags and groups, written beside the log in the transaction of the command."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from accounts.domain.user import GROUPS, USER
from es_core.errors import Rejected
from es_core.read import load


def write_roles(user_id: UUID) -> None:
    """As the log says. Whoever has a role may enter the admin; groups that are no role's are left alone."""
    people = get_user_model().objects
    roles = load(USER, user_id)[0].roles
    people.filter(id=user_id).update(is_superuser="superuser" in roles, is_staff=bool(roles))
    groups = people.get(id=user_id).groups
    groups.remove(*Group.objects.filter(name__in=set(GROUPS) - roles))
    groups.add(*(Group.objects.get_or_create(name=each)[0] for each in sorted(roles & set(GROUPS))))


def keep_a_superuser(user_id: UUID, *, from_what: str) -> None:
    """Raises Rejected if this is the last one who can sign in. Two who go at once wait for each other here."""
    superusers = list(get_user_model().objects.select_for_update().filter(is_superuser=True).order_by("id"))
    others = [each for each in superusers if each.is_active and each.id != user_id]
    if not others and any(each.id == user_id for each in superusers):
        raise Rejected(f"the last superuser can't {from_what}: make somebody else one first", field="user")
