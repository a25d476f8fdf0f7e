"""Who hears of what: authors, tags, articles, several of them, and an article that changes its tags."""

import pytest

from accounts import commands as accounts
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.feed.happening import now, told, types

pytestmark = pytest.mark.django_db


def heard(program: Program, topics: str, cursor: str = "beginning") -> list[str]:
    return types(told(program, f"/feed?topics={topics}&after={cursor}"))


def titles(program: Program, topics: str) -> list[str]:
    events = told(program, f"/feed?topics={topics}&after=beginning")
    return [each["article"]["title"] for each in events if "article" in each]


def test_each_topic_has_its_own(anns: Program, bobs: Program) -> None:
    bees = publish(anns, "Bees", tagList=["bees", "wax"])["slug"]
    publish(bobs, "Wasps", tagList=["wasps"])
    publish(bobs, "Wax", tagList=["wax"])
    assert titles(anns, "all") == ["Bees", "Wasps", "Wax"]
    assert titles(anns, "author:bob") == ["Wasps", "Wax"]
    assert titles(anns, "tag:wax") == ["Bees", "Wax"]
    assert titles(anns, f"article:{bees}") == ["Bees"]
    assert titles(anns, "tag:wasps,author:ann") == ["Bees", "Wasps"]
    assert titles(anns, "tag:none") == []


def test_what_happens_to_an_article_belongs_to_its_topics(anns: Program, bobs: Program) -> None:
    slug = publish(anns, tagList=["bees"])["slug"]
    cursor = now(anns)
    bobs.post(f"/articles/{slug}/favorite")
    bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Yes"}})
    anns.delete(f"/articles/{slug}")
    for topics in ("author:ann", "tag:bees", f"article:{slug}"):
        assert heard(bobs, topics, cursor) == ["article.deleted"]  # the rest can't be seen any more
    assert heard(bobs, "author:bob", cursor) == []


def test_people_go_by_any_spelling_of_their_name_and_by_their_id(ann: Person, anns: Program) -> None:
    publish(anns)
    for name in ("ann", "ANN", str(ann.id)):
        assert titles(anns, f"author:{name}") == ["Bees"]


def test_an_id_outlives_a_name(ann: Person, anns: Program, stranger: Program) -> None:
    publish(anns)
    accounts.edit_settings(ann.id, username="Anna", email=ann.email, bio=None, image=None)
    assert titles(stranger, f"author:{ann.id}") == titles(stranger, "author:anna") == ["Bees"]
    assert stranger.get("/feed?topics=author:ann").status == 422


def test_an_article_goes_by_all_its_addresses_and_when_it_is_gone(anns: Program, stranger: Program) -> None:
    old = publish(anns, "Bees")["slug"]
    new = anns.put(f"/articles/{old}", {"article": {"title": "Wasps"}}).body["article"]["slug"]
    article_id = told(stranger)[-1]["article"]["id"]
    anns.delete(f"/articles/{new}")
    for name in (old, new, article_id):
        assert heard(stranger, f"article:{name}") == ["article.deleted"]


def test_a_tag_with_a_comma_is_written_with_its_number(anns: Program) -> None:
    publish(anns, tagList=["a, b"])
    assert titles(anns, "tag:a%252C%20b") == ["Bees"]


def test_people_are_told_of_under_every_topic(ann: Person, anns: Program) -> None:
    slug = publish(anns, tagList=["bees"])["slug"]
    cursor = now(anns)
    accounts.edit_settings(ann.id, username="Anna", email=ann.email, bio="Bees!", image=None)
    for topics in ("tag:other", f"article:{slug}", "author:anna"):
        assert heard(anns, topics, cursor) == ["author.renamed", "author.profile_edited"]


def test_followers_are_counted_and_not_named(bob: Person, anns: Program, bobs: Program) -> None:
    cursor = now(anns)
    bobs.post("/profiles/ann/follow")
    [event] = told(anns, f"/feed?topics=author:ann&after={cursor}")
    assert (event["type"], event["author"]["followersCount"]) == ("author.followed", 1)
    assert str(bob.id) not in str(event)
    assert heard(anns, "author:bob", cursor) == []


def test_an_article_that_loses_the_tag_leaves_and_tells_no_more(anns: Program) -> None:
    slug = publish(anns, tagList=["bees", "wax"])["slug"]
    cursor = now(anns)
    anns.put(f"/articles/{slug}", {"article": {"tagList": ["bees"]}})
    anns.post(f"/articles/{slug}/favorite")
    [left] = told(anns, f"/feed?topics=tag:wax&after={cursor}")
    assert (left["type"], list(left["article"])) == ("article.left", ["id"])
    assert heard(anns, "tag:bees", cursor) == ["article.edited", "article.favorited"]
    assert heard(anns, "all", cursor) == ["article.edited", "article.favorited"]


def test_an_article_that_gets_the_tag_appears(anns: Program) -> None:
    slug = publish(anns, tagList=["bees"])["slug"]
    anns.put(f"/articles/{slug}", {"article": {"tagList": ["bees", "wax"]}})
    [entered] = told(anns, "/feed?topics=tag:wax&after=beginning")
    assert (entered["type"], entered["appears"]) == ("article.edited", True)
    assert [each["appears"] for each in told(anns, "/feed?topics=tag:bees&after=beginning")] == [False, False]


def test_who_follows_the_author_too_sees_no_article_leave(anns: Program) -> None:
    slug = publish(anns, tagList=["wax"])["slug"]
    cursor = now(anns)
    anns.put(f"/articles/{slug}", {"article": {"tagList": []}})
    assert heard(anns, "tag:wax,author:ann", cursor) == ["article.edited"]
    assert heard(anns, f"tag:wax,article:{slug}", cursor) == ["article.edited"]


def test_a_deleted_article_that_had_lost_the_tag_before_has_left_all_the_same(anns: Program) -> None:
    slug = publish(anns, tagList=["wax"])["slug"]
    cursor = now(anns)
    anns.put(f"/articles/{slug}", {"article": {"tagList": []}})
    anns.delete(f"/articles/{slug}")
    assert heard(anns, "tag:wax", cursor) == ["article.left"]
