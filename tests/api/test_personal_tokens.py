"""Personal tokens: what their scopes let a program do, how they end, and that their use is seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import commands, personal_tokens
from accounts.models import PersonalToken, User
from accounts.personal_tokens import USE_NOTED_EVERY
from es_core.context import now
from es_core.models import Event
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.api.test_access import PROTECTED, UNKNOWN

WRITES = [(method, path) for method, path in PROTECTED if method != "GET"]


def token_of(person: Person, *scopes: str) -> str:
    secret = personal_tokens.new_secret()
    personal_tokens.issue(person.id, secret=secret, name="A program", scopes=scopes, days=30)
    return secret


@pytest.fixture
def reader(ann: Person) -> Program:
    return Program(token_of(ann, "read"))


@pytest.fixture
def writer(ann: Person) -> Program:
    return Program(token_of(ann, "read", "write"))


def test_a_reader_sees_what_its_person_sees(reader: Program, anns: Program, bobs: Program) -> None:
    publish(bobs)
    anns.post("/profiles/bob/follow")
    assert reader.get("/user").body["user"]["username"] == "ann"
    assert reader.get("/articles/feed").body["articlesCount"] == 1
    assert reader.get("/profiles/bob").body["profile"]["following"] is True


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_reader_writes_nothing(reader: Program, bobs: Program, method: str, path: str) -> None:
    slug = publish(bobs)["slug"]
    number = bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}}).body["comment"]["id"]
    before = Event.objects.count()
    there = path.replace("nowhere", slug).replace("nobody", "bob").replace("/1", f"/{number}")
    answer = reader.call(method, there)
    assert (answer.status, answer.errors) == (403, {"token": ["has no write scope"]})
    assert Event.objects.count() == before


@pytest.mark.parametrize(("method", "path", "what"), [each for each in UNKNOWN if each[0] != "GET"])
def test_a_reader_too_is_told_first_of_what_is_not_there(reader: Program, method: str, path: str, what: str) -> None:
    answer = reader.call(method, path)
    assert (answer.status, answer.errors) == (404, {what: ["not found"]})


def test_a_reader_is_told_of_a_comment_that_is_not_there(reader: Program, bobs: Program) -> None:
    answer = reader.delete(f"/articles/{publish(bobs)['slug']}/comments/99999")
    assert (answer.status, answer.errors) == (404, {"comment": ["not found"]})


def test_a_writer_acts_in_its_person_s_name(writer: Program) -> None:
    assert publish(writer)["author"]["username"] == "ann"
    assert Event.objects.get(event_type="ArticlePublished").actor_id == User.objects.get(username="ann").id


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_token_can_t_take_the_account_over(writer: Program, field: str) -> None:
    answer = writer.put("/user", {"user": {field: "evil@example.org"}})
    assert (answer.status, answer.errors) == (403, {"token": ["has no account scope"]})
    assert writer.put("/user", {"user": {"bio": "Fine"}}).body["user"]["bio"] == "Fine"


def test_a_token_never_gives_a_better_one(reader: Program, writer: Program) -> None:
    assert reader.get("/user").body["user"]["token"] == reader.token
    assert writer.put("/user", {"user": {"bio": "Hi"}}).body["user"]["token"] == writer.token


def test_signing_in_as_somebody_else_gives_their_token(writer: Program, bob: Person) -> None:
    user = writer.post("/users/login", {"user": {"email": bob.email, "password": bob.password}}).body["user"]
    assert Program(user["token"]).get("/user").body["user"]["username"] == "bob"


def test_a_token_ends_with_its_time(reader: Program) -> None:
    PersonalToken.objects.update(expires_at=now() - timedelta(seconds=1))
    answer = reader.get("/user")
    assert (answer.status, answer.errors) == (401, {"token": ["is invalid"]})


def test_a_token_ends_with_the_password_and_the_account(reader: Program, ann: Person) -> None:
    User.objects.update(is_active=False)
    assert reader.get("/user").status == 401
    User.objects.update(is_active=True)
    assert reader.get("/user").status == 200
    commands.change_password(ann.id, "another password")
    assert reader.get("/user").status == 401


@pytest.mark.parametrize(
    "token", ["conduit_pat_", "conduit_pat_nonsense", "conduit_pat_é", "conduit_pat_" + "x" * 5000]
)
def test_tokens_that_nobody_made(ann: Person, token: str) -> None:
    assert Program(token).get("/tags").errors == {"token": ["is invalid"]}


def test_its_use_is_noted_now_and_then(reader: Program) -> None:
    assert PersonalToken.objects.get().last_used_at is None
    reader.get("/tags")
    first = PersonalToken.objects.get().last_used_at
    assert first
    with CaptureQueriesContext(connection) as queries:
        reader.get("/tags")
    assert not [each for each in queries if "UPDATE" in each["sql"]]
    PersonalToken.objects.update(last_used_at=first - USE_NOTED_EVERY)
    reader.get("/tags")
    used = PersonalToken.objects.get().last_used_at
    assert used
    assert used >= first
