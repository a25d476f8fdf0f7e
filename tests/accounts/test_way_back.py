"""To the sign-in page and back again, with what had been typed."""

import time

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts import way_back
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db

HERE = {"referer": "http://testserver/settings?tab=1"}
SETTINGS = {"username": "anna", "email": "new@example.org", "bio": "one\r\ntwo", "password": "not for keeping"}


def sign_in(client: Client, person: Person) -> str:
    answer = client.post("/login", {"email": person.email, "password": person.password})
    return str(answer["Location"])


def request_of(client: Client, path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.session = client.session
    return request


def test_the_guard_leads_to_login_and_login_back(client: Client, ann: Person) -> None:
    answer = client.get("/settings?tab=1")
    assert (answer.status_code, answer["Location"]) == (302, "/login")
    assert sign_in(client, ann) == "/settings?tab=1"
    client.post("/logout")
    assert sign_in(client, ann) == "/"


def test_registering_leads_back_too(client: Client) -> None:
    client.get("/settings")
    answer = client.post("/register", {"username": "a", "email": "a@example.org", "password": "open sesame"})
    assert answer["Location"] == "/settings"


def test_a_form_sent_too_late_comes_back_filled(client: Client, ann: Person) -> None:
    assert client.post("/settings", SETTINGS, headers=HERE)["Location"] == "/login"
    assert "not for keeping" not in str(dict(client.session))
    assert sign_in(client, ann) == "/settings?tab=1"
    form = client.get("/settings").context["form"]
    assert form["username"].value() == "anna"
    assert form["bio"].value() == "one\r\ntwo"
    assert not form["password"].value()
    assert ann.user.username == "ann"
    assert client.get("/settings").context["form"]["username"].value() == "ann"


def test_a_kept_form_belongs_to_its_page(client: Client, ann: Person) -> None:
    client.post("/logout")
    client.post("/settings", SETTINGS, headers=HERE)
    request = request_of(client, "/editor")
    assert way_back.take_unsent(request) is None
    fields = way_back.take_unsent(request, "/settings")
    assert fields is not None
    assert fields["bio"] == "one\r\ntwo"
    assert way_back.take_unsent(request, "/settings") is None


def test_repeated_fields_keep_all_their_values(client: Client) -> None:
    client.post("/settings", {"tagList": ["a", "b"]}, headers=HERE)
    request = request_of(client, "/settings")
    fields = way_back.take_unsent(request)
    assert fields is not None
    assert fields.getlist("tagList") == ["a", "b"]


def test_a_kept_form_is_dropped_after_a_while(client: Client, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/settings", SETTINGS, headers=HERE)
    sign_in(client, ann)
    later = time.time() + way_back.KEPT_FOR + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get("/settings").context["form"]["username"].value() == "ann"


def test_what_is_too_large_is_not_kept(client: Client, ann: Person) -> None:
    client.post("/settings", {**SETTINGS, "bio": "x" * way_back.MAX_UNSENT}, headers=HERE)
    assert way_back.UNSENT not in client.session
    assert sign_in(client, ann) == "/settings?tab=1"


@pytest.mark.parametrize(
    "referer",
    ["https://elsewhere.test/settings", "//elsewhere.test/", "javascript:alert(1)", "", "http://testserver.evil.test/"],
)
def test_the_way_back_stays_on_this_site(client: Client, ann: Person, referer: str) -> None:
    client.post("/settings", {"username": "anna"}, headers={"referer": referer})
    assert sign_in(client, ann) == "/"


def test_htmx_makes_the_whole_page_go_to_login(client: Client, ann: Person) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/article/a-title?page=2"}
    answer = client.post("/settings", {"username": "anna"}, headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/login"
    assert sign_in(client, ann) == "/article/a-title?page=2"
