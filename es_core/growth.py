"""How fast the log grows and who fills it, asked so that it costs the same however long the log is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from es_core import tail
from es_core.context import now
from es_core.statements import run

SAMPLE = 10_000  # positions at the end of the log
MOST = 8

# Times grow with positions, but for a moment between an append and its commit: so halving finds, for all moments at
# once, the last position before each. That is some twenty looks into the primary key a moment.
BEFORE = """
    WITH RECURSIVE halving AS (
        SELECT moment, 0::bigint AS low, %(head)s::bigint AS high FROM unnest(%(moments)s::timestamptz[]) moment
        UNION ALL
        SELECT moment, CASE WHEN is_before THEN middle ELSE low END, CASE WHEN is_before THEN high ELSE middle - 1 END
          FROM (SELECT moment, low, high, (low + high + 1) / 2 AS middle,
                       (SELECT recorded_at < moment FROM es_event WHERE position <= (low + high + 1) / 2
                         ORDER BY position DESC LIMIT 1) IS NOT FALSE AS is_before
                  FROM halving WHERE low < high) looked
    )
    SELECT moment, low FROM halving WHERE low >= high ORDER BY moment
"""
TYPES = """
    SELECT event_type, count(*) FROM es_event WHERE position > %s GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""
STREAMS = """
    SELECT stream_type, stream_id, count(*) FROM es_event WHERE position > %s GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Span:
    """About so many events from `begins` on: an append that was rolled back counts, as its positions were drawn."""

    begins: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Who fills the log: of the last events so many are of one type, so many of one stream."""

    sampled: int
    types: list[tuple[str, int]]
    streams: list[tuple[str, UUID, int]]


def by_hour(hours: int = 24) -> list[Span]:
    """Whole hours, the last one not over yet."""
    end = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return _spans([end - timedelta(hours=each) for each in range(hours, -1, -1)])


def by_day(days: int = 14) -> list[Span]:
    end = now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return _spans([end - timedelta(days=each) for each in range(days, -1, -1)])


def busiest(sample: int = SAMPLE, most: int = MOST) -> Busy:
    head = tail.head()
    after = max(0, head - sample)
    return Busy(head - after, list(run(TYPES, [after, most])), list(run(STREAMS, [after, most])))


def _spans(moments: list[datetime]) -> list[Span]:
    reached = dict(run(BEFORE, {"head": tail.head(), "moments": moments}))
    return [Span(begins, reached[ends] - reached[begins]) for begins, ends in pairwise(moments)]
