"""A forgotten person: nothing personal can be read anywhere any more, and not a byte of the log has changed."""

import json
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import commands
from accounts.forgetting import forget_user
from accounts.models import Profile, User
from accounts.projectors import profiles
from es_core import subjects
from es_core.context import acting
from es_core.errors import Rejected
from es_core.keys import Forgotten, unseal
from es_core.models import CommandRecord, Event, SubjectKey
from es_core.read import claim_owner
from es_core.testing import assert_inline_equals_rebuilt, assert_replayed_twice_equals_once
from tests.accounts.conftest import PASSWORD, Person, register
from tests.accounts.test_privacy import everything
from tests.es_core.test_subjects import log_until

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "annika", "Annika.Secret@example.org"
AGENT = "a telling browser"


def fail_to_sign_in() -> None:
    stranger = Client(headers={"user-agent": AGENT}, REMOTE_ADDR="203.0.113.9")
    stranger.post("/login", {"email": ADDRESS, "password": "wrong wrong"})


@pytest.fixture
def annika(db: None) -> Person:
    """With a life behind her: two addresses, a bio, failed sign-ins from somewhere."""
    browser = Client(headers={"user-agent": AGENT}, REMOTE_ADDR="203.0.113.9")
    browser.post("/register", {"username": NAME, "email": "first.secret@example.org", "password": PASSWORD})
    browser.post(
        "/settings", {"username": NAME, "email": ADDRESS, "bio": "Keeps bees", "image": "https://x.test/me.png"}
    )
    browser.post("/settings", {"username": "refused/slash", "email": ADDRESS, "bio": "Keeps bees"})
    browser.post("/logout")
    fail_to_sign_in()
    browser.post("/settings", {"username": NAME, "email": ADDRESS, "bio": "unsent, the session had run out"})
    owner = claim_owner("username", NAME)
    assert owner
    return Person(owner, NAME, ADDRESS)


def leave(person: Person, *, content: str = "keep", password: str = PASSWORD, browser: Client | None = None) -> Any:
    browser = browser or person.browser()
    return browser.post("/settings/leave", {"leave-content": content, "leave-password": password})


def sessions() -> list[dict[str, Any]]:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    return [store.decode(each.session_data) for each in Session.objects.all()]


def head() -> int:
    return Event.objects.latest("position").position


