"""The same key twice: one event, the same answer. Another body under it is refused."""

from typing import Any

import pytest

from blog.models import Article, Comment
from es_core.models import CommandRecord, Event
from tests.api.conftest import Program, publish

KEY = {"Idempotency-Key": "my key, № 1"}


def test_an_article_is_published_once(anns: Program) -> None:
    words = {"article": {"title": "Bees", "description": "About", "body": "Words"}}
    first, second = (anns.post("/articles", words, **KEY) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.body == second.body
    assert Article.objects.count() == 1


def test_a_comment_is_posted_once(anns: Program) -> None:
    slug = publish(anns)["slug"]
    answers = [anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}}, **KEY) for _ in range(2)]
    assert answers[0].body == answers[1].body
    assert Comment.objects.count() == 1


def test_another_body_is_refused(anns: Program) -> None:
    slug = publish(anns)["slug"]
    anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}}, **KEY)
    answer = anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Ho"}}, **KEY)
    assert (answer.status, answer.errors) == (422, {"Idempotency-Key": ["was used for something else before"]})


@pytest.mark.parametrize("what", ["article", "comment"])
def test_deleting_again_is_answered_again(anns: Program, what: str) -> None:
    path = f"/articles/{publish(anns)['slug']}"
    if what == "comment":
        path += "/comments/" + str(anns.post(f"{path}/comments", {"comment": {"body": "Hi"}}).body["comment"]["id"])
    before = Event.objects.count()
    assert [anns.delete(path, **KEY).status for _ in range(2)] == [204, 204]
    assert Event.objects.count() == before + 1
    assert anns.delete(path).status == 404


def test_edits_and_settings_too(anns: Program) -> None:
    slug = publish(anns)["slug"]
    edits: list[tuple[str, dict[str, Any], str]] = [
        (f"/articles/{slug}", {"article": {"body": "New"}}, "one"),
        ("/user", {"user": {"bio": "I keep bees"}}, "two"),
    ]
    for path, body, key in edits:
        before = Event.objects.count()
        assert [anns.put(path, body, **{"Idempotency-Key": key}).status for _ in range(2)] == [200, 200]
        assert Event.objects.count() == before + 1


def test_two_people_may_choose_the_same_key(anns: Program, bobs: Program) -> None:
    slug = publish(anns)["slug"]
    for program in (anns, bobs):
        assert program.post(f"/articles/{slug}/favorite", **KEY).body["article"]["favorited"] is True


def test_strangers_who_choose_the_same_key_are_told_apart_by_what_they_send(stranger: Program) -> None:
    people = [{"username": name, "email": f"{name}@example.org", "password": "open sesame"} for name in ("eve", "joe")]
    answers = [stranger.post("/users", {"user": each}, **KEY) for each in (*people, people[0])]
    assert [each.status for each in answers] == [201] * 3
    assert [each.body["user"]["username"] for each in answers] == ["eve", "joe", "eve"]


def test_a_key_has_a_length(anns: Program) -> None:
    answer = anns.post("/profiles/ann/follow", **{"Idempotency-Key": "x" * 256})
    assert (answer.status, list(answer.errors)) == (422, ["Idempotency-Key"])


def test_on_record_a_program_is_a_program(anns: Program) -> None:
    publish(anns)
    assert CommandRecord.objects.latest("id").channel == "api"
