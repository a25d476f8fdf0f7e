"""Readers that follow: what they share, the beat that moves a silent one on, and a database that goes away."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from blog.feed import following, reading
from blog.feed.change import Batch
from blog.feed.cursor import cursor_at
from blog.feed.topics import Topics
from blog.models import Article
from es_core import tail
from es_core.context import new_id
from es_core.live.hub import Hub
from tests.blog.history import favorite_of
from tests.live.page import eventually

pytestmark = pytest.mark.django_db(transaction=True)

ALL = Topics(everything=True)


def caught_up(running: Hub) -> int:
    """Where the hub stands, once it knows of all that the fixtures did."""
    eventually(lambda: running.position >= tail.head())
    return running.position


def happens(article: Article) -> None:
    """In another thread, as anything that writes."""

    def write() -> None:
        favorite_of(new_id(), article)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()


def read(listen: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(asyncio.wait_for(listen(), 20))


def test_a_hundred_readers_at_one_place_cost_one_look(
    running: Hub, bees: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def counted(after: int, decided: int) -> Batch:
        looks.append(after)
        return batch(after, decided)

    batch = reading.batch
    monkeypatch.setattr(reading, "batch", counted)
    began = caught_up(running)

    async def listen() -> list[bytes]:
        readers = [following.frames(ALL, began) for _ in range(100)]
        waiting = [asyncio.ensure_future(anext(each)) for each in readers]
        await asyncio.sleep(0.1)
        await asyncio.to_thread(happens, bees)
        return list(await asyncio.gather(*waiting))

    heard = read(listen)
    assert len(set(heard)) == 1
    assert b"article.favorited" in heard[0]
    assert looks == [began]


def test_who_hears_nothing_is_moved_on_all_the_same(
    running: Hub, bees: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BEAT", 0.2)
    began = caught_up(running)

    async def listen() -> bytes:
        reader = following.frames(Topics(frozenset({("tag", "none")})), began)
        await asyncio.to_thread(happens, bees)
        beats = [await anext(reader) for _ in range(3)]
        return beats[-1]

    assert read(listen) == f"id: {cursor_at(tail.head())}\n\n".encode()
    assert tail.head() > began


def test_a_database_that_was_away_costs_no_event(running: Hub, bees: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PAUSE", 0.05)
    batch, failures = reading.batch, [OperationalError("gone"), OperationalError("gone")]

    def at_times(after: int, decided: int) -> Batch:
        if failures:
            raise failures.pop()
        return batch(after, decided)

    monkeypatch.setattr(reading, "batch", at_times)
    began = caught_up(running)

    async def listen() -> bytes:
        reader = following.frames(ALL, began)
        await asyncio.to_thread(happens, bees)
        return await anext(reader)

    assert b"article.favorited" in read(listen)
    assert failures == []


def test_commits_in_a_row_come_together(running: Hub, bees: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "BETWEEN_WAKES", 0.5)
    began = caught_up(running)

    async def listen() -> list[bytes]:
        reader = following.frames(ALL, began)
        heard: list[bytes] = []
        while b"".join(heard).count(b"data: ") < 21:
            heard.append(await anext(reader))
            if len(heard) == 1:
                for _ in range(20):
                    await asyncio.to_thread(happens, bees)
        return heard

    happens(bees)
    assert len(read(listen)) < 10
