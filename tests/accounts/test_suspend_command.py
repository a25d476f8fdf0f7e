"""`./manage.py suspend_user`."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts import commands
from accounts.models import Profile
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db


def suspend_user(*arguments: str) -> str:
    out = io.StringIO()
    call_command("suspend_user", *arguments, stdout=out)
    return out.getvalue()


def test_somebody_is_suspended_and_restored(ann: Person) -> None:
    assert suspend_user("ann", "--reason", "Shouts", "--yes") == "ann is suspended.\n"
    assert (ann.user.is_active, Profile.objects.get().suspended_because) == (False, "Shouts")
    told = json.loads(suspend_user(ann.email, "--restore", "--json"))
    assert told == {"user_id": str(ann.id), "username": "ann", "is_suspended": False}
    assert ann.user.is_active


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_asks_first(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="no terminal to ask on: give --yes"):
        suspend_user("ann", "--reason", "Shouts")
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(CommandError, match="nothing was done"):
        suspend_user("ann", "--reason", "Shouts")
    assert ann.user.is_active
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    suspend_user("ann", "--reason", "Shouts")
    assert not ann.user.is_active


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody", "--reason", "Shouts"), "nobody is called"),
        (("ann", "--reason", " "), "reason can't be blank"),
        (("ann", "--reason", "Shouts"), "the last superuser can't be suspended"),
        (("ann",), "one of the arguments"),
        (("ann", "--reason", "Shouts", "--restore"), "not allowed with"),
    ],
)
def test_what_can_not_be_done_is_said(ann: Person, arguments: tuple[str, ...], words: str) -> None:
    commands.grant_role(ann.id, "superuser")
    with pytest.raises(CommandError, match=words):
        suspend_user(*arguments, "--yes")
    assert ann.user.is_active
