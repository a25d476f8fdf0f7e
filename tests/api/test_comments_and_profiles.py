"""Comments, and the people who write them."""

import pytest

from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.api.test_articles import MOMENT


def test_comments_come_and_go(anns: Program, bobs: Program, stranger: Program) -> None:
    slug = publish(anns)["slug"]
    first = anns.post(f"/articles/{slug}/comments", {"comment": {"body": "One"}})
    second = bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Two"}}).body["comment"]
    assert first.status == 201
    assert isinstance(first.body["comment"]["id"], int)
    assert MOMENT.match(second["createdAt"])
    assert MOMENT.match(second["updatedAt"])
    assert second["author"]["username"] == "bob"
    assert [each["body"] for each in stranger.get(f"/articles/{slug}/comments").body["comments"]] == ["Two", "One"]
    gone = bobs.delete(f"/articles/{slug}/comments/{second['id']}")
    assert (gone.status, gone.body) == (204, None)
    assert [each["body"] for each in stranger.get(f"/articles/{slug}/comments").body["comments"]] == ["One"]


@pytest.mark.parametrize("number", ["99999", "0", "-1", "abc", str(2**63), "9" * 400, "²"])
def test_comments_that_never_were(anns: Program, number: str) -> None:
    answer = anns.delete(f"/articles/{publish(anns)['slug']}/comments/{number}")
    assert (answer.status, answer.errors) == (404, {"comment": ["not found"]})


def test_a_comment_of_another_article_is_not_there(anns: Program) -> None:
    here, there = publish(anns, "Here")["slug"], publish(anns, "There")["slug"]
    number = anns.post(f"/articles/{here}/comments", {"comment": {"body": "Hi"}}).body["comment"]["id"]
    assert anns.delete(f"/articles/{there}/comments/{number}").status == 404


@pytest.mark.parametrize("comment", [{"body": ""}, {"body": None}, {"body": " \n"}, {}])
def test_a_comment_says_something(anns: Program, comment: dict[str, str | None]) -> None:
    answer = anns.post(f"/articles/{publish(anns)['slug']}/comments", {"comment": comment})
    assert (answer.status, answer.errors) == (422, {"body": ["can't be blank"]})


def test_following_and_not(anns: Program, bobs: Program, stranger: Program, ann: Person) -> None:
    for _ in range(2):
        on = bobs.post("/profiles/ann/follow")
    assert (on.status, on.body["profile"]["following"]) == (200, True)
    assert bobs.get("/profiles/ann").body["profile"]["following"] is True
    assert stranger.get("/profiles/ann").body["profile"]["following"] is False
    for _ in range(2):
        off = bobs.delete("/profiles/ann/follow")
    assert (off.status, off.body["profile"]["following"]) == (200, False)


def test_nobody_follows_himself(anns: Program) -> None:
    answer = anns.post("/profiles/ann/follow")
    assert (answer.status, list(answer.errors.values())) == (422, [["you can't follow yourself"]])


def test_whom_one_follows_shows_on_comments_too(anns: Program, bobs: Program) -> None:
    slug = publish(anns)["slug"]
    anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}})
    bobs.post("/profiles/ann/follow")
    [comment] = bobs.get(f"/articles/{slug}/comments").body["comments"]
    assert comment["author"]["following"] is True
