"""Articles and their lists, the heart, tags."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.api.conftest import Program, publish

MOMENT = re.compile(r"^\d{4,}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d+(?:[+-][0-2]\d:[0-5]\d|Z)$")


def titles(program: Program, query: str = "") -> list[str]:
    answer = program.get(f"/articles{query}")
    assert answer.status == 200
    return [each["title"] for each in answer.body["articles"]]


def test_what_was_published_is_there_at_once(anns: Program, stranger: Program) -> None:
    published = publish(anns, tagList=["training", "dragons"])
    found = stranger.get(f"/articles/{published['slug']}").body["article"]
    assert found == published
    assert found["tagList"] == ["dragons", "training"]
    assert (found["favorited"], found["favoritesCount"], found["body"]) == (False, 0, "Words")
    assert found["author"] == {"username": "ann", "bio": None, "image": None, "following": False}
    assert MOMENT.match(found["createdAt"])
    assert MOMENT.match(found["updatedAt"])


def test_lists_have_the_newest_first_and_no_bodies(anns: Program, stranger: Program) -> None:
    for title in ("One", "Two"):
        publish(anns, title)
    answer = stranger.get("/articles").body
    assert [each["title"] for each in answer["articles"]] == ["Two", "One"]
    assert answer["articlesCount"] == 2
    assert all("body" not in each for each in answer["articles"])


def test_a_part_of_a_list(anns: Program) -> None:
    for n in range(5):
        publish(anns, f"N{n}")
    assert titles(anns, "?limit=1") == ["N4"]
    assert titles(anns, "?limit=2&offset=1") == ["N3", "N2"]
    assert titles(anns, "?limit=2&offset=4") == ["N0"]
    assert titles(anns, "?offset=5") == titles(anns, "?limit=0") == []
    assert anns.get("/articles?limit=1&offset=9").body["articlesCount"] == 5


def test_filters_and_all_of_them_together(anns: Program, bobs: Program) -> None:
    bees = publish(anns, "Bees", tagList=["bees"])
    publish(anns, "Wasps", tagList=["wasps"])
    publish(bobs, "His", tagList=["bees"])
    bobs.post(f"/articles/{bees['slug']}/favorite")
    assert titles(anns, "?tag=bees") == ["His", "Bees"]
    assert titles(anns, "?author=ann") == ["Wasps", "Bees"]
    assert titles(anns, "?favorited=bob") == ["Bees"]
    assert titles(anns, "?tag=bees&author=ann&favorited=bob") == ["Bees"]
    assert titles(anns, "?tag=wasps&favorited=bob") == []
    assert anns.get("/articles?tag=bees&author=ann").body["articlesCount"] == 1
    assert anns.get("/articles?favorited=bob").body["articles"][0]["favoritesCount"] == 1


@pytest.mark.parametrize(
    "query", ["?tag=nothing", "?author=nobody", "?favorited=nobody", "?author=ann&favorited=nobody", "?tag=a/b"]
)
def test_names_that_nobody_has_fit_nothing(anns: Program, query: str) -> None:
    publish(anns)
    assert anns.get(f"/articles{query}").body == {"articles": [], "articlesCount": 0}


def test_the_feed_has_those_whom_one_follows(anns: Program, bobs: Program) -> None:
    assert bobs.get("/articles/feed").body == {"articles": [], "articlesCount": 0}
    for title in ("One", "Two"):
        publish(anns, title)
    publish(bobs, "His own")
    bobs.post("/profiles/ann/follow", {"user": {"email": "irrelevant"}})
    feed = bobs.get("/articles/feed?limit=1&offset=1").body
    assert ([each["title"] for each in feed["articles"]], feed["articlesCount"]) == (["One"], 2)
    assert feed["articles"][0]["author"]["following"] is True


@pytest.mark.parametrize("field", ["title", "description", "body"])
@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_may_be_blank(anns: Program, field: str, nothing: str | None) -> None:
    article: dict[str, Any] = {"title": "T", "description": "D", "body": "B"} | {field: nothing}
    answer = anns.post("/articles", {"article": article})
    assert (answer.status, answer.errors) == (422, {field: ["can't be blank"]})


def test_the_same_title_again_gets_another_address(anns: Program) -> None:
    first = publish(anns, "Same")
    anns.delete(f"/articles/{first['slug']}")
    assert len({first["slug"], publish(anns, "Same")["slug"], publish(anns, "Same")["slug"]}) == 3


def test_a_new_body_changes_nothing_else(anns: Program) -> None:
    before = publish(anns, tagList=["one", "two"])
    after = anns.put(f"/articles/{before['slug']}", {"article": {"body": "New"}}).body["article"]
    assert after == before | {"body": "New", "updatedAt": after["updatedAt"]}
    assert after["updatedAt"] != before["updatedAt"]


@pytest.mark.django_db(transaction=True)
def test_two_partial_edits_at_once_undo_nothing(anns: Program) -> None:
    slug = publish(anns)["slug"]
    with ThreadPoolExecutor(4) as threads:
        edits = [{"title": "Bees!"}, {"body": "New"}, {"description": "Other"}, {"tagList": ["new"]}]
        answers = list(threads.map(lambda edit: (edit, edited(anns, slug, edit)), edits))
    article = anns.get(f"/articles/{slug}").body["article"]
    for edit, status in answers:
        assert status in (200, 409)
        for name, value in edit.items():
            assert (article[name] == value) is (status == 200)


def edited(program: Program, slug: str, edit: dict[str, Any]) -> int:
    try:
        return program.put(f"/articles/{slug}", {"article": edit}).status
    finally:
        connection.close()


def test_a_new_title_moves_it_and_the_old_address_still_finds_it(anns: Program) -> None:
    before = publish(anns)
    after = anns.put(f"/articles/{before['slug']}", {"article": {"title": "Wasps"}}).body["article"]
    assert after["slug"] != before["slug"]
    assert anns.get(f"/articles/{before['slug']}").body["article"] == after


def test_tags_are_kept_or_taken_away_or_refused(anns: Program) -> None:
    slug = publish(anns, tagList=["one", "two"])["slug"]
    assert anns.put(f"/articles/{slug}", {"article": {"body": "New"}}).body["article"]["tagList"] == ["one", "two"]
    assert anns.put(f"/articles/{slug}", {"article": {"tagList": None}}).status == 422
    assert anns.put(f"/articles/{slug}", {"article": {"tagList": []}}).body["article"]["tagList"] == []
    assert anns.get(f"/articles/{slug}").body["article"]["tagList"] == []


def test_the_heart_on_and_off(anns: Program, bobs: Program) -> None:
    slug = publish(anns)["slug"]
    for program in (anns, bobs, bobs):
        on = program.post(f"/articles/{slug}/favorite")
    assert (on.status, on.body["article"]["favorited"], on.body["article"]["favoritesCount"]) == (200, True, 2)
    for _ in range(2):
        off = bobs.delete(f"/articles/{slug}/favorite")
    assert (off.status, off.body["article"]["favorited"], off.body["article"]["favoritesCount"]) == (200, False, 1)
    assert off.body["article"]["body"] == "Words"


def test_what_was_deleted_is_gone(anns: Program) -> None:
    slug = publish(anns)["slug"]
    answer = anns.delete(f"/articles/{slug}")
    assert (answer.status, answer.body) == (204, None)
    assert anns.get(f"/articles/{slug}").errors == {"article": ["not found"]}
    assert anns.delete(f"/articles/{slug}").status == 404
    assert anns.get("/articles").body["articlesCount"] == 0


def test_tags_used_once_just_now_are_told(anns: Program, stranger: Program) -> None:
    assert stranger.get("/tags").body == {"tags": []}
    publish(anns, tagList=["once_just_now"])
    assert stranger.get("/tags").body == {"tags": ["once_just_now"]}
