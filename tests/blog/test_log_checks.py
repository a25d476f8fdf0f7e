"""What people and articles add to `./manage.py es_verify_log`."""

import io
import json
from contextlib import suppress
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts import commands, moderation, personal_tokens
from accounts.domain.user import USER, RoleGranted, UserRegistered
from accounts.forgetting import forget_user
from accounts.models import User
from blog.demo import small
from blog.domain.favorite import FAVORITE, ArticleFavorited
from es_core.context import acting, now
from es_core.testing import given
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db(transaction=True)


def findings() -> list[tuple[str, str]]:
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("es_verify_log", "--json", stdout=out)
    return [(each["check"], each["message"]) for each in json.loads(out.getvalue())["findings"]]


def test_the_demo_site_is_sound() -> None:
    small.seed(lambda _: None)
    assert findings() == []


def test_somebody_who_has_left_is_no_finding(ann: Person) -> None:
    forget_user(ann.id, erase=False)
    assert findings() == []


def test_a_row_that_was_renamed_by_hand_is_named(ann: Person) -> None:
    User.objects.update(username="eve")
    assert findings() == [("accounts", "is called ann in the log, eve in accounts_user")]


def test_rights_that_nobody_granted_are_named(ann: Person) -> None:
    User.objects.update(is_superuser=True, is_staff=True)
    assert findings() == [
        ("accounts", "ann has the roles [] in the log, but is_staff=True, is_superuser=True and groups=[]")
    ]


def test_rights_that_were_granted_and_taken_are_right(ann: Person, bob: Person) -> None:
    for role in ("superuser", "moderator"):
        commands.grant_role(ann.id, role)
        commands.grant_role(bob.id, role)
        commands.take_role(bob.id, role)
    assert findings() == []
    given(USER, RoleGranted(user_id=bob.id, role="staff"))
    assert findings() == [
        ("accounts", "bob has the roles ['staff'] in the log, but is_staff=False, is_superuser=False and groups=[]")
    ]


def test_a_token_that_was_revoked_and_yet_lets_in_is_named(ann: Person) -> None:
    """As after a backup of that table was restored."""
    with acting(actor=ann.id, channel="test"):
        token = personal_tokens.issue(ann.id, secret="conduit_pat_x", name="x", scopes=["read"], days=7)
        assert findings() == []
        personal_tokens.revoke(ann.id, token.id)
    token.save(force_insert=True)
    message = f"the log says that token {token.id} was revoked, and yet it lets in"
    assert findings() == [("personal tokens", message)]


def test_a_group_that_nobody_was_granted_is_named(ann: Person) -> None:
    commands.grant_role(ann.id, "viewer")
    ann.user.groups.add(Group.objects.get(name="operator"))
    assert findings() == [
        (
            "accounts",
            "ann has the roles ['viewer'] in the log,"
            " but is_staff=True, is_superuser=False and groups=['operator', 'viewer']",
        )
    ]


def test_an_account_is_shut_if_its_person_is_suspended_or_forgotten(ann: Person, bob: Person) -> None:
    moderation.suspend(ann.id, "Shouts", by=None)
    forget_user(bob.id, erase=False)
    assert findings() == []
    User.objects.filter(id=ann.id).update(is_active=True)
    assert findings() == [("accounts", "ann is suspended or forgotten in the log, but is_active=True")]
    moderation.restore(ann.id)
    assert findings() == []
    User.objects.filter(id=ann.id).update(is_active=False)
    assert findings() == [("accounts", "ann is not suspended or forgotten in the log, but is_active=False")]


def test_a_row_of_nobody_is_named(ann: Person) -> None:
    User.objects.create(id=uuid4(), username="eve")
    assert findings() == [("accounts", "eve has a row in accounts_user, but the log knows no such person")]


def test_a_person_without_a_row_and_without_claims_is_named() -> None:
    user_id = uuid4()
    given(USER, UserRegistered(user_id=user_id, username="Ann", email="", email_key="k", registered_at=now()))
    User.objects.all().delete()
    assert sorted(findings()) == [
        ("accounts", "Ann is in the log, but has no row in accounts_user and can't sign in"),
        ("claims", "this user has the email 'k', but nobody holds it"),
        ("claims", "this user has the username 'ann', but nobody holds it"),
    ]


def test_a_favorite_of_no_article_is_named(ann: Person) -> None:
    article = uuid4()
    given(FAVORITE, ArticleFavorited(article_id=article, reader_id=ann.id))
    message = f"ArticleFavorited is about the article {article}, which nobody published"
    assert findings() == [("articles", message)]
