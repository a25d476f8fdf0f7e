"""What nobody may see is not there for programs either: deleted, waiting for its time, or of somebody who has left."""

from datetime import timedelta

import pytest

from accounts import tokens
from accounts.forgetting import forget_user
from accounts.moderation import restore, suspend
from blog import commands, moderation
from blog.domain.report import Kind
from blog.models import Article
from blog.moderation import Thing
from es_core.context import now
from tests.accounts.conftest import PASSWORD, Person
from tests.api.conftest import Program, publish
from tests.blog.history import comment_of

BY_SLUG = [
    ("GET", ""),
    ("PUT", ""),
    ("DELETE", ""),
    ("POST", "/favorite"),
    ("DELETE", "/favorite"),
    ("GET", "/comments"),
    ("POST", "/comments"),
]
LISTS = ["", "?tag=bees", "?author=ann", "?favorited=bob", "/feed"]


@pytest.fixture
def deleted(anns: Program, bobs: Program) -> str:
    slug = str(publish(anns, tagList=["bees"])["slug"])
    bobs.post(f"/articles/{slug}/favorite")
    anns.delete(f"/articles/{slug}")
    return slug


@pytest.fixture
def waiting(ann: Person) -> str:
    executed = commands.publish_article(
        author_id=ann.id, title="Bees", description="About", body="Words", tags=["bees"],
        publish_on=now() + timedelta(days=1),
    )  # fmt: skip
    return str(executed.events[0].event.slug)


@pytest.fixture
def hidden(anns: Program, bobs: Program) -> str:
    published = publish(anns, tagList=["bees"])
    bobs.post(f"/articles/{published['slug']}/favorite")
    moderation.hide(Thing(Kind.ARTICLE, Article.objects.get(slug=published["slug"]).id), "Spam")
    return str(published["slug"])


@pytest.fixture
def of_somebody_suspended(ann: Person, anns: Program, bobs: Program) -> str:
    slug = str(publish(anns, tagList=["bees"])["slug"])
    bobs.post(f"/articles/{slug}/favorite")
    suspend(ann.id, "Shouts", by=None)
    return slug


@pytest.fixture(params=["deleted", "waiting", "hidden", "of_somebody_suspended"])
def unseen(request: pytest.FixtureRequest) -> str:
    slug: str = request.getfixturevalue(request.param)
    return slug


@pytest.mark.parametrize(("method", "path"), BY_SLUG)
def test_nobody_finds_it(unseen: str, bobs: Program, method: str, path: str) -> None:
    body = {"article": {"body": "Other"}, "comment": {"body": "Hi"}}
    answer = bobs.call(method, f"/articles/{unseen}{path}", body if method in ("PUT", "POST") else None)
    assert (answer.status, answer.errors) == (404, {"article": ["not found"]})


@pytest.mark.parametrize("path", LISTS)
def test_no_list_has_it(unseen: str, bobs: Program, path: str) -> None:
    bobs.post("/profiles/ann/follow")
    assert bobs.get(f"/articles{path}").body == {"articles": [], "articlesCount": 0}
    assert bobs.get("/tags").body == {"tags": []}


def test_a_forgotten_person_has_no_token_and_another_name(ann: Person, anns: Program, bobs: Program) -> None:
    slug = publish(anns)["slug"]
    token = tokens.issue(ann.user)
    name = forget_user(ann.id, erase=False)
    assert Program(token).get("/user").status == 401
    assert bobs.get("/profiles/ann").status == 404
    assert bobs.get(f"/articles/{slug}").body["article"]["author"]["username"] == name
    assert bobs.get(f"/profiles/{name}").body["profile"]["bio"] is None
    assert bobs.post(f"/profiles/{name}/follow").errors == {"profile": ["not found"]}


def test_who_is_suspended_is_refused_and_not_there(ann: Person, anns: Program, bobs: Program) -> None:
    slug = publish(bobs)["slug"]
    anns.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}})
    anns.post(f"/articles/{slug}/favorite")
    suspend(ann.id, "Shouts", by=None)
    for method, path in (("GET", "/user"), ("GET", "/articles/feed"), ("POST", f"/articles/{slug}/favorite")):
        answer = anns.call(method, path)
        assert (answer.status, answer.errors) == (401, {"token": ["is invalid"]})
    assert bobs.get("/profiles/ann").status == bobs.post("/profiles/ann/follow").status == 404
    assert bobs.get(f"/articles/{slug}/comments").body == {"comments": []}
    assert bobs.get("/articles?favorited=ann").body["articles"] == []
    login = {"user": {"email": ann.email, "password": PASSWORD}}
    told = bobs.post("/users/login", login)
    assert (told.status, told.errors) == (403, {"credentials": ["this account is suspended: Shouts"]})
    restore(ann.id)
    assert anns.get("/user").status == 200
    assert len(bobs.get(f"/articles/{slug}/comments").body["comments"]) == 1


def test_a_hidden_comment_is_not_there(bees: Article, bob: Person, anns: Program) -> None:
    comment = comment_of(bob.id, bees)
    moderation.hide(Thing(Kind.COMMENT, comment.id), "Spam")
    assert anns.get(f"/articles/{bees.slug}/comments").body == {"comments": []}
    moderation.unhide(Thing(Kind.COMMENT, comment.id))
    assert len(anns.get(f"/articles/{bees.slug}/comments").body["comments"]) == 1
