"""Following the log while writers append and roll back: all that was committed arrives, once and in order."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.management import call_command

from bench.extent import Extent
from bench.figures import Failed, Figure
from bench.live.server import database_of_its_own
from bench.log.crew import Crew, crew
from bench.log.works import Say
from es_core import tail
from es_core.statements import run

Seen = list[tuple[int, UUID, int]]  # position, stream, version


def measure(works: Sequence[str], extent: Extent, say: Say) -> Iterator[Figure]:
    if "tail" not in works:
        return
    with database_of_its_own() as url:
        call_command("migrate", verbosity=0)
        with crew("conduit", url, extent.writers) as writers:
            rates = [_follow(writers, extent) for _ in range(1 + extent.runs)][1:]
    note = f"{extent.writers} writers, every fourth transaction rolled back: none missed, none out of order"
    yield Figure("tail", "conduit", "events/s", tuple(rates), note)


def _follow(writers: Crew, extent: Extent) -> float:
    """Events a second that came through; raises Failed for one that did not, or came too early."""
    start, seen = tail.head(), Seen()
    writers.begin("append_or_roll_back", (), 2 * extent.seconds, extent.writers)
    while writers.is_at_work:
        _read_on(seen, start)
    done = [writers.answer(number) for number in range(extent.writers)]
    _read_on(seen, start)
    _check(seen, start)
    return len(seen) / max(each.seconds for each in done)


def _read_on(seen: Seen, start: int) -> None:
    for after, until in tail.ranges(seen[-1][0] if seen else start):
        seen += [(each.position, each.stream_id, each.version) for each in tail.between(after, until)]


def _check(seen: Seen, start: int) -> None:
    committed = run("SELECT position, stream_id, version FROM es_event WHERE position > %s ORDER BY position", [start])
    if missed := set(committed) - set(seen):
        raise Failed(f"tail: {len(missed)} of {len(committed)} events missed")
    if seen != committed:
        raise Failed("tail: events came twice or out of order")
    versions: dict[UUID, int] = {}
    for _, stream_id, version in seen:
        if version != versions.get(stream_id, 0) + 1:
            raise Failed(f"tail: version {version} of {stream_id} came behind {versions.get(stream_id, 0)}")
        versions[stream_id] = version