def manage(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_nothing_personal_can_be_read_and_no_byte_of_the_log_changes(annika: Person, bob: Person) -> None:
    browser, email = annika.browser(), annika.user.profile.email
    fail_to_sign_in()
    assert AccessAttempt.objects.filter(username=str(annika.id))
    assert "secret@example.org" in str(sessions()).lower()
    position, before = head(), log_until(head())
    assert leave(annika, browser=browser)["Location"] == "/#"
    assert log_until(position) == before
    assert unseal(email) == Forgotten()
    assert not SubjectKey.objects.filter(subject_id=annika.id)
    dump = everything()
    assert "secret@example.org" not in dump
    assert "203.0.113.9" not in dump
    assert AGENT not in dump
    assert "secret@example.org" not in str(sessions()).lower()
    assert bob.user.email == bob.email


def test_outside_of_the_log_not_even_the_public_name_and_bio_are_left(annika: Person) -> None:
    assert NAME in everything()
    leave(annika)
    rows = [each for each in everything().split("\n") if NAME in each or "bees" in each]
    assert {row.count(",user,") + row.count(",claim,") for row in rows} == {1}  # of es_event alone


def test_the_person_becomes_a_number_everywhere_at_once(annika: Person) -> None:
    leave(annika)
    profile, user = Profile.objects.get(pk=annika.id), annika.user
    assert (profile.username, profile.bio, profile.image, profile.email, profile.email_key) == (
        "deleted-1", None, None, "", "",
    )  # fmt: skip
    assert (user.username, user.email, user.is_active, user.has_usable_password()) == ("deleted-1", "", False, False)
    assert profile.is_forgotten


def test_the_next_one_has_the_next_number(annika: Person, bob: Person) -> None:
    register("deleted-by-mistake")
    assert forget_user(annika.id, erase=False) == "deleted-1"
    assert forget_user(bob.id, erase=False) == "deleted-2"


def test_a_number_taken_at_the_same_moment_is_passed_over(
    annika: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_user(bob.id, erase=False)
    numbers = iter(["deleted-1", "deleted-2"])
    monkeypatch.setattr("accounts.forgetting._next_name", lambda: next(numbers))
    assert forget_user(annika.id, erase=False) == "deleted-2"


def test_name_and_address_can_be_taken_again(annika: Person) -> None:
    leave(annika)
    new = commands.register(username=NAME, email=ADDRESS, password=PASSWORD)
    assert new != annika.id
    assert (claim_owner("username", NAME), User.objects.get(id=new).email) == (new, ADDRESS)
    assert Profile.objects.get(pk=annika.id).username == "deleted-1"


def test_nobody_signs_in_as_somebody_forgotten(annika: Person) -> None:
    browser, elsewhere = annika.browser(), annika.browser()
    leave(annika, browser=browser)
    for each in (browser, elsewhere):
        assert each.get("/settings")["Location"] == "/login"
    for name in (ADDRESS, "deleted-1", NAME):
        assert Client().post("/login", {"email": name, "password": PASSWORD}).status_code == 422
    assert (
        Client().post("/register", {"username": "deleted-1", "email": "x@y.org", "password": PASSWORD}).status_code
        == 422
    )


def test_the_account_takes_no_command_any_more(annika: Person) -> None:
    forget_user(annika.id, erase=False)
    with acting(actor=annika.id, channel="test"), pytest.raises(Rejected, match="was forgotten"):
        commands.edit_settings(annika.id, username="x", email="x@example.org", bio=None, image=None)
    assert not SubjectKey.objects.filter(subject_id=annika.id)


def test_forgetting_twice_changes_nothing(annika: Person) -> None:
    assert forget_user(annika.id, erase=False) == "deleted-1"
    last = head()
    assert forget_user(annika.id, erase=True) == "deleted-1"
    assert head() == last


def test_read_models_are_the_same_when_rebuilt(annika: Person, bob: Person) -> None:
    leave(annika)
    register(NAME)
    assert_replayed_twice_equals_once(profiles)
    assert_inline_equals_rebuilt(profiles)


def test_rights_and_groups_go_too(annika: Person, bob: Person) -> None:
    commands.grant_role(bob.id, "superuser")
    commands.grant_role(annika.id, "superuser")
    annika.user.groups.add(Group.objects.create(name="moderators"))
    leave(annika)
    user = annika.user
    assert (user.is_superuser, user.is_staff, user.groups.count()) == (False, False, 0)
    hers = Event.objects.filter(stream_id=annika.id).order_by("-version").values_list("event_type", flat=True)
    assert list(hers[:2]) == ["SubjectForgotten", "RoleTaken"]


def test_the_last_superuser_stays(annika: Person, bob: Person) -> None:
    commands.grant_role(annika.id, "superuser")
    commands.grant_role(bob.id, "staff")
    answer = leave(annika)
    assert answer.status_code == 422
    assert "the last superuser can&#x27;t be forgotten" in answer.text
    assert annika.user.is_active
    with pytest.raises(CommandError, match="annika: the last superuser"):
        manage("forget_subject", NAME, "--yes")


def test_a_wrong_password_is_told_beside_the_field_and_slowed_down(annika: Person) -> None:
    browser = annika.browser()
    AccessAttempt.objects.all().delete()
    for _ in range(4):
        answer = leave(annika, password="guess guess", browser=browser)
        assert answer.status_code == 422
        assert "Your password is not the one of this account" in answer.text
    assert leave(annika, password="guess guess", browser=browser).status_code == 429
    answer = leave(annika, browser=browser)
    assert answer.status_code == 429
    assert "too many failed attempts" in answer.text
    assert annika.user.is_active


@pytest.mark.parametrize(("content", "status"), [("burn", 422), ("", 422), ("delete", 302)])
def test_what_happens_to_the_content_must_be_said(annika: Person, content: str, status: int) -> None:
    assert leave(annika, content=content).status_code == status
    assert annika.user.is_active == (status == 422)


def test_strangers_sign_in_first() -> None:
    for path in ("/settings/leave", "/settings/data"):
        assert Client().get(path)["Location"] == "/login"
    assert Client().post("/settings/leave", {"leave-password": "x"})["Location"] == "/login"


def test_admin_pages_show_who_is_left(annika: Person, bob: Person) -> None:
    commands.grant_role(bob.id, "superuser")
    leave(annika)
    admin = bob.browser()
    for page in ("accounts/user", "accounts/profile"):
        assert "deleted-1" in admin.get(f"/admin/{page}/").text
        answer = admin.get(f"/admin/{page}/{annika.id}/change/")
        assert answer.status_code == 200
    assert "(forgotten)" in answer.text
    assert admin.get("/admin/es_core/event/", {"q": str(annika.id)}).status_code == 200
    assert admin.get("/admin/es_core/commandrecord/", {"q": str(annika.id)}).status_code == 200


def test_a_refused_registration_or_change_leaves_no_key(bob: Person) -> None:
    before = SubjectKey.objects.count()
    for name, email in (("bob", "new@example.org"), ("new", bob.email)):
        assert Client().post("/register", {"username": name, "email": email, "password": PASSWORD}).status_code == 422
    assert SubjectKey.objects.count() == before


def test_operators_forget_by_name_or_id(annika: Person, bob: Person) -> None:
    said = manage("forget_subject", NAME, "--yes")
    assert said == "annika is forgotten and called deleted-1 from now on, articles and comments kept.\n"
    said = manage("forget_subject", str(bob.id), "--content", "delete", "--yes", "--json")
    assert json.loads(said) == {"user_id": str(bob.id), "called": "deleted-2"}
    assert not User.objects.filter(is_active=True)
    record = CommandRecord.objects.filter(name="ForgetUser").first()
    assert record
    assert (record.channel, record.actor_id) == ("manage.py forget_subject", None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "--yes"], "nobody is called 'nobody'"),
        ([str(uuid4()), "--yes"], "no account has this id"),
        ([], "name one person, or give --again"),
        ([NAME, "--again"], "name one person, or give --again"),
        ([NAME], "there is no terminal to ask on: give --yes"),
    ],
)
def test_operators_are_told_what_is_wrong(annika: Person, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        manage("forget_subject", *arguments)
    assert annika.user.is_active


def test_after_a_restored_backup_everybody_is_forgotten_again(annika: Person, bob: Person) -> None:
    email = annika.user.profile.email
    keys = list(SubjectKey.objects.filter(subject_id=annika.id))
    account = User.objects.filter(id=annika.id).values("password", "is_active").get()
    records = list(CommandRecord.objects.filter(actor_id=annika.id).values("id", "payload", "address"))
    leave(annika)
    SubjectKey.objects.bulk_create(keys)
    User.objects.filter(id=annika.id).update(**account)
    for each in records:
        CommandRecord.objects.filter(id=each["id"]).update(**each)
    assert unseal(email) == ADDRESS
    assert manage("forget_subject", "--again") == "1 people are forgotten, as the log says.\n"
    assert unseal(email) == Forgotten()
    assert not annika.user.is_active
    assert "203.0.113.9" not in everything()
    assert bob.user.email == bob.email


def exported(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manage("export_subject", *arguments))
    return found


def test_an_export_tells_all_that_is_held_of_a_person(annika: Person, bob: Person) -> None:
    annika.browser()
    fail_to_sign_in()
    found = exported(NAME)
    assert found["account"]["username"] == NAME
    assert found["account"]["has_password"] is True
    assert "argon2" not in json.dumps(found)
    assert (found["profile"]["email"], found["profile"]["bio"]) == (ADDRESS, "Keeps bees")
    assert [each["event_type"] for each in found["events"]] == [
        "UserRegistered", "Claimed", "Claimed", "EmailChanged", "ProfileEdited", "Claimed", "Released", "SignedOut",
    ]  # fmt: skip
    assert found["events"][0]["data"]["email"] == "first.secret@example.org"
    asked = {each["name"] for each in found["commands"]}
    assert asked == {"RegisterUser", "EditSettings", "SignOut", "SignIn", "SubjectExported"}
    assert {each["address"] for each in found["commands"] if each["name"] != "SubjectExported"} == {"203.0.113.9"}
    assert len(found["sessions"]) == 1
    assert found["failed_sign_ins"][0]["address"] == "203.0.113.9"
    assert "bob" not in [each["data"].get("username") for each in found["events"]]


def test_an_export_goes_into_a_file_that_only_the_operator_reads(annika: Person, tmp_path: Any) -> None:
    file = tmp_path / "annika.json"
    assert manage("export_subject", ADDRESS, "--output", str(file)) == f"Everything about annika is in {file}.\n"
    assert json.loads(file.read_text())["subject_id"] == str(annika.id)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="is there already: name another file"):
        manage("export_subject", NAME, "--output", str(file))
    with pytest.raises(CommandError, match="nobody is called"):
        manage("export_subject", "nobody")


def test_an_export_that_is_interrupted_leaves_no_half_of_a_file(
    annika: Person, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "annika.json"

    def half(*_: Any, **__: Any) -> Iterator[str]:
        yield "{"
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(subjects, "export", half)
        with pytest.raises(CommandError, match="could not be written: No space left"):
            manage("export_subject", NAME, "--output", str(file))
    assert list(tmp_path.iterdir()) == []
    manage("export_subject", NAME, "--output", str(file))
    assert json.loads(file.read_text())["subject_id"] == str(annika.id)


def test_an_export_of_somebody_forgotten_has_no_address(annika: Person) -> None:
    leave(annika)
    text = manage("export_subject", str(annika.id))
    assert "secret@example.org" not in text.lower()
    assert json.loads(text)["profile"]["email"] is None


def test_the_settings_page_offers_data_and_the_way_out(annika: Person) -> None:
    browser = annika.browser()
    for page in (browser.get("/settings"), browser.post("/settings", {"username": ""})):
        assert 'action="/settings/leave#leave"' in page.text
        assert 'action="/settings/data"' in page.text
    assert browser.get("/settings/leave")["Location"] == "/settings"
