"""The settings page lets programs in, and everybody out."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts import tokens
from accounts.forgetting import forget_user
from accounts.models import PersonalToken
from accounts.personal_tokens import digest_of, presented
from es_core import subjects
from es_core.context import acting, now
from es_core.keys import Forgotten, unseal
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import PASSWORD, Person
from tests.accounts.test_privacy import everything
from tests.accounts.test_settings import events, send

pytestmark = pytest.mark.django_db


def made(browser: Client, **changes: Any) -> Any:
    """The answer to the form, filled in as it is served."""
    page = browser.get("/settings").context["token_form"]
    sent = {"token-name": "My feed reader", "token-access": "write", "token-days": "30"}
    sent["token-secret"] = page["secret"].value()
    return browser.post("/settings/tokens", {**sent, **changes})


def shown(answer: Any) -> str:
    assert answer.status_code == 200, answer.context["token_form"].errors
    found = re.search(r'id="new-token"[^>]*>([^<]+)<', answer.text)
    assert found
    return found[1]


def test_a_token_is_shown_once_and_kept_as_a_hash(ann: Person) -> None:
    browser = ann.browser()
    secret = shown(made(browser))
    assert re.fullmatch(r"conduit_pat_[\w-]{43}", secret)
    assert secret not in browser.get("/settings").text
    assert secret.lower() not in everything()
    token = PersonalToken.objects.get()
    assert (token.user_id, token.name, token.scopes) == (ann.id, "My feed reader", ["read", "write"])
    assert timedelta(days=29) < token.expires_at - now() < timedelta(days=30)
    assert presented(secret) == token


def test_the_log_and_the_record_know_no_name(ann: Person) -> None:
    made(ann.browser())
    event = Event.objects.get(event_type="TokenIssued")
    assert unseal(event.data["name"]) == "My feed reader"
    assert event.data["token_id"] == str(PersonalToken.objects.get().id)
    assert "feed reader" not in str(CommandRecord.objects.get(name="IssueToken").payload)


def test_one_form_sent_twice_makes_one_token_and_shows_it_twice(ann: Person) -> None:
    browser, command_id = ann.browser(), str(uuid4())
    secret = browser.get("/settings").context["token_form"]["secret"].value()
    answers = [made(browser, command_id=command_id, **{"token-secret": secret}) for _ in range(2)]
    assert shown(answers[0]) == shown(answers[1])
    assert PersonalToken.objects.count() == 1


def test_a_form_sent_again_with_other_values_is_told(ann: Person) -> None:
    browser, form = ann.browser(), {"command_id": str(uuid4())}
    made(browser, **form)
    for changes in ({}, {"token-name": "Another"}):  # both with the secret of another form
        answer = made(browser, **form, **changes)
        assert answer.status_code == 422
        assert "sent before" in answer.text
    assert PersonalToken.objects.count() == 1


def test_a_form_that_was_sent_before_makes_another_token_once_it_is_looked_over(ann: Person) -> None:
    browser, command_id = ann.browser(), str(uuid4())
    secret = browser.get("/settings").context["token_form"]["secret"].value()
    first = shown(made(browser, command_id=command_id, **{"token-secret": secret}))
    changed = {"token-name": "Another"}
    for sent in (
        {"command_id": command_id},
        {"command_id": str(uuid4())},
    ):  # on a page that was kept; in another tab
        told = made(browser, **changed, **sent, **{"token-secret": secret})
        assert "sent before" in told.text
        form = told.context["token_form"]
        assert (form["name"].value(), form["access"].value()) == ("Another", "write")
    second = shown(made(browser, **changed, **{"token-secret": form["secret"].value()}))
    assert second != first
    assert PersonalToken.objects.count() == 2


@pytest.mark.parametrize("secret", ["", "nonsense", "conduit_pat_mine", '"conduit_pat_mine":forged'])
def test_nobody_chooses_the_secret(ann: Person, secret: str) -> None:
    assert shown(made(ann.browser(), **{"token-secret": secret})) != secret
    assert not PersonalToken.objects.filter(digest=digest_of("conduit_pat_mine"))


def test_a_secret_of_another_person_s_form_is_not_taken(ann: Person, bob: Person) -> None:
    theirs = bob.browser().get("/settings").context["token_form"]
    secret = shown(made(ann.browser(), **{"token-secret": theirs["secret"].value()}))
    assert presented(secret) is not None
    assert secret not in theirs["secret"].value()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"token-name": " "}, "name"),
        ({"token-name": "x" * 61}, "name"),
        ({"token-name": "a\0b"}, "name"),
        ({"token-access": "admin"}, "access"),
        ({"token-access": ""}, "access"),
        ({"token-days": "100000"}, "days"),
        ({"token-days": "x"}, "days"),
    ],
)
def test_what_can_t_be_is_told_and_makes_nothing(ann: Person, changes: dict[str, str], field: str) -> None:
    answer = made(ann.browser(), **changes)
    assert answer.status_code == 422
    assert list(answer.context["token_form"].errors) == [field]
    assert not PersonalToken.objects.exists()


def test_a_revoked_token_is_gone(ann: Person) -> None:
    browser = ann.browser()
    secret = shown(made(browser))
    token = PersonalToken.objects.get()
    assert browser.post(f"/settings/tokens/{token.id}/revoke")["Location"] == "/settings#tokens"
    assert presented(secret) is None
    assert events(ann) == ["UserRegistered", "TokenIssued", "TokenRevoked"]


def test_nobody_revokes_another_s(ann: Person, bob: Person) -> None:
    secret = shown(made(ann.browser()))
    bob.browser().post(f"/settings/tokens/{PersonalToken.objects.get().id}/revoke")
    assert presented(secret)


def test_a_new_password_ends_it(ann: Person) -> None:
    browser = ann.browser()
    secret = shown(made(browser))
    send(browser, ann, password="new password")
    assert presented(secret) is None
    assert not PersonalToken.objects.exists()


@pytest.mark.parametrize("tokens_too", [True, False])
def test_signing_out_everywhere_ends_sessions_and_tokens(ann: Person, bob: Person, tokens_too: bool) -> None:
    here, elsewhere, bobs = ann.browser(), ann.browser(), bob.browser()
    secret, token = shown(made(here)), tokens.issue(ann.user)
    answer = here.post("/settings/sign-out-everywhere", {"tokens": "on"} if tokens_too else {})
    assert answer["Location"] == "/login"
    assert "signed out everywhere" in here.get("/login").text
    for browser in (here, elsewhere):
        assert browser.get("/settings")["Location"] == "/login"
    assert tokens.holder(token) is None
    assert (presented(secret) is None) is tokens_too
    assert bobs.get("/settings").status_code == 200
    assert elsewhere.post("/login", {"email": ann.email, "password": PASSWORD}).status_code == 302
    assert tokens.holder(tokens.issue(ann.user)) == ann.user


def test_signing_out_everywhere_again_ends_what_came_since(ann: Person) -> None:
    for _ in range(2):
        browser, token = ann.browser(), tokens.issue(ann.user)
        assert tokens.holder(token)
        browser.post("/settings/sign-out-everywhere")
        assert tokens.holder(token) is None
    assert events(ann) == ["UserRegistered", "SignedOutEverywhere", "SignedOutEverywhere"]


def test_sessions_of_before_the_button_was_there_go_on(ann: Person) -> None:
    """Django's own hash, as long as nobody signed out everywhere."""
    user = ann.user
    assert user.get_session_auth_hash() == super(type(user), user)._get_session_auth_hash()  # type: ignore[misc]


def test_a_forgotten_person_s_tokens_are_gone_and_their_names_unreadable(ann: Person) -> None:
    secret = shown(made(ann.browser()))
    with acting(actor=ann.id, channel="test"):
        forget_user(ann.id, erase=False)
    assert presented(secret) is None
    assert not PersonalToken.objects.exists()
    assert isinstance(unseal(Event.objects.get(event_type="TokenIssued").data["name"]), Forgotten)


def test_one_s_data_tell_of_one_s_tokens(ann: Person) -> None:
    browser = ann.browser()
    secret = shown(made(browser))
    told = "".join(subjects.export(ann.id))
    [token] = json.loads(told)["personal_tokens"]
    assert (token["name"], token["scopes"]) == ("My feed reader", ["read", "write"])
    assert secret not in told
    assert digest_of(secret) not in told


def test_the_secret_of_a_form_that_came_too_late_is_not_kept(ann: Person) -> None:
    browser = Client()
    browser.post("/settings/tokens", {"token-name": "x", "token-secret": "conduit_pat_x"})
    assert "conduit_pat" not in str(dict(browser.session))
