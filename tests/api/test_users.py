"""Registering, signing in, and one's own account."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from es_core.models import Event
from tests.accounts.conftest import Person
from tests.api.conftest import Program

JAKE = {"username": "jake_1700000000_of_the_suites", "email": "celeb_u1700000000@mail.com", "password": "password123"}


def test_who_registers_gets_an_account_and_a_token(stranger: Program) -> None:
    answer = stranger.post("/users", {"user": JAKE})
    assert answer.status == 201
    user = answer.body["user"]
    assert {**user, "token": ""} == {
        "username": JAKE["username"], "email": JAKE["email"], "bio": None, "image": None, "token": "",
    }  # fmt: skip
    assert Program(user["token"]).get("/user").body["user"]["username"] == JAKE["username"]


@pytest.mark.parametrize("field", ["username", "email", "password"])
@pytest.mark.parametrize("nothing", ["", None, "absent"])
def test_nothing_may_be_blank(stranger: Program, field: str, nothing: str | None) -> None:
    sent: dict[str, Any] = JAKE | {field: nothing}
    if nothing == "absent":
        del sent[field]
    answer = stranger.post("/users", {"user": sent})
    assert (answer.status, answer.errors[field]) == (422, ["can't be blank"])


@pytest.mark.parametrize("field", ["username", "email"])
def test_a_name_or_address_of_somebody_else_is_taken(stranger: Program, ann: Person, field: str) -> None:
    answer = stranger.post("/users", {"user": JAKE | {field: getattr(ann, field).upper()}})
    assert (answer.status, answer.errors) == (409, {field: ["has already been taken"]})


@pytest.mark.parametrize("password", ["password", "bonjour1", "a" * 64])
def test_length_is_all_that_a_password_needs(stranger: Program, password: str) -> None:
    assert stranger.post("/users", {"user": JAKE | {"password": password}}).status == 201
    signed_in = stranger.post("/users/login", {"user": {"email": JAKE["email"], "password": password}})
    assert (signed_in.status, signed_in.body["user"]["bio"]) == (200, None)


def test_signing_in_is_told_to_django(stranger: Program, ann: Person) -> None:
    stranger.post("/users/login", {"user": {"email": ann.email, "password": ann.password}})
    assert User.objects.get(id=ann.id).last_login


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_the_same(stranger: Program, ann: Person, email: str) -> None:
    answer = stranger.post("/users/login", {"user": {"email": email, "password": "wrong password"}})
    assert (answer.status, answer.errors) == (401, {"credentials": ["invalid"]})


@pytest.mark.parametrize("field", ["email", "password"])
def test_signing_in_needs_both(stranger: Program, ann: Person, field: str) -> None:
    answer = stranger.post("/users/login", {"user": {"email": ann.email, "password": ann.password} | {field: ""}})
    assert (answer.status, answer.errors) == (422, {field: ["can't be blank"]})


@pytest.mark.parametrize("token", ["nonsense", "conduit_pat_that_has_ended"])
def test_who_comes_for_a_token_may_send_one_that_has_ended(db: None, token: str) -> None:
    """Programs put it into every request."""
    late = Program(token)
    assert late.post("/users", {"user": JAKE}).status == 201
    assert late.post("/users/login", {"user": JAKE}).status == 200


def test_who_registers_beside_a_session_is_nobody_yet(ann: Person) -> None:
    answer = ann.browser().post("/api/users", {"user": JAKE}, content_type="application/json")
    assert answer.status_code == 201
    assert Event.objects.filter(event_type="UserRegistered").latest("position").actor_id != ann.id


def test_guessing_is_slowed_down(stranger: Program, ann: Person) -> None:
    answers = [
        stranger.post("/users/login", {"user": {"email": ann.email, "password": f"guess {n}"}}) for n in range(7)
    ]
    assert [each.status for each in answers[:4]] == [401] * 4
    assert answers[-1].status == 429
    assert "wait" in answers[-1].errors["credentials"][0]


def test_what_is_absent_stays(anns: Program, ann: Person) -> None:
    anns.put("/user", {"user": {"bio": "I keep bees", "image": "https://example.org/ann.png"}})
    user = anns.put("/user", {"user": {"email": ann.email}}).body["user"]
    assert (user["username"], user["bio"], user["image"]) == ("ann", "I keep bees", "https://example.org/ann.png")


@pytest.mark.parametrize("nothing", ["", None])
@pytest.mark.parametrize("field", ["bio", "image"])
def test_bio_and_image_may_be_taken_away(anns: Program, field: str, nothing: str | None) -> None:
    anns.put("/user", {"user": {field: "something"}})
    answer = anns.put("/user", {"user": {field: nothing}})
    assert (answer.status, answer.body["user"][field]) == (200, None)
    assert anns.get("/user").body["user"][field] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, nothing) for field in ("email", "username", "password") for nothing in ("", None)]
    + [("password", "1234567"), ("email", "no address"), ("username", "a/b")],
)
def test_what_can_t_be(anns: Program, field: str, value: str | None) -> None:
    answer = anns.put("/user", {"user": {field: value}})
    assert answer.status == 422
    assert list(answer.errors) == [field]


@pytest.mark.parametrize("image", ["javascript:alert(1)", "data:text/html,<script>1</script>", '"><img src=x>'])
def test_any_image_is_kept(anns: Program, image: str) -> None:
    assert anns.put("/user", {"user": {"image": image}}).body["user"]["image"] == image


def test_a_new_name_and_address_at_once(anns: Program) -> None:
    anns.put("/user", {"user": {"bio": "I keep bees"}})
    user = anns.put("/user", {"user": {"username": "ann_upd", "email": "ann_upd@example.org"}}).body["user"]
    assert (user["username"], user["email"], user["bio"]) == ("ann_upd", "ann_upd@example.org", "I keep bees")
    assert Program(user["token"]).get("/user").body["user"]["username"] == "ann_upd"


@pytest.mark.django_db(transaction=True)
def test_partial_edits_at_once_undo_nothing(anns: Program, ann: Person) -> None:
    edits = [{"bio": "I keep bees"}, {"image": "https://example.org/a.png"}, {"username": "anna"}, {"email": "b@c.org"}]
    for _ in range(3):
        anns.put("/user", {"user": {"bio": "", "image": "", "username": "ann", "email": ann.email}})
        with ThreadPoolExecutor(len(edits)) as threads:
            assert list(threads.map(lambda edit: edited(anns, edit), edits)) == [200] * len(edits)
        user = anns.get("/user").body["user"]
        assert all(user.items() >= each.items() for each in edits), user


def edited(program: Program, edit: dict[str, Any]) -> int:
    try:
        return program.put("/user", {"user": edit}).status
    finally:
        connection.close()


def test_somebody_else_s_name_is_taken(anns: Program, bob: Person) -> None:
    answer = anns.put("/user", {"user": {"username": "Bob"}})
    assert (answer.status, answer.errors) == (409, {"username": ["has already been taken"]})


def test_a_new_password_ends_the_tokens_before_it(anns: Program, ann: Person) -> None:
    user = anns.put("/user", {"user": {"password": "a" * 64}}).body["user"]
    assert anns.get("/user").status == 401
    assert Program(user["token"]).get("/user").status == 200
