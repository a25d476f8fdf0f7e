"""Programs that have an answer already are not sent it again; those that write on an old one are told."""

import pytest

from accounts.models import User
from blog.models import Article
from tests.api.conftest import Program, publish

KEPT = ["/articles", "/articles?tag=bees", "/articles/feed", "/articles/bees", "/articles/bees/comments",
        "/profiles/ann", "/tags"]  # fmt: skip


@pytest.mark.parametrize("path", KEPT)
def test_an_answer_that_is_known_is_not_sent_again(anns: Program, path: str) -> None:
    publish(anns, tagList=["bees"])
    first = anns.get(path)
    again = anns.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, None)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]


@pytest.mark.parametrize("known", ["W/{}", '"other", {}', "*"])
def test_it_may_be_one_of_several_or_weak(anns: Program, known: str) -> None:
    publish(anns)
    etag = anns.get("/articles").headers["ETag"]
    assert anns.get("/articles", **{"If-None-Match": known.format(etag)}).status == 304


def test_what_changed_is_sent(anns: Program, bobs: Program) -> None:
    publish(anns)
    before = anns.get("/articles/bees").headers["ETag"]
    bobs.post("/articles/bees/favorite")
    after = anns.get("/articles/bees", **{"If-None-Match": before})
    assert (after.status, after.body["article"]["favoritesCount"]) == (200, 1)


def test_two_people_s_answers_are_not_the_same(anns: Program, bobs: Program) -> None:
    publish(anns)
    anns.post("/articles/bees/favorite")
    etag = anns.get("/articles/bees").headers["ETag"]
    assert bobs.get("/articles/bees", **{"If-None-Match": etag}).status == 200


def test_tokens_refusals_and_answers_to_writes_are_kept_nowhere(anns: Program) -> None:
    answers = [
        anns.get("/user"),
        anns.get("/articles/nowhere"),
        anns.post("/articles", {}),
        anns.put("/user", {"user": {}}),
    ]
    assert [each.headers["Cache-Control"] for each in answers] == ["no-store"] * 4
    assert not any("ETag" in each.headers for each in answers)


def test_an_edit_of_what_one_saw_is_made(anns: Program) -> None:
    publish(anns)
    seen = {"If-Match": anns.get("/articles/bees").headers["ETag"]}
    assert anns.put("/articles/bees", {"article": {"body": "New"}}, **seen).status == 200
    answer = anns.put("/articles/bees", {"article": {"body": "Newer"}}, **seen)
    assert (answer.status, answer.errors) == (412, {"article": ["has changed since you saw it"]})
    assert anns.get("/articles/bees").body["article"]["body"] == "New"


def test_so_is_a_deletion(anns: Program) -> None:
    publish(anns)
    assert anns.delete("/articles/bees", **{"If-Match": '"other"'}).status == 412
    assert anns.delete("/articles/bees", **{"If-Match": anns.get("/articles/bees").headers["ETag"]}).status == 204


def test_any_will_do_for_an_asterisk(anns: Program) -> None:
    publish(anns)
    assert anns.put("/articles/bees", {"article": {"body": "New"}}, **{"If-Match": "*"}).status == 200


def test_who_may_not_write_is_told_that_first(anns: Program, bobs: Program) -> None:
    publish(anns)
    stale = {"If-Match": '"other"'}
    assert bobs.put("/articles/bees", {"article": {"body": "His"}}, **stale).status == 403
    assert bobs.delete("/articles/bees", **stale).status == 403
    assert bobs.delete("/articles/nowhere", **stale).status == 404


def test_an_edit_sent_again_under_its_key_is_answered_again(anns: Program) -> None:
    publish(anns)
    headers = {"If-Match": anns.get("/articles/bees").headers["ETag"], "Idempotency-Key": "one"}
    answers = [anns.put("/articles/bees", {"article": {"body": "New"}}, **headers) for _ in range(2)]
    assert [each.status for each in answers] == [200, 200]
    assert Article.objects.get().version == 2


def test_nothing_of_it_is_asked_of_the_account(anns: Program) -> None:
    assert anns.get("/user", **{"If-None-Match": "*"}).status == 200
    assert User.objects.count() == 1
