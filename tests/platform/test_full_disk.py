"""No more room for Postgres' files: writers are told, readers go on reading, nothing is lost or there twice."""

import random
import resource
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from conduit_site.postgres.cluster import Cluster
from tests.platform.conftest import end_postgres
from tests.platform.test_serve import Site
from tests.visitor import Fields, Visitor

ROOM = 18_000_000  # bytes a file; a piece of the write-ahead log has 16 MiB
BODY = 250_000  # letters, too random to be packed
MANY = 200  # articles, more than there is room for
FULL = "Something broke on our side", "Back in a moment"


@contextmanager
def little_room() -> Iterator[None]:
    """For whoever is started meanwhile, and for Postgres under it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    var = tmp_path_factory.mktemp("full")
    yield var
    end_postgres(Cluster(var / "postgres"))


@contextmanager
def served(var: Path) -> Iterator[Site]:
    site = Site(var)
    assert site.process.poll() is None, "".join(site.said)
    try:
        yield site
    finally:
        site.process.terminate()
        site.ended()


def article(number: int) -> Fields:
    body = "".join(random.choices(string.ascii_letters + string.digits, k=BODY))
    return {"title": f"Article {number}", "description": "d", "body": body, "tagList": ""}


def published(site: Site, what: str) -> int:
    with psycopg.connect(**site.cluster.address("conduit")) as connection:
        [count] = connection.execute(what.encode()).fetchone() or [0]
    return int(count)


def test_a_full_disk_loses_nothing_and_doubles_nothing(var: Path) -> None:
    with little_room(), served(var) as site:
        visitor = Visitor(site.port)
        credentials = {"username": "ann", "email": "ann@example.org", "password": "open sesame"}
        assert visitor.send("/register", **credentials)[0] == 302
        accepted, refused = fill(visitor)
        assert visitor.get("/")[0] == 200
        expect_exactly(site, accepted)
    with served(var) as site:
        visitor.port = site.port
        for _ in range(2):
            assert visitor.post("/editor", visitor.fields("/editor") | refused)[0] == 302
        assert visitor.send("/editor", **article(MANY))[0] == 302
        expect_exactly(site, accepted + 2)


def fill(visitor: Visitor) -> tuple[int, Fields]:
    """Until there is no more room: how many were accepted, and the form that was not, with its command id."""
    for accepted in range(MANY):
        form = visitor.fields("/editor") | article(accepted)
        status, page, _ = visitor.post("/editor", form)
        if status != 302:
            assert status in (500, 503), status
            assert any(words in page for words in FULL)
            return accepted, {name: value for name, value in form.items() if name != "csrfmiddlewaretoken"}
    raise AssertionError("there was room for everything")


def expect_exactly(site: Site, number: int) -> None:
    """In the log, in the record and in what pages read."""
    assert published(site, "SELECT count(*) FROM es_event WHERE event_type = 'ArticlePublished'") == number
    assert published(site, "SELECT count(DISTINCT stream_id) FROM es_event WHERE stream_type = 'article'") == number
    assert (
        published(site, "SELECT count(*) FROM es_command WHERE name = 'PublishArticle' AND status = 'accepted'")
        == number
    )
    assert published(site, "SELECT count(*) FROM blog_article") == number
