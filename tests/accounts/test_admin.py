"""People in the Django admin, and its own ways in and out."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts import commands
from accounts.models import User
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import PASSWORD, Person

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/?next=/admin/"


@pytest.fixture
def admin(ann: Person) -> Client:
    commands.grant_role(ann.id, "superuser")
    return ann.browser()


def sign_in(client: Client, username: str, password: str = PASSWORD, **options: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, "next": "/admin/"}, **options)


@pytest.mark.parametrize("username", ["ann", "ANN", "ann@example.org"])
def test_staff_signs_in_by_name_or_address(client: Client, ann: Person, username: str) -> None:
    commands.grant_role(ann.id, "staff")
    answer = sign_in(client, username)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    assert CommandRecord.objects.get(name="SignIn").payload == {"account": str(ann.id), "verdict": "right"}
    assert ann.user.last_login is not None


def test_readers_have_no_business_there(client: Client, ann: Person) -> None:
    answer = sign_in(client, "ann")
    assert answer.status_code == 200
    assert "staff account" in answer.text
    assert client.get("/admin/").status_code == 302


def test_a_wrong_password_is_told_and_recorded(client: Client, ann: Person) -> None:
    answer = sign_in(client, "ann", "wrong password")
    assert "email or password is invalid" in answer.text
    assert CommandRecord.objects.get(name="SignIn").status == "rejected"


@pytest.mark.parametrize(
    ("username", "password"), [("", ""), ("a\0", "b\0"), ("\u202e", PASSWORD), ("x" * 10**6, "x" * 10**6)]
)
def test_bad_input_is_no_error_of_the_server(client: Client, username: str, password: str) -> None:
    assert sign_in(client, username, password).status_code == 200


def test_both_doors_count_the_same_failures(client: Client, ann: Person) -> None:
    for nth in range(4):
        assert sign_in(client, ann.email, "wrong password", REMOTE_ADDR=f"192.0.2.{nth}").status_code == 200
    assert client.post("/login", {"email": ann.email, "password": "wrong password"}).status_code == 429
    answer = sign_in(client, ann.email.upper())
    assert answer.status_code == 429
    assert "too many failed attempts" in answer.text


def test_being_slowed_down_does_not_tell_whose_an_address_is(client: Client, ann: Person) -> None:
    for nth in range(5):
        sign_in(client, "ann", "wrong password", REMOTE_ADDR=f"192.0.2.{nth}")
    assert sign_in(client, "ANN").status_code == 429
    for address in (ann.email, "nobody@example.org"):
        assert client.post("/login", {"email": address, "password": "wrong password"}).status_code == 422
        assert sign_in(client, address, "wrong password").status_code == 200


def test_signing_out_of_the_admin_is_a_command(admin: Client, ann: Person) -> None:
    assert admin.post("/admin/logout/")["Location"] == "/"
    assert Event.objects.get(event_type="SignedOut").actor_id == ann.id
    assert admin.get("/admin/").status_code == 302


def test_the_password_is_changed_on_the_settings_page(admin: Client) -> None:
    assert admin.get("/admin/password_change/")["Location"] == "/settings"
    assert admin.post("/admin/password_change/", {"new_password1": "x"})["Location"] == "/settings"


@pytest.mark.parametrize("model", ["user", "profile"])
def test_people_are_browsed_and_never_written(admin: Client, bob: Person, model: str) -> None:
    page = reverse(f"admin:accounts_{model}_change", args=[bob.id])
    shown = admin.get(page)
    assert shown.status_code == 200
    assert "argon2" not in shown.text
    assert "/history/" not in shown.text, "Django's own, which is empty: every version is in the log"
    people = admin.get(reverse(f"admin:accounts_{model}_changelist")).text
    assert "bob" in people
    assert "_facets" not in people
    assert admin.post(page, {"username": "mallory"}).status_code == 403
    assert admin.get(reverse(f"admin:accounts_{model}_add")).status_code == 403
    assert admin.post(reverse(f"admin:accounts_{model}_delete", args=[bob.id]), {"post": "yes"}).status_code == 403
    assert bob.user.username == "bob"


def test_the_address_is_masked(admin: Client, bob: Person) -> None:
    shown = admin.get(reverse("admin:accounts_profile_change", args=[bob.id])).text
    assert ">b•••@Example.org<" in shown
    assert "bob@" not in shown


@pytest.mark.parametrize("model", ["user", "profile"])
@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("bob", True),
        ("BO", True),
        ("ob", False),
        ("BOB@example.org", True),
        ("bob@example.or", False),
        ("\U0001f600", False),
    ],
)
def test_people_are_found_by_name_or_exact_address(
    admin: Client, bob: Person, model: str, term: str, found: bool
) -> None:
    answer = admin.get(reverse(f"admin:accounts_{model}_changelist"), {"q": term})
    assert [each.pk for each in answer.context["cl"].result_list] == ([bob.id] if found else [])


def test_people_are_found_by_id(admin: Client, bob: Person) -> None:
    answer = admin.get(reverse("admin:accounts_user_changelist"), {"q": str(bob.id)})
    assert [each.pk for each in answer.context["cl"].result_list] == [bob.id]


@pytest.mark.parametrize(
    "query",
    [
        "user/?password__startswith=argon2",
        "user/?password=x",
        "user/?pk__in=1",
        "user/?is_active__regex=t",
        "user/?profile__email__startswith=s",
        "profile/?email__startswith=sealed1",
        "profile/?user_id__startswith=a",
        "personaltoken/?name__startswith=a",
        "personaltoken/?digest__gte=0",
        "user/?groups__name__startswith=v",
    ],
)
def test_no_column_is_asked_but_by_the_filters_of_its_list(ann: Person, query: str) -> None:
    """Or whoever looks finds out, letter by letter, what no page shows: the hash of a password, the name of a token."""
    commands.grant_role(ann.id, "viewer")
    assert ann.browser().get(f"/admin/accounts/{query}").status_code == 400


def test_people_are_filtered_by_what_their_list_offers(admin: Client, ann: Person, bob: Person) -> None:
    group = Group.objects.get(name="viewer")
    for query, found in {
        f"groups__id__exact={group.pk}": [],
        "groups__isnull=True": [ann.id, bob.id],
        "is_superuser__exact=1": [ann.id],
        "is_active__exact=0": [],
    }.items():
        answer = admin.get(f"/admin/accounts/user/?{query}")
        assert [each.pk for each in answer.context["cl"].result_list] == found, query


def test_roles_are_told_and_the_flags_follow(ann: Person, bob: Person) -> None:
    commands.grant_role(bob.id, "superuser")

    def flags() -> tuple[bool, bool]:
        user = User.objects.get(id=ann.id)
        return user.is_staff, user.is_superuser

    steps = [
        (commands.grant_role, "superuser", (True, True)),
        (commands.grant_role, "staff", (True, True)),
        (commands.take_role, "superuser", (True, False)),
        (commands.take_role, "staff", (False, False)),
    ]
    for change, role, expected in steps:
        change(ann.id, role)
        assert flags() == expected
    told = Event.objects.filter(stream_id=ann.id).order_by("version").values_list("event_type", flat=True)
    assert list(told) == ["UserRegistered", "RoleGranted", "RoleGranted", "RoleTaken", "RoleTaken"]


def test_permissions_are_djangos(ann: Person) -> None:
    assert not ann.user.has_perm("accounts.view_profile")
    commands.grant_role(ann.id, "superuser")
    assert ann.user.has_perm("accounts.view_profile")
