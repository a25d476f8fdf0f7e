"""No table of the whole database has a readable address or a password in it."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from accounts import commands
from es_core.models import SubjectKey
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


def everything() -> str:
    """All rows of all tables as text, in lower case; sessions are held for a while and no record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session'")
        tables = [name for (name,) in cursor.fetchall()]
        dump = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            dump += [row for (row,) in cursor.fetchall()]
    return "\n".join(dump).lower()


def test_a_whole_life_leaves_no_readable_address_and_no_password(client: Client, ann: Person) -> None:
    client.post("/register", {"username": "bob", "email": "taken@Example.org", "password": "hunter2hunter2"})
    client.post("/settings", {"username": "bob", "email": "second@Example.org", "password": "hunter3hunter3"})
    client.post("/settings", {"username": "ann", "email": "third@Example.org"})
    client.post("/logout")
    client.post("/register", {"username": "carol", "email": "second@Example.org", "password": "hunter4hunter4"})
    client.post("/login", {"email": "second@Example.org", "password": "hunter5hunter5"})
    client.post("/login?email=x@example.org", {"email": "nobody@Example.org", "password": "hunter6hunter6"})
    client.post("/admin/login/", {"username": "second@Example.org", "password": "hunter7hunter7"})
    ann.browser().post("/settings/leave", {"leave-content": "keep", "leave-password": "hunter8hunter8"})
    login = 'mutation { login(email: "second@example.org", password: "hunter9hunter9") { token } }'
    client.post("/graphql", urlencode({"query": login}), FORM)
    commands.grant_role(ann.id, "superuser")
    ann.browser().get("/admin/accounts/profile/", {"q": ann.email})
    kept = everything()
    assert "userregistered" in kept
    assert "signin" in kept
    assert "example.org" not in kept
    assert "hunter" not in kept


def test_without_the_key_the_address_is_gone(ann: Person) -> None:
    assert ann.user.email == "ann@Example.org"
    SubjectKey.objects.filter(subject_id=ann.id).delete()
    assert ann.user.email == ""
    assert ann.browser().get("/settings").status_code == 200
