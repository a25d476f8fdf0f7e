"""A tail beside many writers misses no event, and without the fence it would."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from es_core import context, log, tail
from es_core.log import ANY_VERSION, Envelope, Stream
from es_core.models import Event
from es_core.recorded import AnyRecorded
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.desk import BellRung
from tests.es_core.example.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 12
APPENDS = 400  # of each writer; 2.5 events on average
ROLLED_BACK = 0.12
SHARED = [uuid4() for _ in range(4)]


def write(seed: int, appends: int) -> None:
    """One transaction after the other, as commands make them: half of them have written elsewhere before."""
    chance, own = Random(seed), uuid4()
    for _ in range(appends):
        with transaction.atomic():
            if chance.random() < 0.5:
                Notice.objects.create(text=f"writer {seed}")
            append(own if chance.random() < 0.5 else chance.choice(SHARED), chance.randint(1, 4))
            time.sleep(chance.random() * 0.003)  # as long as projectors take
            transaction.set_rollback(chance.random() < ROLLED_BACK)


def append(stream: UUID, count: int) -> None:
    envelope = Envelope(actor_id=None, correlation_id=stream, started_at=context.now())
    log.append([Stream(stream, "bell", ANY_VERSION)], [(0, BellRung(desk="a"))] * count, envelope)


def read_beside(writers: Sequence[Future[None]]) -> list[AnyRecorded]:
    """What a tail reads while they write, and once more when they have ended."""
    seen: list[AnyRecorded] = []
    after, ended = 0, False
    while not ended:
        ended = all(each.done() for each in writers)
        for start, until in tail.ranges(after):
            seen += tail.between(start, until)
            after = until
    for each in writers:
        each.result()
    return seen


def run(appends: int = APPENDS) -> list[AnyRecorded]:
    with in_background(*[partial(write, seed, appends) for seed in range(WRITERS)]) as writers:
        return read_beside(writers)


def positions_of(events: Sequence[AnyRecorded]) -> list[int]:
    return [each.position for each in events]


def committed() -> list[int]:
    return list(Event.objects.order_by("position").values_list("position", flat=True))


def versions_by_stream(events: Sequence[AnyRecorded]) -> dict[UUID, list[int]]:
    versions: dict[UUID, list[int]] = defaultdict(list)
    for each in events:
        versions[each.stream_id].append(each.version)
    return versions


@contextmanager
def open_transaction() -> Iterator[None]:
    """Somebody who wrote a row long ago and has not committed yet."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("INSERT INTO library_notice (text) VALUES ('left open')")
        yield
        other.rollback()
    finally:
        other.close()


@contextmanager
def no_fence() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE es_event DISABLE TRIGGER es_event_fence")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE es_event ENABLE ALWAYS TRIGGER es_event_fence")


def test_a_tail_reads_every_event_once_and_in_order() -> None:
    with open_transaction():
        seen = run()
    assert positions_of(seen) == committed()
    assert len(seen) >= 10_000
    assert seen[-1].position > len(seen) * 1.05, "nothing was rolled back"
    assert len(versions_by_stream(seen)) == WRITERS + len(SHARED)
    for versions in versions_by_stream(seen).values():
        assert versions == list(range(1, len(versions) + 1))


def test_a_tail_without_the_fence_misses_events() -> None:
    """The test above would fail, so it does see what it is for."""
    with no_fence():
        seen = run(appends=100)
    missed = set(committed()) - set(positions_of(seen))
    assert missed
