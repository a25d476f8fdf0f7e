"""Sockets of a real site: what they get, what is refused, and that nothing of it stays behind."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from uuid import uuid4

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from accounts.domain.session import SESSION, SignedOut
from blog.models import Article
from es_core.live.consumer import GARBLED, MAX_MESSAGES, MAX_SOCKETS_OF_USER, MAX_WATCHED, TOO_MANY
from es_core.live.key import Key, key_of, token_of
from es_core.live.sessions import ENDED
from es_core.models import LiveProcess
from es_core.testing import given
from tests.accounts.conftest import PASSWORD, Person
from tests.browser.site import Site
from tests.live.page import eventually
from tests.live.tab import Tab, tab
from tests.live.test_hub import count_of, favorite

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_trouble(site: Site) -> Iterator[None]:
    site.troubles()  # those before are others': they may have killed its connections
    yield
    assert site.troubles() == ""


def figure(site: Site, name: str) -> int:
    """As the site says itself, every five seconds."""
    told = LiveProcess.objects.filter(name__endswith=f":{site.pid}").last()
    return int(told.figures[name]) if told else -1


def test_a_favorite_of_another_process_arrives(site: Site, bees: Article) -> None:
    with tab(site.url) as page:
        page.watch(count_of(bees.id))
        page.will_show(count_of(bees.id), "0")
        favorite(bees.id)
        page.will_show(count_of(bees.id), "1")


def test_a_page_of_another_site_gets_no_socket(site: Site) -> None:
    for origin in ("http://evil.example", "null", f"{site.url}.evil.example", None):
        with pytest.raises(InvalidStatus, match=r"40[03]"), tab(site.url, origin=origin):
            pass


def test_another_address_gets_no_socket(site: Site) -> None:
    for path in ("/", "/livex", "/live/", "/article/bees", "/%00"):
        with pytest.raises(InvalidStatus, match="403"), tab(site.url, path=path):
            pass


def bent(key: Key) -> str:
    return token_of(key).replace(key.arguments[0][1], str(uuid4()))


def test_tokens_that_are_not_ours_are_gone_and_the_socket_stays(
    site: Site, bees: Article, ann: Person, bobs: Client
) -> None:
    hers = token_of(key_of("new-in-your-feed", reader_id=ann.id, since=""))
    tokens = ["", "favorites-count?article_id=1:forged", bent(count_of(bees.id)), hers, "\u0000", "é" * 600]
    with tab(site.url, bobs) as page:
        page.say(watch=[(each, "") for each in tokens])
        answers = {token: (each["hash"], each["html"]) for token, each in page.hear().items()}
        assert answers == dict.fromkeys(tokens, ("gone", None))
        page.say(ack=True)
        page.watch(count_of(bees.id))
        page.will_show(count_of(bees.id), "0")


def test_one_s_own_feed_is_one_s_own(site: Site, ann: Person, anns: Client) -> None:
    hers = key_of("new-in-your-feed", reader_id=ann.id, since="")
    with tab(site.url, anns) as page:
        page.watch(hers)
        assert page.html(hers) is not None
    with tab(site.url) as page:
        page.watch(hers)
        assert page.html(hers) is None


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "hello",
        "[]",
        "null",
        "{",
        '{"watch": 1}',
        '{"watch": [["a"]]}',
        '{"watch": [["a", "b", "c"]]}',
        '{"at": "1"}',
        '{"at": 1.5}',
        '{"write": true}',
        '{"type": "websocket.disconnect"}',
        '{"watch": ' + "[" * 30_000,
        '{"watch": [["' + "t" * 2_000 + '", "h"]]}',
        '{"watch": [["t", "' + "h" * 2_000 + '"]]}',
        '{"drop": ["\\ud800"]}',
        "x" * (64 * 1024 + 1),
        b"\x00\x01",
        b"",
    ],
    ids=lambda garbage: repr(garbage[:20]),
)
def test_garbage_closes_the_socket(site: Site, garbage: str | bytes) -> None:
    with tab(site.url) as page:
        page.socket.send(garbage)
        assert page.closed_with() == GARBLED


def test_ten_megabytes_close_the_socket(site: Site) -> None:
    with tab(site.url) as page:
        with suppress(ConnectionClosed):  # before all of it is sent
            page.socket.send("x" * 10_000_000)
        assert page.closed_with() in (1009, 1006)


def test_refusals_are_counted(site: Site) -> None:
    eventually(lambda: figure(site, "sockets") == 0)
    before = figure(site, "refused")
    for _ in range(3):
        with tab(site.url) as page:
            page.socket.send("garbage")
            page.closed_with()
    eventually(lambda: figure(site, "refused") == before + 3)


def test_a_page_has_so_many_fragments(site: Site) -> None:
    keys = [count_of(uuid4()) for _ in range(MAX_WATCHED)]
    with tab(site.url) as page:
        page.watch(*keys)
        page.watch(*keys)  # the same ones again are no more
        page.hear()
        page.say(drop=[token_of(keys[0])], watch=[(token_of(count_of(uuid4())), "")])
        page.say(watch=[(token_of(count_of(uuid4())), "")])
        assert page.closed_with() == TOO_MANY


def test_what_is_gone_counts_as_long_as_it_waits(site: Site) -> None:
    """Else a page that acknowledges nothing would make the server remember anything."""
    with tab(site.url) as page:
        for n in range(3):
            page.say(watch=[(f"forged {n} {m}", "") for m in range(MAX_WATCHED - 1)])
        assert page.closed_with() == TOO_MANY


def flood(page: Tab) -> None:
    with suppress(ConnectionClosed):
        for _ in range(50 * MAX_MESSAGES):
            page.say(ack=True)


def test_a_page_has_so_many_messages_a_second(site: Site) -> None:
    with tab(site.url) as page:
        flood(page)
        assert page.closed_with() == TOO_MANY


def test_one_user_has_so_many_sockets(site: Site, anns: Client, bobs: Client, bees: Article) -> None:
    with ExitStack() as hers:
        for _ in range(MAX_SOCKETS_OF_USER):
            hers.enter_context(tab(site.url, anns))
        with tab(site.url, anns) as one_too_many, tab(site.url, bobs) as another:
            assert one_too_many.closed_with() == TOO_MANY
            another.watch(count_of(bees.id))
            another.will_show(count_of(bees.id), "0")
    with tab(site.url, anns) as again:
        again.watch(count_of(bees.id))
        again.will_show(count_of(bees.id), "0")


def test_signing_out_ends_the_sockets_of_that_session_only(site: Site, ann: Person, bees: Article) -> None:
    there, here = ann.browser(), ann.browser()
    with tab(site.url, there) as ends, tab(site.url, here) as stays:
        there.post("/logout")
        assert ends.closed_with() == ENDED
        stays.watch(count_of(bees.id))
        stays.will_show(count_of(bees.id), "0")


def test_a_session_may_end_a_moment_after_the_event_that_says_so(site: Site, ann: Person, anns: Client) -> None:
    """As it does: the command commits, then the view lets go of the session."""
    with tab(site.url, anns) as page:
        given(SESSION, SignedOut(user_id=ann.id))
        time.sleep(0.4)
        anns.session.flush()
        assert page.closed_with(patience=5) == ENDED


def test_a_new_password_ends_the_other_sessions(site: Site, ann: Person, bob: Person, bees: Article) -> None:
    here, there = ann.browser(), ann.browser()
    with tab(site.url, there) as ends, tab(site.url, bob.browser()) as bobs:
        sent = {"username": ann.username, "email": ann.email, "bio": "", "image": "", "password": PASSWORD + "!"}
        assert here.post("/settings", sent).status_code == 302
        assert ends.closed_with() == ENDED
        bobs.watch(count_of(bees.id))
        bobs.will_show(count_of(bees.id), "0")
    with tab(site.url, here, path=f"/live?viewer={ann.id}") as page:  # under its new key
        page.watch(count_of(bees.id))
        page.will_show(count_of(bees.id), "0")


def test_signing_out_everywhere_ends_every_socket_of_that_person(site: Site, ann: Person, bob: Person) -> None:
    here, there = ann.browser(), ann.browser()
    with tab(site.url, here) as one, tab(site.url, there) as two, tab(site.url, bob.browser()) as bobs:
        assert here.post("/settings/sign-out-everywhere").status_code == 302
        assert (one.closed_with(), two.closed_with()) == (ENDED, ENDED)
        bobs.say(ack=True)  # is still open


def test_a_page_of_a_session_that_has_ended_is_told_so(site: Site, ann: Person, bobs: Client) -> None:
    for browser in (None, bobs):
        with tab(site.url, browser, path=f"/live?viewer={ann.id}") as page:
            assert page.closed_with() == ENDED


def test_a_page_that_acknowledges_nothing_gets_one_frame(site: Site, bees: Article) -> None:
    key = count_of(bees.id)
    with tab(site.url) as slow, tab(site.url) as quick:
        slow.watch(key)
        assert slow.hear()[token_of(key)]["html"] == "0"
        quick.watch(key)
        for n in range(1, 11):
            favorite(bees.id)
            quick.will_show(key, str(n))
        assert slow.hears_nothing()
        slow.say(ack=True)
        assert slow.hear()[token_of(key)]["html"] == "10"


def test_a_page_that_has_got_a_fragment_by_itself_is_not_sent_it(site: Site, bees: Article) -> None:
    key = count_of(bees.id)
    with tab(site.url) as page, tab(site.url) as other:
        page.watch(key)
        known = page.hear()[token_of(key)]["hash"]
        page.say(ack=True)
        favorite(bees.id)
        other.watch(key)
        other.will_show(key, "1")
        page.will_show(key, "1")
        page.say(watch=[(token_of(key), known)], at=-1)  # it went back, as history does
        page.will_show(key, "1")


def test_five_hundred_sockets_leave_nothing_behind(site: Site, anns: Client, bees: Article) -> None:
    for n in range(500):
        with tab(site.url, anns if n % 2 else None) as page:
            page.watch(count_of(bees.id), key_of("comments", article_id=bees.id, before=""))
            if n % 5 == 0:
                page.hear()
    eventually(lambda: [figure(site, each) for each in ("sockets", "subscriptions", "watched", "dirty")] == [0] * 4)
