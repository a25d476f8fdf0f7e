"""Mutations are the commands of pages and REST API: their answers show what was written, their refusals are data."""

from typing import Any

import pytest
from axes.models import AccessAttempt

from accounts.models import User
from blog.models import Article, Comment
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import Person
from tests.blog.history import comment_of
from tests.graphql.conftest import ERRORS, Program, errors

ARTICLE = f"article {{ slug title body tags {{ name }} favorited favoritesCount author {{ username }} }} {ERRORS}"
WORDS = {"title": "Wasps", "description": "About", "body": "They *sting*.", "tags": ["insects", "Craft"]}


def test_what_was_published_is_in_the_answer_and_in_the_lists(anns: Program, stranger: Program) -> None:
    payload = anns.do("publishArticle", ARTICLE, **WORDS)
    assert payload["article"] == {
        "slug": "wasps", "title": "Wasps", "body": "They *sting*.", "tags": [{"name": "craft"}, {"name": "insects"}],
        "favorited": False, "favoritesCount": 0, "author": {"username": "ann"},
    }  # fmt: skip
    assert payload["errors"] == []
    assert stranger.ask("{ articles { nodes { slug } } }") == {"articles": {"nodes": [{"slug": "wasps"}]}}


def test_an_edit_changes_what_it_names(anns: Program, bees: Article) -> None:
    payload = anns.do("editArticle", ARTICLE, slug="bees", title="Wasps")["article"]
    assert (payload["slug"], payload["title"], payload["body"]) == ("wasps", "Wasps", bees.body)
    assert [each["name"] for each in payload["tags"]] == ["bees", "craft"]
    assert anns.do("editArticle", ARTICLE, slug="wasps", tags=[])["article"]["tags"] == []


def test_the_heart_and_back(bobs: Program, bees: Article) -> None:
    for field, marked in (("favorite", True), ("favorite", True), ("unfavorite", False)):
        article = bobs.do(field, ARTICLE, slug="bees")["article"]
        assert (article["favorited"], article["favoritesCount"]) == (marked, int(marked))


def test_following_and_back(bobs: Program, ann: Person) -> None:
    for field, follows in (("follow", True), ("unfollow", False)):
        profile = bobs.do(field, f"profile {{ username following followersCount }} {ERRORS}", username="Ann")["profile"]
        assert profile == {"username": "ann", "following": follows, "followersCount": int(follows)}


def test_a_comment_comes_and_goes(bobs: Program, bees: Article) -> None:
    payload = bobs.do("addComment", f"comment {{ id body author {{ username }} }} {ERRORS}", slug="bees", body=" Hi ")
    assert (payload["comment"]["body"], payload["comment"]["author"]) == ("Hi", {"username": "bob"})
    number = payload["comment"]["id"]
    assert bobs.do("deleteComment", f"deletedId {ERRORS}", slug="bees", id=number)["deletedId"] == number
    assert not Comment.objects.visible().exists()


def test_deleting_an_article(anns: Program, stranger: Program, bees: Article) -> None:
    assert anns.do("deleteArticle", f"deletedId {ERRORS}", slug="bees") == {"deletedId": str(bees.id), "errors": []}
    assert stranger.ask('{ article(slug: "bees") { slug } }') == {"article": None}


ACCOUNT = f"token viewer {{ email profile {{ username bio }} }} {ERRORS}"
EVE = {"username": "eve", "email": "eve@example.org", "password": "open sesame"}


def test_registering_signing_in_and_settings(stranger: Program) -> None:
    registered = stranger.do("register", ACCOUNT, **EVE)
    assert registered["viewer"] == {"email": EVE["email"], "profile": {"username": "eve", "bio": None}}
    signed_in = stranger.do("login", ACCOUNT, email=EVE["email"], password=EVE["password"])
    assert User.objects.get(username="eve").last_login
    program = Program(signed_in["token"])
    updated = program.do("updateUser", ACCOUNT, bio="I keep bees", username="eva")
    assert updated["viewer"]["profile"] == {"username": "eva", "bio": "I keep bees"}
    assert program.do("updateUser", ACCOUNT, bio=None)["viewer"]["profile"]["bio"] is None


