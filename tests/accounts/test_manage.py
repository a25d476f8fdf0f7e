"""`manage.py createsuperuser` and `changepassword`, and Django's ways to make users."""

import builtins
import getpass
import io
import sys
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import Client

from accounts.models import User
from es_core.errors import Taken
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db

NAMES = ("DJANGO_SUPERUSER_USERNAME", "DJANGO_SUPERUSER_EMAIL", "DJANGO_SUPERUSER_PASSWORD")
Answers = Callable[..., None]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What somebody at a terminal types: first the lines, then the passwords."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def typed(lines: list[str], passwords: list[str]) -> None:
        rest, secrets = iter(lines), iter(passwords)
        monkeypatch.setattr(sys, "stdin", Terminal())
        monkeypatch.setattr(builtins, "input", lambda _: next(rest))
        monkeypatch.setattr(getpass, "getpass", lambda *_: next(secrets))

    return typed


def run(name: str, *arguments: str, **options: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(name, *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def may_enter(username: str, password: str) -> bool:
    client = Client()
    client.post("/admin/login/", {"username": username, "password": password, "next": "/admin/"})
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["createsuperuser", "changepassword"])
def test_ours_come_before_djangos(name: str) -> None:
    assert get_commands()[name] == "accounts"


def test_a_superuser_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(NAMES, ("root", "root@example.org", PASSWORD), strict=True):
        monkeypatch.setenv(name, value)
    assert run("createsuperuser", "--noinput") == ("root is a superuser now.\n", "")
    user = User.objects.get_by_natural_key("ROOT")
    assert (user.is_staff, user.is_superuser, user.is_active, user.email) == (True, True, True, "root@example.org")
    assert may_enter("root", PASSWORD)
    record = CommandRecord.objects.get(name="RegisterUser")
    assert (record.channel, record.actor_id) == ("manage.py createsuperuser", None)
    told = Event.objects.filter(stream_id=user.id).order_by("version").values_list("event_type", flat=True)
    assert list(told) == ["UserRegistered", "RoleGranted"]


def test_a_superuser_without_password_can_not_sign_in_yet() -> None:
    run("createsuperuser", "--noinput", username="root", email="root@example.org")
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    ("options", "environment", "words"),
    [
        ({}, {}, "--noinput needs --username or DJANGO_SUPERUSER_USERNAME"),
        ({"username": "root"}, {}, "--noinput needs --email or DJANGO_SUPERUSER_EMAIL"),
        ({"username": "root", "email": "root"}, {}, "email is invalid"),
        ({"username": "a/b", "email": "root@example.org"}, {}, "username can't contain slashes"),
        ({"username": "ANN", "email": "root@example.org"}, {}, "username has already been taken"),
        ({"username": "root", "email": "ANN@example.org"}, {}, "email has already been taken"),
        ({"username": "root", "email": "root@example.org"}, {NAMES[2]: "short"}, "password is too short"),
    ],
)
def test_what_does_not_work_is_told_in_words(
    ann: Person, monkeypatch: pytest.MonkeyPatch, options: dict[str, str], environment: dict[str, str], words: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandError, match=words):
        run("createsuperuser", "--noinput", **options)
    assert User.objects.count() == 1


def test_it_asks_until_the_answers_will_do(ann: Person, answers: Answers) -> None:
    answers(
        ["", "a/b", "Ann", "root", "root", "ann@example.org", "root@example.org"],
        ["short", "short", PASSWORD, "another one", PASSWORD, PASSWORD],
    )
    out, err = run("createsuperuser")
    assert out == "root is a superuser now.\n"
    assert err.splitlines() == [
        "Username can't be blank",
        "Username can't contain slashes",
        "Username has already been taken",
        "Email is invalid",
        "Email has already been taken",
        "Password is too short (minimum is 8 characters)",
        "The two passwords differ.",
    ]
    assert may_enter("root@example.org", PASSWORD)


def test_it_gives_up_after_three_bad_passwords(answers: Answers) -> None:
    answers(["root", "root@example.org"], ["short"] * 6)
    with pytest.raises(CommandError, match="nothing was changed"):
        run("createsuperuser")
    assert not User.objects.exists()


@pytest.mark.parametrize("command", [("createsuperuser",), ("changepassword", "ann")])
def test_without_a_terminal_it_says_so(ann: Person, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="no terminal"):
        run(*command)


@pytest.mark.parametrize("name", ["ann", "ANN", "ann@example.org"])
def test_a_password_is_changed_and_all_sessions_end(ann: Person, answers: Answers, name: str) -> None:
    browser = ann.browser()
    answers([], ["new password"] * 2)
    out, _ = run("changepassword", name)
    assert out == f"The password of {name} is changed.\n"
    assert ann.user.check_password("new password")
    assert browser.get("/settings").status_code == 302
    record = CommandRecord.objects.get(name="ChangePassword")
    assert (record.channel, record.status) == ("manage.py changepassword", "accepted")
    assert Event.objects.get(event_type="PasswordChanged").data == {"user_id": str(ann.id)}


def test_nobodys_password_is_not_changed(answers: Answers) -> None:
    answers([], [])
    with pytest.raises(CommandError, match="nobody is called 'ann'"):
        run("changepassword", "ann")


def test_users_are_made_by_command() -> None:
    user = User.objects.create_user("ann", "ann@example.org", PASSWORD)
    assert user.check_password(PASSWORD)
    assert not user.is_staff
    admin = User.objects.create_superuser(username="root", email="root@example.org", password=PASSWORD)
    assert (admin.is_staff, admin.is_superuser) == (True, True)
    assert set(CommandRecord.objects.values_list("name", "channel")) == {("RegisterUser", "python")}
    with pytest.raises(Taken):
        User.objects.create_user("Ann", "other@example.org", PASSWORD)


def test_nobody_of_that_name() -> None:
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("nobody")
