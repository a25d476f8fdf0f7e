"""Subscriptions of a real site: what they tell, to whom, and what is refused."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from accounts import commands, personal_tokens, tokens
from accounts.domain.user import USER, UserRenamed
from accounts.models import PersonalToken
from accounts.moderation import suspend
from blog.domain.article import ARTICLE, ArticleDeleted
from blog.domain.favorite import FAVORITE, ArticleFavorited
from blog.graphql.consumer import MAX_FOLLOWED, MAX_MESSAGES
from blog.graphql.messages import FORBIDDEN, GARBLED, ID_IN_USE, NO_PROTOCOL, TOO_MANY, UNAUTHORISED
from blog.models import Article
from es_core.context import new_id
from es_core.models import CommandRecord
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.api.test_personal_tokens import token_of
from tests.blog.history import article_of, comment_of, favorite_of, later
from tests.browser.site import Site, serving
from tests.graphql.tab import Tab, tab
from tests.live.page import eventually
from tests.live.test_sockets import figure

pytestmark = pytest.mark.django_db(transaction=True)

ARTICLE_CHANGED = """subscription ($slug: String!) {
  articleChanged(slug: $slug) { title favoritesCount favorited author { username } }
}"""
COUNT = 'subscription { articleChanged(slug: "bees") { favoritesCount } }'
COMMENTS = 'subscription { commentsOf(slug: "bees", first: 2) { totalCount nodes { body author { username } } } }'
NEW = "subscription ($tag: String) { newArticles(tag: $tag, first: 3) { title } }"


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(autouse=True)
def no_trouble(site: Site) -> Iterator[None]:
    site.troubles()
    yield
    site.becomes_quiet()  # or the tables, which are emptied next, are still being read
    assert site.troubles() == ""


def count(n: int) -> dict[str, dict[str, int]]:
    return {"articleChanged": {"favoritesCount": n}}


def mark(article: Article) -> None:
    given(FAVORITE, ArticleFavorited(article_id=article.id, reader_id=new_id()))


def test_an_article_is_told_now_and_whenever_it_changes(site: Site, ann: Person, bob: Person, bees: Article) -> None:
    shown = {"title": "Bees", "favoritesCount": 0, "favorited": False, "author": {"username": "ann"}}
    with tab(site.url) as socket:
        socket.greet().follow(ARTICLE_CHANGED, slug="bees")
        assert socket.data() == {"articleChanged": shown}
        favorite_of(bob.id, bees)
        assert socket.data() == {"articleChanged": shown | {"favoritesCount": 1}}
        given(USER, UserRenamed(user_id=ann.id, username="anna"))
        assert socket.data()["articleChanged"]["author"] == {"username": "anna"}
        given(ARTICLE, ArticleDeleted(article_id=bees.id, deleted_at=later()))
        assert socket.data() == {"articleChanged": None}


def test_what_a_token_s_holder_did_is_theirs(site: Site, bob: Person, bees: Article) -> None:
    with tab(site.url) as his, tab(site.url) as strangers:
        for socket, token in ((his, tokens.issue(bob.user)), (strangers, None)):
            socket.greet(token).follow('subscription { articleChanged(slug: "bees") { favorited } }')
            assert socket.data() == {"articleChanged": {"favorited": False}}
        favorite_of(bob.id, bees)
        assert his.data() == {"articleChanged": {"favorited": True}}
        assert strangers.hears_nothing()


def test_comments_come_and_go(site: Site, ann: Person, bob: Person, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet().follow(COMMENTS)
        assert socket.data() == {"commentsOf": {"totalCount": 0, "nodes": []}}
        for n, who in enumerate((ann, bob, ann), 1):
            comment_of(who.id, bees, f"C{n}")
        socket.will_show({"commentsOf": {"totalCount": 3, "nodes": [
            {"body": "C3", "author": {"username": "ann"}}, {"body": "C2", "author": {"username": "bob"}},
        ]}})  # fmt: skip
        given(USER, UserRenamed(user_id=bob.id, username="rob"))
        assert socket.data()["commentsOf"]["nodes"][1]["author"] == {"username": "rob"}


def test_new_articles_of_a_tag_and_of_all(site: Site, ann: Person, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet()
        socket.follow(NEW, "all")
        assert socket.data("all") == {"newArticles": [{"title": "Bees"}]}
        socket.follow(NEW, "insects", tag="Insects")
        assert socket.data("insects") == {"newArticles": []}
        article_of(ann.id, title="Wasps", tags=("insects",))
        heard = {message["id"]: message["payload"]["data"] for message in (socket.hear(), socket.hear())}
        assert heard == {
            "all": {"newArticles": [{"title": "Wasps"}, {"title": "Bees"}]},
            "insects": {"newArticles": [{"title": "Wasps"}]},
        }


def test_what_was_dropped_is_told_no_more(site: Site, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet().follow(COUNT)
        assert socket.data() == count(0)
        socket.say("complete", id="1")
        mark(bees)
        assert socket.hears_nothing()
        socket.follow(COUNT)  # its name is free again
        assert socket.data() == count(1)


def test_a_query_is_answered_and_complete(site: Site, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet().follow("{ articles { totalCount } }")
        assert socket.hear() == {"type": "next", "id": "1", "payload": {"data": {"articles": {"totalCount": 1}}}}
        assert socket.hear() == {"type": "complete", "id": "1"}


def test_a_mutation_does_not_come_by_a_socket(site: Site, bob: Person, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet(tokens.issue(bob.user)).follow('mutation { favorite(slug: "bees") { article { slug } } }')
        message = "a mutation comes by POST, not by a socket"
        assert socket.hear() == {"type": "error", "id": "1", "payload": [{"message": message}]}


WIDE = "articles(first: 100) { nodes { comments(first: 100) { nodes { id } } } }"
WRONG = [
    "{",
    "subscription { nowhere }",
    "subscription { newArticles(first: 0) { slug } }",
    'subscription { newArticles { slug } articleChanged(slug: "bees") { slug } }',
    f"subscription {{ newArticles {{ author {{ {WIDE} }} }} }}",
]


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_operation_is_an_error_and_the_socket_stays(site: Site, bees: Article, query: str) -> None:
    with tab(site.url) as socket:
        socket.greet().follow(query, "wrong")
        message = socket.hear()
        assert message["type"] == "error" or message["payload"]["errors"]
        socket.follow(COUNT, "right")
        assert socket.data("right") == count(0)


def test_what_is_nowhere_is_null(site: Site, bees: Article) -> None:
    with tab(site.url) as socket:
        for name, slug in (("a", "nowhere"), ("b", "\0"), ("c", "")):
            socket.greet() if name == "a" else None
            socket.follow(ARTICLE_CHANGED, name, slug=slug)
            assert socket.data(name) == {"articleChanged": None}


GARBAGE = [
    "",
    "hello",
    "[]",
    "null",
    "{",
    '{"type": "start"}',
    '{"type": "subscribe"}',
    '{"type": "connection_init", "payload": 1}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{ a }"}}',
    '{"type": "subscribe", "id": 1, "payload": {"query": ""}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "\\ud800"}}',
    "[" * 30_000,
    "x" * (64 * 1024 + 1),
    b"\x00\x01",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda garbage: repr(garbage[:40]))
def test_garbage_closes_the_socket(site: Site, garbage: str | bytes) -> None:
    with tab(site.url) as socket:
        socket.socket.send(garbage)
        assert socket.closed_with() == GARBLED


def test_another_protocol_is_refused(site: Site) -> None:
    for protocols in (["graphql-ws"], None):
        with tab(site.url, subprotocols=protocols) as socket:
            assert socket.closed_with() == NO_PROTOCOL


def test_nobody_follows_before_the_greeting(site: Site) -> None:
    with tab(site.url) as socket:
        socket.follow(COUNT)
        assert socket.closed_with() == UNAUTHORISED


def test_one_greeting_is_enough(site: Site) -> None:
    with tab(site.url) as socket:
        socket.greet().say("connection_init")
        assert socket.closed_with() == TOO_MANY


@pytest.mark.parametrize("sent", ["Token nonsense", "Bearer x", "nonsense", 1, ["Token"]])
def test_a_token_that_is_none_ends_it(site: Site, sent: object) -> None:
    with tab(site.url) as socket:
        socket.say("connection_init", payload={"Authorization": sent})
        assert socket.closed_with() == FORBIDDEN


def test_an_id_is_used_once_at_a_time(site: Site, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet().follow(COUNT)
        socket.follow(COUNT)
        assert socket.closed_with() == ID_IN_USE


def test_a_socket_follows_so_many(site: Site, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet()
        for n in range(MAX_FOLLOWED):
            socket.follow(COUNT, str(n))
        for n in range(MAX_FOLLOWED):
            assert socket.data(str(n)) == count(0)
        socket.follow(COUNT, "one too many")
        assert socket.closed_with() == TOO_MANY


def test_a_socket_has_so_many_messages_a_second(site: Site) -> None:
    with tab(site.url) as socket:
        for _ in range(3 * MAX_MESSAGES):
            socket.socket.send('{"type": "pong"}')
        assert socket.closed_with() == TOO_MANY


def test_a_new_password_ends_the_sockets_of_the_old_token(site: Site, ann: Person, bob: Person, bees: Article) -> None:
    with tab(site.url) as hers, tab(site.url) as his:
        hers.greet(tokens.issue(ann.user)).follow(COUNT)
        his.greet(tokens.issue(bob.user)).follow(COUNT)
        assert hers.data() == his.data() == count(0)
        commands.change_password(ann.id, "another sesame")
        assert hers.closed_with() == FORBIDDEN
        mark(bees)
        assert his.data() == count(1)


def test_a_token_that_is_revoked_ends_its_socket(site: Site, bob: Person, bees: Article) -> None:
    secret = token_of(bob, "read")
    with tab(site.url) as socket:
        socket.greet(secret).follow(COUNT)
        assert socket.data() == count(0)
        personal_tokens.revoke(bob.id, PersonalToken.objects.get().id)
        assert socket.closed_with(patience=10) == FORBIDDEN


def test_who_is_suspended_follows_nothing_and_is_followed_by_nobody(site: Site, ann: Person, bees: Article) -> None:
    with tab(site.url) as hers, tab(site.url) as strangers:
        for socket, token in ((hers, tokens.issue(ann.user)), (strangers, None)):
            socket.greet(token).follow(COUNT)
            assert socket.data() == count(0)
        suspend(ann.id, "Sells watches.", by=None)
        assert hers.closed_with() == FORBIDDEN
        assert strangers.data() == {"articleChanged": None}


def test_its_sockets_are_on_record(site: Site, bob: Person, bees: Article) -> None:
    with tab(site.url) as socket:
        socket.greet(tokens.issue(bob.user))
    eventually(lambda: {"SocketOpened", "TokenFirstUsed"} <= noted_of(bob))


def noted_of(person: Person) -> set[str]:
    return set(CommandRecord.objects.filter(actor_id=person.id, channel="socket").values_list("name", flat=True))


def test_a_reader_who_answers_no_ping_gets_one_answer(site: Site, bees: Article) -> None:
    with tab(site.url) as slow, tab(site.url) as quick:
        slow.is_deaf = True
        for socket in (slow, quick):
            socket.greet().follow(COUNT)
            assert socket.data() == count(0)
        for n in range(1, 6):
            mark(bees)
            quick.will_show(count(n))
        assert slow.hears_nothing()
        slow.say("pong")
        assert slow.data() == count(5)


def test_a_hundred_strangers_hear_of_one_change(site: Site, bees: Article) -> None:
    with ExitStack() as opened:
        sockets: list[Tab] = [opened.enter_context(tab(site.url)) for _ in range(100)]
        for each in sockets:
            each.greet().follow(COUNT)
        assert [each.data() for each in sockets] == [count(0)] * 100
        began = time.monotonic()
        mark(bees)
        for each in sockets:
            each.will_show(count(1))
        print(f"100 strangers: {time.monotonic() - began:.2f} s from the commit to the last of them")
    names = ("sockets", "subscriptions", "watched", "dirty")
    eventually(lambda: [figure(site, each) for each in names] == [0] * 4)


def test_subscribed_at_any_moment_nobody_misses_the_last_state(site: Site, bees: Article) -> None:
    with ExitStack() as opened:
        sockets = []
        for _ in range(30):
            socket = opened.enter_context(tab(site.url)).greet()
            socket.follow(COUNT)
            mark(bees)
            sockets.append(socket)
        for each in sockets:
            each.will_show(count(30))