def test_a_new_password_ends_the_tokens_before_it(anns: Program, ann: Person) -> None:
    payload = anns.do("updateUser", ACCOUNT, password="another sesame")
    assert anns.send({"query": "{ viewer { email } }"})[0] == 401
    assert Program(payload["token"]).ask("{ viewer { email } }") == {"viewer": {"email": ann.email}}


REFUSED: list[tuple[str, str, dict[str, Any], tuple[str, str, str]]] = [
    ("publishArticle", "article { slug }", WORDS | {"title": " "}, ("INVALID", "title", "can't be blank")),
    ("publishArticle", "article { slug }", WORDS | {"tags": ["a/b"]}, ("INVALID", "tags", "can't hold a slash: a/b")),
    ("editArticle", "article { slug }", {"slug": "bees", "body": ""}, ("FORBIDDEN", "article", "forbidden")),
    ("editArticle", "article { slug }", {"slug": "none", "body": "B"}, ("NOT_FOUND", "article", "not found")),
    ("deleteArticle", "deletedId", {"slug": "bees"}, ("FORBIDDEN", "article", "forbidden")),
    ("favorite", "article { slug }", {"slug": "none"}, ("NOT_FOUND", "article", "not found")),
    ("favorite", "article { slug }", {"slug": "no\0ne"}, ("NOT_FOUND", "article", "not found")),
    ("addComment", "comment { id }", {"slug": "none", "body": "B"}, ("NOT_FOUND", "article", "not found")),
    ("addComment", "comment { id }", {"slug": "bees", "body": ""}, ("INVALID", "body", "can't be blank")),
    ("deleteComment", "deletedId", {"slug": "bees", "id": "1x"}, ("NOT_FOUND", "comment", "not found")),
    ("follow", "profile { username }", {"username": "nobody"}, ("NOT_FOUND", "profile", "not found")),
    ("follow", "profile { username }", {"username": "bob"}, ("INVALID", "body", "you can't follow yourself")),
    ("updateUser", "token", {"username": "Ann"}, ("TAKEN", "username", "has already been taken")),
    ("updateUser", "token", {"password": ""}, ("INVALID", "password", "can't be blank")),
    ("login", "token", {"email": "ann@example.org", "password": "no"}, ("UNAUTHENTICATED", "credentials", "invalid")),
    ("register", "token", EVE | {"username": "ANN"}, ("TAKEN", "username", "has already been taken")),
]  # fmt: skip


@pytest.mark.parametrize(("field", "selected", "arguments", "reason"), REFUSED)
def test_what_is_refused_says_why(
    bobs: Program, bees: Article, field: str, selected: str, arguments: dict[str, Any], reason: tuple[str, str, str]
) -> None:
    payload = bobs.do(field, f"{selected} {ERRORS}", **arguments)
    assert errors(payload) == [reason]
    assert payload[selected.partition(" ")[0]] is None


def test_another_s_comment_stays(bobs: Program, ann: Person, bees: Article) -> None:
    number = comment_of(ann.id, bees).number
    payload = bobs.do("deleteComment", f"deletedId {ERRORS}", slug="bees", id=str(number))
    assert errors(payload) == [("FORBIDDEN", "comment", "forbidden")]


def test_guessing_is_slowed_down(stranger: Program, ann: Person) -> None:
    """The status says so, too, as it does everywhere on the site."""
    query = 'mutation {{ login(email: "ann@example.org", password: "guess {}") {{ {} }} }}'
    answers = [stranger.send({"query": query.format(n, ERRORS)}) for n in range(7)]
    reasons = [(status, errors(body["data"]["login"])[0][0]) for status, body, _ in answers]
    assert reasons[0] == (200, "UNAUTHENTICATED")
    assert reasons[-1] == (429, "SLOWED_DOWN")


