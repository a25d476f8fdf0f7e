"""`./manage.py roles`."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from es_core.models import Event
from tests.accounts.conftest import Person, register

pytestmark = pytest.mark.django_db


def roles(*arguments: str) -> str:
    out = io.StringIO()
    call_command("roles", *arguments, stdout=out)
    return out.getvalue()


def listed(*arguments: str) -> Any:
    return [(each["username"], each["roles"]) for each in json.loads(roles("list", *arguments, "--json"))]


def test_roles_are_granted_taken_and_listed(ann: Person, bob: Person) -> None:
    assert "Nobody has a role" in roles("list")
    assert roles("grant", "ann", "moderator").split() == ["ann", "moderator"]
    roles("grant", ann.email, "viewer")
    roles("grant", str(bob.id), "superuser")
    assert listed() == [("ann", ["moderator", "viewer"]), ("bob", ["superuser"])]
    assert roles("take", "ann", "moderator").split() == ["ann", "viewer"]
    assert "no role" in roles("take", "ann", "viewer")
    assert listed("ann") == [("ann", [])]
    assert not ann.user.is_staff
    told = Event.objects.filter(stream_id=ann.id, event_type__startswith="Role").order_by("position")
    assert [each.event_type for each in told] == ["RoleGranted", "RoleGranted", "RoleTaken", "RoleTaken"]


def test_an_id_means_its_owner_whoever_is_called_like_it(ann: Person) -> None:
    register(str(ann.id))
    roles("grant", str(ann.id), "viewer")
    assert listed() == [("ann", ["viewer"])]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grant", "nobody", "viewer"), "nobody is called"),
        (("grant", "ann"), "say who and which role"),
        (("grant",), "say who and which role"),
        (("grant", "ann", "king"), "invalid choice"),
    ],
)
def test_what_can_not_be_done_is_said(ann: Person, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        roles(*arguments)


def test_an_id_means_itself_whoever_took_it_for_a_name(ann: Person) -> None:
    register(str(ann.id))
    roles("grant", str(ann.id), "moderator")
    assert listed() == [("ann", ["moderator"])]


def test_the_last_superuser_stays(ann: Person, bob: Person) -> None:
    roles("grant", "ann", "superuser")
    with pytest.raises(CommandError, match="ann: the last superuser can't lose this role"):
        roles("take", "ann", "superuser")
    roles("grant", "bob", "superuser")
    roles("take", "ann", "superuser")
    assert listed() == [("bob", ["superuser"])]
