"""What may be seen, and what a token lets in, is the same on pages, in the REST API, in the feed and in GraphQL."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts import commands, moderation, personal_tokens, tokens
from accounts.forgetting import forget_user
from blog.domain.article import ARTICLE, UndeleteArticle
from blog.models import Article
from es_core.execute import execute
from es_core.models import Event
from tests.accounts.conftest import Person, register
from tests.api.conftest import Program
from tests.feed.test_visibility import (
    SECRET,
    People,
    deleted_article,
    deleted_comment,
    edited_away,
    hidden_article,
    hidden_comment,
    suspended_author,
    suspended_reader,
    waiting_article,
)
from tests.graphql.conftest import Program as GraphQL

pytestmark = pytest.mark.django_db

Shown = Callable[["Reader"], str]

EVERY_ARTICLE = """{ articles { nodes { title description body tags { name } author { username bio }
    comments { nodes { body author { username bio } } } } } }"""
ONE_ARTICLE = """query($slug: String!) { article(slug: $slug) { title body author { username bio }
    comments { nodes { body author { username bio } } } } }"""
PERSON = """query($name: String!) { profile(username: $name) { username bio
    articles { nodes { title body } } favorites { nodes { title body } } } }"""
TAGS = "{ tags { name } }"


class Reader:
    """Somebody who reads the site in one way or another; `token` None is a stranger."""

    def __init__(self, slugs: list[str], token: str | None = None) -> None:
        self.slugs, self.rest, self.graphql, self.browser = slugs, Program(token), GraphQL(token), Client()


def pages(reader: Reader) -> str:
    paths = ["/", "/tag/bees", "/profile/ann", "/profile/bob", "/profile/bob/favorites"]
    paths += [f"/article/{slug}" for slug in reader.slugs]
    return "".join(reader.browser.get(path).text.replace(path, "") for path in paths)  # what was asked for is no secret


def rest(reader: Reader) -> str:
    paths = [
        "/articles",
        "/articles?tag=bees",
        "/articles?author=ann",
        "/articles?author=bob",
        "/articles?favorited=bob",
    ]
    paths += ["/tags", "/profiles/ann", "/profiles/bob"]
    paths += [f"/articles/{slug}{more}" for slug in reader.slugs for more in ("", "/comments")]
    return "".join(json.dumps(reader.rest.get(path).body) for path in paths)


def feed(reader: Reader) -> str:
    paths = [
        f"/feed{kind}topics={topics}" for topics in ("all", "tag:bees") for kind in ("/snapshot?", "?after=beginning&")
    ]
    return "".join(json.dumps(reader.rest.get(path).body) for path in paths)


def graphql(reader: Reader) -> str:
    told = [reader.graphql.ask(EVERY_ARTICLE), reader.graphql.ask(TAGS)]
    told += [reader.graphql.ask(ONE_ARTICLE, slug=slug) for slug in reader.slugs]
    told += [reader.graphql.ask(PERSON, name=name) for name in ("ann", "bob")]
    return json.dumps(told)


WAYS = [pages, rest, feed, graphql]
HAPPENED = [
    deleted_article, deleted_comment, edited_away, hidden_article, hidden_comment, suspended_author, suspended_reader,
    waiting_article,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("happened", HAPPENED, ids=lambda each: each.__name__)
def test_what_nobody_may_see_is_shown_nowhere(
    ann: Person, bob: Person, anns: Program, bobs: Program, happened: Callable[[People], None], way: Shown
) -> None:
    """Not to a stranger, and not to somebody signed in whom it does not concern."""
    happened(People(ann, bob, anns, bobs))
    slugs = [str(slug) for slug in Article.objects.values_list("slug", flat=True)]
    for reader in (Reader(slugs), Reader(slugs, personal_token(register("cid"), "read"))):
        assert SECRET not in way(reader)


@pytest.mark.parametrize("way", WAYS, ids=lambda each: each.__name__)
def test_what_everybody_may_see_is_shown_everywhere(
    ann: Person, bob: Person, anns: Program, bobs: Program, way: Shown
) -> None:
    """Or the test above would hold for a site that shows nothing."""
    deleted_and_back(People(ann, bob, anns, bobs))
    assert way(Reader([Article.objects.get().slug])).count(SECRET) >= 2


def deleted_and_back(people: People) -> None:
    deleted_article(people)
    execute(ARTICLE, UndeleteArticle(article_id=Article.objects.get().id, undeleter_id=people.ann.id))


def personal_token(person: Person, *scopes: str) -> str:
    secret = personal_tokens.new_secret()
    personal_tokens.issue(person.id, secret=secret, name="A program", scopes=scopes, days=30)
    return secret


def suspended(person: Person) -> None:
    moderation.suspend(person.id, "Spam", by=None)


def signed_out_everywhere(person: Person) -> None:
    personal_tokens.sign_out_everywhere(person.id, revokes_tokens=True)


def with_a_new_password(person: Person) -> None:
    commands.change_password(person.id, "another good one")


def forgotten(person: Person) -> None:
    forget_user(person.id, erase=False)


Ask = Callable[[str], bool]


def rest_lets_in(token: str) -> bool:
    return Program(token).get("/user").status == 200


def rest_lists_let_in(token: str) -> bool:
    return Program(token).get("/articles").status == 200


def feed_lets_in(token: str) -> bool:
    return Program(token).get("/feed").status == 200


def graphql_lets_in(token: str) -> bool:
    _, body, _ = GraphQL(token).send({"query": "{ viewer { profile { username } } }"})
    return bool((body.get("data") or {}).get("viewer"))


@pytest.mark.parametrize("lets_in", [rest_lets_in, rest_lists_let_in, feed_lets_in, graphql_lets_in])
@pytest.mark.parametrize("ended", [suspended, signed_out_everywhere, with_a_new_password, forgotten])
def test_a_token_ends_everywhere_at_once(bob: Person, ended: Callable[[Person], None], lets_in: Ask) -> None:
    given = [tokens.issue(bob.user), personal_token(bob, "read")]
    assert [lets_in(each) for each in given] == [True, True]
    ended(bob)
    assert [lets_in(each) for each in given] == [False, False]


@pytest.mark.parametrize("lets_in", [rest_lets_in, feed_lets_in, graphql_lets_in])
@pytest.mark.parametrize("token", ["", "nonsense", "conduit_pat_nonsense", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused_everywhere(db: None, token: str, lets_in: Ask) -> None:
    assert not lets_in(token or "Token")


def test_who_may_only_read_writes_nowhere(bob: Person, bees: Article) -> None:
    token = personal_token(bob, "read")
    before = Event.objects.count()
    assert Program(token).post(f"/articles/{bees.slug}/favorite").status == 403
    payload = GraphQL(token).do("favorite", "errors { reason }", slug=bees.slug)
    assert payload == {"errors": [{"reason": "FORBIDDEN"}]}
    assert Event.objects.count() == before
