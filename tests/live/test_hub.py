"""The hub on a real log: what is committed anywhere reaches whoever watches, once, in its last state."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from blog.domain.favorite import FAVORITE, ArticleFavorited, FavoriteArticle
from blog.live import article_id
from blog.projectors import favorites
from blog.queries.live import favorites_count
from es_core import tail
from es_core.context import new_id
from es_core.execute import execute
from es_core.live import LiveQuery
from es_core.live.board import Moment
from es_core.live.hub import Hub, hub
from es_core.live.key import Key, key_of
from es_core.live.pacing import LONGEST
from es_core.rebuild import rebuild
from es_core.statements import run
from es_core.testing import given
from tests.browser.site import NAME
from tests.es_core.at_once import in_background
from tests.live.page import Page, eventually, looping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page() -> Iterator[Page]:
    with looping() as loop:
        yield Page(loop)


def favorite(article: UUID) -> None:
    execute(FAVORITE, FavoriteArticle(article_id=article, reader_id=new_id()))


def count_of(article: UUID) -> Key:
    return key_of("favorites-count", article_id=article)


def watched(running: Hub, page: Page, key: Key) -> Key:
    running.watch(page, key, "as it was", -1)
    eventually(lambda: page.offered)
    return key


def test_what_another_connection_commits_reaches_a_watcher(running: Hub, page: Page) -> None:
    bees = uuid4()
    watched(running, page, count_of(bees))
    with in_background(lambda: favorite(bees)):
        page.will_show("1")
    assert [each.html for each in page.offered] == ["0", "1"]


def test_a_burst_is_rendered_a_few_times_and_ends_on_the_last_state(running: Hub, page: Page) -> None:
    bees = uuid4()
    watched(running, page, count_of(bees))
    before, began = running.figures.renders, time.monotonic()
    for _ in range(300):
        favorite(bees)
    page.will_show("300")
    assert running.figures.renders - before <= (time.monotonic() - began) / LONGEST + 7


held = threading.Event()
asked = threading.Event()


def held_up(article_id: str) -> dict[str, Any]:
    """Its query has been answered, the rest takes a while."""
    found = favorites_count(article_id)
    asked.set()
    held.wait(20)
    return found


LiveQuery(
    name="test-held-up", template="blog/_favorites_count.html", context=held_up, wakes_on={ArticleFavorited: article_id}
)


def test_a_rendering_begun_before_a_commit_is_not_kept(running: Hub) -> None:
    bees = uuid4()
    key = key_of("test-held-up", article_id=bees)
    held.clear()
    asked.clear()
    with in_background(lambda: running.for_page(key, tail.last_drawn)) as [rendering]:
        assert asked.wait(20)
        favorite(bees)
        eventually(lambda: running.moment.position == tail.head())
        held.set()
    assert rendering.result().html == "0"
    assert running.for_page(key, tail.last_drawn).html == "1"


def terminate_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            " AND application_name <> %s",
            [NAME],
        )


def test_a_lost_connection_loses_no_event(running: Hub, page: Page) -> None:
    bees = uuid4()
    watched(running, page, count_of(bees))
    for n in range(1, 4):
        terminate_others()
        favorite(bees)
        page.will_show(str(n))


NEWER = """
    INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data, metadata)
    VALUES (gen_random_uuid(), 'favorite', gen_random_uuid(), 1, 'ArticleFavorited', 99, '{}', '{}') RETURNING position