def test_guesses_in_one_request_count_each(stranger: Program, ann: Person) -> None:
    """Also behind one that is refused, because too many came before it."""
    login = 'login(email: "{}@example.org", password: "guess") {{ errors {{ reason }} }}'
    for _ in range(5):
        stranger.send({"query": f"mutation {{ {login.format('nobody')} }}"})
    query = f"mutation {{ a: {login.format('nobody')} b: {login.format('ann')} c: {login.format('ann')} }}"
    _, body, _ = stranger.send({"query": query})
    assert [each["errors"][0]["reason"] for each in body["data"].values()] == [
        "SLOWED_DOWN", "UNAUTHENTICATED", "UNAUTHENTICATED",
    ]  # fmt: skip
    assert AccessAttempt.objects.get(username=str(ann.id)).failures_since_start == 2


def test_the_same_key_twice_is_one_command(anns: Program) -> None:
    answers = [anns.do("publishArticle", ARTICLE, **WORDS, commandId="my key, № 1") for _ in range(2)]
    assert answers[0] == answers[1]
    assert Article.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(anns: Program, bees: Article) -> None:
    anns.do("addComment", "comment { id }", slug="bees", body="Hi", commandId="k")
    payload = anns.do("addComment", f"comment {{ id }} {ERRORS}", slug="bees", body="Ho", commandId="k")
    assert errors(payload) == [("KEY_REUSED", "commandId", "was used for something else before")]


def test_a_key_of_rest_is_the_same_key_here(anns: Program, ann: Person) -> None:
    from tests.api.conftest import Program as Rest
    from tests.api.conftest import publish

    article = publish(Rest(anns.token), "Wasps")
    rest = Rest(anns.token).post(
        f"/articles/{article['slug']}/comments", {"comment": {"body": "Hi"}}, **{"Idempotency-Key": "shared"}
    )
    payload = anns.do("addComment", "comment { id }", slug=article["slug"], body="Hi", commandId="shared")
    assert payload["comment"]["id"] == str(rest.body["comment"]["id"])


def test_a_header_is_a_key_for_each_field(anns: Program, bees: Article) -> None:
    query = 'mutation { a: addComment(slug: "bees", body: "A") { comment { id } } ' \
        'b: addComment(slug: "bees", body: "B") { comment { id } } }'  # fmt: skip
    answers = [anns.send({"query": query}, **{"Idempotency-Key": "both"})[1] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Comment.objects.count() == 2


def test_deleting_again_is_answered_again(anns: Program, bees: Article) -> None:
    before = Event.objects.count()
    payloads = [anns.do("deleteArticle", f"deletedId {ERRORS}", slug="bees", commandId="once") for _ in range(2)]
    assert payloads == [{"deletedId": str(bees.id), "errors": []}] * 2
    assert Event.objects.count() == before + 1


def test_strangers_who_choose_the_same_key_are_told_apart(stranger: Program) -> None:
    people = [EVE, EVE | {"username": "joe", "email": "joe@example.org"}, EVE]
    names = [
        stranger.do("register", ACCOUNT, **each, commandId="k")["viewer"]["profile"]["username"] for each in people
    ]
    assert names == ["eve", "joe", "eve"]


def test_a_key_has_a_length(anns: Program, bees: Article) -> None:
    payload = anns.do("favorite", f"article {{ slug }} {ERRORS}", slug="bees", commandId="x" * 256)
    assert errors(payload) == [("INVALID", "commandId", "is too long (maximum is 255 characters)")]


def test_on_record_it_came_through_graphql(anns: Program, ann: Person) -> None:
    anns.do("publishArticle", ARTICLE, **WORDS)
    record = CommandRecord.objects.latest("id")
    assert (record.channel, record.actor_id) == ("graphql", ann.id)
