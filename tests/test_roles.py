"""The groups of the roles: made by migrate, with rights that are always the same."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts import commands
from conduit_site.roles import RIGHTS
from tests.accounts.conftest import register

pytestmark = pytest.mark.django_db

OWN = {
    "blog.moderate",
    "accounts.suspend_user",
    "accounts.grant_role",
    "es_core.operate",
    "es_core.view_personal",
    "es_core.export_audit",
}
SEEN = {
    "es_core.view_event",
    "es_core.view_commandrecord",
    "accounts.view_user",
    "blog.view_comment",
    "auth.view_group",
}


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("staff", set()),
        ("viewer", set()),
        ("moderator", {"blog.moderate", "accounts.suspend_user"}),
        ("operator", {"es_core.operate", "es_core.view_personal", "es_core.export_audit"}),
        ("superuser", OWN),
    ],
)
def test_each_role_may_exactly_its_part(role: str, own: set[str]) -> None:
    eve = register("eve")
    commands.grant_role(eve.id, role)
    user = eve.user
    assert user.is_staff
    assert {each for each in OWN if user.has_perm(each)} == own
    assert {each for each in SEEN if user.has_perm(each)} == (set() if role == "staff" else SEEN)


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_that_is_taken_leaves_nothing(role: str) -> None:
    eve = register("eve")
    commands.grant_role(eve.id, role)
    commands.take_role(eve.id, role)
    user = eve.user
    assert (user.is_staff, user.get_all_permissions(), user.groups.count()) == (False, set(), 0)


def test_no_role_may_change_a_row_by_hand() -> None:
    may = set(Permission.objects.filter(group__name__in=RIGHTS).values_list("codename", flat=True))
    assert not [each for each in may if each.startswith(("add_", "change_", "delete_"))]


def test_migrate_makes_the_groups_and_mends_their_rights() -> None:
    """Also in a database of before there were any, and where somebody had a group of such a name."""
    before = rights()
    assert set(before) == set(RIGHTS)
    Group.objects.filter(name="operator").delete()
    Group.objects.get(name="viewer").permissions.add(Permission.objects.get(codename="delete_user"))
    Group.objects.create(name="Editors")
    call_command("migrate", verbosity=0)
    assert rights() == before | {"Editors": set()}


def test_other_groups_stay_with_whom_they_were() -> None:
    eve = register("eve")
    eve.user.groups.add(Group.objects.create(name="Editors"))
    commands.grant_role(eve.id, "viewer")
    commands.take_role(eve.id, "viewer")
    assert [each.name for each in eve.user.groups.all()] == ["Editors"]


def rights() -> dict[str, set[tuple[str, str]]]:
    return {
        each.name: set(each.permissions.values_list("content_type__app_label", "codename"))
        for each in Group.objects.all()
    }
