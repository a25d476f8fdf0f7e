"""`es_append`: versions, expectations, several streams at once, and what it refuses."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from es_core import context, log, read, tail
from es_core.errors import Conflict
from es_core.log import ANY_VERSION, MAX_STREAMS, MUST_EXIST, NO_STREAM, Envelope, Stream
from es_core.models import Event
from es_core.recorded import AnyRecorded
from es_core.statements import one
from tests.es_core.example.domain.desk import BellRung, VisitorCounted

pytestmark = pytest.mark.django_db


def envelope() -> Envelope:
    return Envelope(actor_id=uuid4(), correlation_id=uuid4(), started_at=context.now())


def append(streams: Sequence[Stream], order: Sequence[int], about: Envelope | None = None) -> list[AnyRecorded]:
    """An event for each index of a stream."""
    events = [(index, BellRung(desk=f"{nth}")) for nth, index in enumerate(order)]
    appended = log.append(streams, events, about or envelope())
    assert isinstance(appended, list)
    return appended


def say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def append_to(stream_id: UUID, expected: int, count: int = 1) -> list[int]:
    """The versions that the new events got."""
    return [each.version for each in append([Stream(stream_id, "bell", expected)], [0] * count)]


def test_versions_count_up_from_one() -> None:
    stream = uuid4()
    assert append_to(stream, NO_STREAM, 2) == [1, 2]
    assert append_to(stream, 2) == [3]
    assert [each.version for each in read.stream(stream)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("length", "expected", "words"),
    [
        (1, NO_STREAM, "is at version 1, expected not to be there yet"),
        (1, 2, "is at version 1, expected 2"),
        (0, 1, "is at version 0, expected 1"),
        (0, MUST_EXIST, "is at version 0, expected to be there"),
    ],
)
def test_a_stream_that_is_elsewhere_is_a_conflict_with_its_version(length: int, expected: int, words: str) -> None:
    stream = uuid4()
    if length:
        append_to(stream, NO_STREAM, length)
    with pytest.raises(Conflict, match=f"{words}$") as conflict:
        append_to(stream, expected)
    assert (conflict.value.stream_id, conflict.value.expected, conflict.value.actual) == (stream, expected, length)


@pytest.mark.parametrize(("length", "expected"), [(0, ANY_VERSION), (2, ANY_VERSION), (2, MUST_EXIST)])
def test_a_writer_may_leave_the_version_open(length: int, expected: int) -> None:
    stream = uuid4()
    if length:
        append_to(stream, NO_STREAM, length)
    assert append_to(stream, expected) == [length + 1]


def test_a_conflict_leaves_the_transaction_usable_and_draws_no_position() -> None:
    stream = uuid4()
    [first] = append([Stream(stream, "bell", NO_STREAM)], [0])
    with transaction.atomic():
        with pytest.raises(Conflict):
            append_to(stream, NO_STREAM)
        [second] = append([Stream(stream, "bell", 1)], [0])
    assert second.position == first.position + 1


def test_one_stale_stream_keeps_all_others_back() -> None:
    fresh, old = uuid4(), uuid4()
    append_to(old, NO_STREAM)
    with pytest.raises(Conflict) as conflict:
        append([Stream(fresh, "bell", NO_STREAM), Stream(old, "bell", NO_STREAM)], [0, 1])
    assert conflict.value.stream_id == old
    assert read.stream(fresh) == []


def test_several_streams_are_appended_to_in_the_order_of_the_events() -> None:
    ids = [uuid4(), uuid4(), uuid4()]
    append_to(ids[1], NO_STREAM, 4)
    streams = [Stream(ids[0], "bell", NO_STREAM), Stream(ids[1], "bell", 4), Stream(ids[2], "bell", ANY_VERSION)]
    appended = append(streams, [1, 0, 2, 1, 0])
    assert [(each.stream_id, each.version) for each in appended] == [
        (ids[1], 5), (ids[0], 1), (ids[2], 1), (ids[1], 6), (ids[0], 2),
    ]  # fmt: skip
    positions = [each.position for each in appended]
    assert positions == list(range(positions[0], positions[0] + 5))
    assert list(tail.read_all(positions[0] - 1)) == appended


def test_the_envelope_is_stored_with_each_event() -> None:
    about = Envelope(
        actor_id=uuid4(),
        correlation_id=uuid4(),
        causation_id=uuid4(),
        started_at=context.now(),
        metadata={"imported_from": "shelf"},
    )
    [appended] = append([Stream(uuid4(), "bell", NO_STREAM)], [0], about)
    stored = Event.objects.get(position=appended.position)
    assert (stored.actor_id, stored.correlation_id, stored.causation_id) == (
        about.actor_id, about.correlation_id, about.causation_id,
    )  # fmt: skip
    assert (stored.event_type, stored.schema_version, stored.stream_type) == ("BellRung", 1, "bell")
    assert stored.metadata == {"imported_from": "shelf"}
    assert stored.data == {"desk": "0"}
    assert abs((stored.recorded_at - about.started_at).total_seconds()) < 5


def test_nobody_s_address_is_in_the_log() -> None:
    """It belongs into the command record, which can be purged."""
    about = Envelope(actor_id=None, correlation_id=uuid4(), started_at=context.now(), address="192.0.2.7", agent="Lynx")
    [appended] = append([Stream(uuid4(), "bell", NO_STREAM)], [0], about)
    [whole] = one("SELECT row_to_json(e)::text FROM es_event e WHERE position = %s", [appended.position])
    assert "BellRung" in whole
    assert "192.0.2.7" not in whole
    assert "Lynx" not in whole


def test_five_hundred_streams_are_the_most() -> None:
    streams = [Stream(uuid4(), "bell", NO_STREAM) for _ in range(MAX_STREAMS + 1)]
    assert len(append(streams[:-1], range(MAX_STREAMS))) == MAX_STREAMS
    with pytest.raises(ProgrammingError, match="at most 500 streams, got 501"), transaction.atomic():
        append(streams, [0])


def test_a_stream_is_told_from_another_one_of_equal_events() -> None:
    first, second = uuid4(), uuid4()
    append_to(first, NO_STREAM, 2)
    append_to(second, NO_STREAM, 1)
    found = read.streams([first, second, never := uuid4()])
    assert [len(found[each]) for each in (first, second, never)] == [2, 1, 0]


def test_a_stretch_of_a_stream_is_read_by_versions() -> None:
    stream = uuid4()
    append_to(stream, NO_STREAM, 5)
    assert [each.version for each in read.stream(stream, after=1, until=3)] == [2, 3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_snapshot_older_than_the_locks_is_refused(isolation: str) -> None:
    with transaction.atomic():
        say(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        with pytest.raises(ProgrammingError, match="needs READ COMMITTED"):
            append_to(uuid4(), NO_STREAM)
        transaction.set_rollback(True)


def test_an_append_that_a_crash_could_lose_is_refused() -> None:
    say("SET LOCAL synchronous_commit = off")
    with pytest.raises(ProgrammingError, match="needs synchronous_commit"), transaction.atomic():
        append_to(uuid4(), NO_STREAM)


@pytest.mark.parametrize("level", ["local", "remote_write", "on"])
def test_every_stronger_synchronous_commit_will_do(level: str) -> None:
    say(f"SET LOCAL synchronous_commit = {level}")
    assert append_to(uuid4(), NO_STREAM) == [1]


def test_events_of_different_kinds_keep_their_names() -> None:
    stream = Stream(uuid4(), "desk", NO_STREAM)
    log.append([stream], [(0, VisitorCounted(desk="a", number=1)), (0, BellRung(desk="a"))], envelope())
    assert [each.event for each in read.stream(stream.id)] == [VisitorCounted(desk="a", number=1), BellRung(desk="a")]