"""


def test_an_event_that_this_process_can_not_read_stops_nothing(running: Hub, page: Page) -> None:
    """As a newer process writes it while the site is upgraded."""
    bees = uuid4()
    watched(running, page, count_of(bees))
    renders = running.figures.renders
    [(position,)] = run(NEWER)
    running.wake()
    eventually(lambda: running.moment.position >= position)
    eventually(lambda: running.figures.renders > renders)  # it may be about any of them
    favorite(bees)
    page.will_show("1")


def test_positions_that_were_rolled_back_are_settled(running: Hub) -> None:
    bees = uuid4()
    favorite(bees)
    with transaction.atomic():
        given(FAVORITE, ArticleFavorited(article_id=bees, reader_id=uuid4()))
        transaction.set_rollback(True)
    running.for_page(count_of(bees), tail.last_drawn)
    before = running.figures.reused

    def reuses() -> bool:
        running.wake()  # sockets come and go all the time
        assert running.for_page(count_of(bees), tail.last_drawn).html == "1"
        return running.figures.reused > before

    eventually(reuses)


def test_a_page_shows_every_write_made_before_it(running: Hub, page: Page) -> None:
    bees = uuid4()
    watched(running, page, count_of(bees))
    for n in range(1, 101):
        favorite(bees)
        assert running.for_page(count_of(bees), tail.last_drawn).html == str(n)


def test_what_a_page_knows_serves_the_next_page_until_something_happens(running: Hub) -> None:
    bees = uuid4()
    favorite(bees)
    eventually(lambda: running.moment.position == tail.head())
    since = running.moment
    assert running.for_page(count_of(bees), tail.last_drawn, {"favorites_count": 1}, since).html == "1"
    assert running.for_page(count_of(bees), tail.last_drawn, {"favorites_count": 999}, running.moment).html == "1"
    favorite(bees)
    assert running.for_page(count_of(bees), tail.last_drawn, {"favorites_count": 2}, running.moment).html == "2"


def test_what_a_page_knew_before_an_event_is_not_kept(running: Hub) -> None:
    bees = uuid4()
    since = running.moment
    favorite(bees)
    eventually(lambda: running.moment.position == tail.head())
    assert running.for_page(count_of(bees), tail.last_drawn, {"favorites_count": 0}, since).html == "0"
    assert running.for_page(count_of(bees), tail.last_drawn).html == "1"


@pytest.mark.parametrize("noted", [None, Moment(0, 0)])
def test_what_a_page_knows_since_nobody_knows_when_is_not_kept(running: Hub, noted: Moment | None) -> None:
    bees = uuid4()
    assert running.for_page(count_of(bees), tail.last_drawn, {"favorites_count": 7}, noted).html == "7"
    assert running.for_page(count_of(bees), tail.last_drawn).html == "0"


def test_a_slow_writer_holds_nobody_up(running: Hub, page: Page) -> None:
    """Its position is missing, so nothing behind it is decided; what nobody has seen is rendered all the same."""
    bees, wrote, may_end = uuid4(), threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            given(FAVORITE, ArticleFavorited(article_id=uuid4(), reader_id=uuid4()))
            wrote.set()
            assert may_end.wait(20)

    with in_background(write_slowly):
        try:
            assert wrote.wait(20)
            favorite(bees)
            time.sleep(0.2)
            running.watch(page, count_of(bees), "as it was", -1)
            eventually(lambda: page.shows("1"), patience=10)
        finally:
            may_end.set()
    eventually(lambda: running.moment.position == tail.head())


def test_rebuilt_tables_are_looked_at(running: Hub, page: Page) -> None:
    bees = uuid4()
    favorite(bees)
    watched(running, page, count_of(bees))
    eventually(lambda: running._in_service is not None)
    before = running.figures.renders
    rebuild(favorites)
    eventually(lambda: running.figures.renders > before)


def broken(article_id: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return {}


def touches_nothing_known(event: ArticleFavorited) -> UUID:
    raise AttributeError("an event of another time")


LiveQuery(
    name="test-broken", template="blog/_favorites_count.html", context=broken, wakes_on={ArticleFavorited: article_id}
)
LiveQuery(
    name="test-unsure",
    template="blog/_favorites_count.html",
    context=lambda article_id: favorites_count(article_id),
    wakes_on={ArticleFavorited: touches_nothing_known},
)


def test_a_broken_query_stops_no_other(running: Hub, page: Page, caplog: pytest.LogCaptureFixture) -> None:
    bees = uuid4()
    unsure = key_of("test-unsure", article_id=bees)
    running.watch(page, key_of("test-broken", article_id=bees), "as it was", -1)
    watched(running, page, unsure)
    watched(running, page, count_of(bees))
    favorite(bees)
    page.will_show("1", count_of(bees))
    page.will_show("1", unsure)
    assert running.figures.broken >= 1
    assert {each.levelno for each in caplog.records} == {logging.ERROR}


def test_nothing_stays_behind_a_hub_that_was_stopped() -> None:
    for _ in range(3):
        hub.start()
        eventually(hub._ready.is_set)
        hub.stop()
    assert not [each for each in threading.enumerate() if each.name == "live-hub"]
    assert hub.moment.position == 0
