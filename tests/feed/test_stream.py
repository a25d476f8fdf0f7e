"""The feed as a stream of a real site: it comes as it happens, goes on where it broke off, leaves nothing behind."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench.live.server import Server
from blog.models import Article
from es_core.context import new_id
from tests.accounts.conftest import Person
from tests.api.conftest import Program
from tests.blog.history import article_of, comment_of, favorite_of
from tests.browser.site import Site, serving
from tests.feed.listening import Refused, listening
from tests.live.page import eventually
from tests.live.test_sockets import figure

pytestmark = pytest.mark.django_db(transaction=True)

LARGE = 250_000  # characters of an article


@pytest.fixture(autouse=True)
def no_trouble(site: Site) -> Iterator[None]:
    site.troubles()
    yield
    assert site.troubles() == ""


def test_what_another_process_commits_arrives(site: Site, bees: Article) -> None:
    with listening(site.url) as ear:
        favorite_of(new_id(), bees)
        event = ear.hear("article.favorited")
        assert event["article"]["favoritesCount"] == 1
        assert event["cursor"] == ear.cursor


def test_a_reader_hears_of_its_topics_only(site: Site, ann: Person, bees: Article) -> None:
    wasps = article_of(ann.id, title="Wasps", tags=("wasps",))
    with listening(site.url, topics="tag:wasps") as ear:
        favorite_of(new_id(), bees)
        favorite_of(new_id(), wasps)
        assert ear.hear("article.favorited")["article"]["slug"] == "wasps"


def test_who_comes_back_hears_what_happened_meanwhile_and_nothing_twice(site: Site, bees: Article) -> None:
    with listening(site.url) as ear:
        favorite_of(new_id(), bees)
        ear.hear("article.favorited")
    for _ in range(3):
        favorite_of(new_id(), bees)
    with listening(site.url, last=ear.cursor) as again:
        counts = [again.hear()["article"]["favoritesCount"] for _ in range(3)]
        favorite_of(new_id(), bees)
        assert again.hear()["article"]["favoritesCount"] == 5
    assert counts == [4, 4, 4]  # each is told as it is now


def test_the_header_counts_for_more_than_the_address(site: Site, bees: Article) -> None:
    with listening(site.url) as ear:
        favorite_of(new_id(), bees)
        ear.hear("article.favorited")
    with listening(site.url, topics="all&after=beginning", last=ear.cursor) as again:
        favorite_of(new_id(), bees)
        assert again.hear()["article"]["favoritesCount"] == 2  # not the beginning


def test_from_the_beginning_everything_comes_however_much_it_is(site: Site, ann: Person, bees: Article) -> None:
    for n in range(250):
        favorite_of(new_id(), bees)
        if n % 50 == 0:
            article_of(ann.id, body="x" * LARGE)
    with listening(site.url, topics="all&after=beginning") as ear:
        heard = [ear.hear()["type"] for _ in range(257)]
    assert heard[:2] == ["author.registered", "article.published"]
    assert (heard.count("article.favorited"), heard.count("article.published")) == (250, 6)


def test_what_is_refused_is_refused_in_words(site: Site) -> None:
    for topics in ("nothing", "author:nobody"):
        with pytest.raises(Refused, match=r"422.*topics"), listening(site.url, topics=topics):
            pass
    with pytest.raises(Refused, match=r"401.*token"), listening(site.url, Authorization="Token forged"):
        pass


def test_head_tells_what_would_come_and_ends(site: Site) -> None:
    line = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    for _ in range(2):  # the same connection serves again
        line.request("HEAD", "/api/feed", headers={"Accept": "text/event-stream"})
        answer = line.getresponse()
        assert (answer.status, answer.headers["Content-Type"], answer.read()) == (200, "text/event-stream", b"")
    line.request("GET", "/api/tags")
    assert line.getresponse().status == 200
    line.close()


def test_streams_take_no_turn_no_thread_and_no_connection(bees: Article, tmp_path: Path) -> None:
    """More of them than requests at once and connections, and pages are served beside them."""
    with ExitStack() as opened:
        site = opened.enter_context(
            serving(tmp_path, REQUESTS_AT_ONCE="2", REQUEST_PATIENCE="5", DATABASE_CONNECTIONS="4")
        )
        ears = [opened.enter_context(listening(site.url)) for _ in range(30)]
        threads = threads_of(site.pid)
        page = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
        page.request("GET", "/")
        assert page.getresponse().status == 200
        page.close()
        favorite_of(new_id(), bees)
        assert all(ear.hear("article.favorited") for ear in ears)
        assert threads < 20
        assert site.troubles() == ""


def threads_of(pid: int) -> int:
    with open(f"/proc/{pid}/status") as status:  # noqa: PTH123 - no file of ours
        return int(next(line.split()[1] for line in status if line.startswith("Threads:")))


def test_whoever_leaves_is_gone(site: Site, bees: Article) -> None:
    for _ in range(50):
        with listening(site.url) as ear:
            favorite_of(new_id(), bees)
            ear.hear("article.favorited")
    eventually(lambda: figure(site, "streams") == 0)


def deaf(site: Site) -> socket.socket:
    """It asks for everything, and reads nothing."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    found.connect(("127.0.0.1", urlsplit(site.url).port or 0))
    found.sendall(b"GET /api/feed?after=beginning HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
    assert found.recv(200).startswith(b"HTTP/1.1 200")
    return found


def test_readers_that_do_not_read_cost_little_and_delay_nobody(ann: Person, bees: Article, tmp_path: Path) -> None:
    """Sixty megabytes are there for each of them."""
    for _ in range(240):
        article_of(ann.id, body="x" * LARGE)
    with ExitStack() as opened:
        site = opened.enter_context(serving(tmp_path))
        ear = opened.enter_context(listening(site.url))
        server = Server(site.pid, 0)
        before = server.memory()
        for _ in range(40):
            opened.enter_context(deaf(site))
        eventually(lambda: figure(site, "streams") == 41)
        began = time.monotonic()
        comment_of(ann.id, bees)
        assert ear.hear("comment.added")
        longest = time.monotonic() - began
        grown = server.memory() - before
        print(f"40 deaf readers: {grown >> 20} MB, another waits {longest * 1000:.0f} ms")
        assert grown < 40 * 240 * LARGE / 10  # much of it is room that the allocator keeps
        assert longest < 10
        assert site.troubles() == ""


def test_a_site_with_open_streams_ends_soon_and_in_silence(bees: Article, tmp_path: Path) -> None:
    with ExitStack() as opened:
        with serving(tmp_path) as site:
            ears = [opened.enter_context(listening(site.url)) for _ in range(5)]
            favorite_of(new_id(), bees)
            assert all(ear.hear() for ear in ears)
            began = time.monotonic()
        assert time.monotonic() - began < 8  # it does not wait for them as for a request
        assert site.troubles() == ""


def test_there_is_room_for_so_many(bees: Article, tmp_path: Path) -> None:
    room = {"LIVE_SOCKETS": "4", "LIVE_SOCKETS_OF_ADDRESS": "2", "TRUSTED_PROXY": "127.0.0.1"}
    with ExitStack() as opened:
        site = opened.enter_context(serving(tmp_path, **room))

        def open_from(address: str) -> None:
            opened.enter_context(listening(site.url, **{"X-Forwarded-For": address}))

        open_from("192.0.2.1")
        open_from("192.0.2.1")
        with pytest.raises(Refused) as told:
            open_from("192.0.2.1")
        assert (told.value.status, told.value.headers["Retry-After"]) == (429, "5")
        assert told.value.body == {"errors": {"feed": ["too many open streams from one address"]}}
        open_from("192.0.2.2")
        open_from("192.0.2.3")
        with pytest.raises(Refused) as told:
            open_from("192.0.2.4")
        assert (told.value.status, told.value.body) == (503, {"errors": {"feed": ["too many open streams"]}})


def test_programs_may_ask_for_pages_meanwhile(site: Site, stranger: Program, bees: Article) -> None:
    with listening(site.url) as ear:
        page = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
        page.request("GET", "/api/feed?after=beginning")
        answer = page.getresponse()
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("application/json")
        assert b"article.published" in answer.read()
        page.close()
        favorite_of(new_id(), bees)
        assert ear.hear()
