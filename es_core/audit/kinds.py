"""The few combinations of name, stream type, channel and status that there are: each is a stretch of one index, in the
order of time. So any filter on these four is answered by merging stretches, however rare what it asks for is."""

from typing import NamedTuple

from es_core.statements import run

# Hops from one stretch to the next: one look at the index each, however many rows lie between.
ALL = """
    WITH RECURSIVE kind AS (
        (SELECT name, stream_type, channel, status FROM es_command
          ORDER BY name, stream_type, channel, status LIMIT 1)
        UNION ALL
        SELECT next.* FROM kind CROSS JOIN LATERAL
            (SELECT c.name, c.stream_type, c.channel, c.status FROM es_command c
              WHERE (c.name, c.stream_type, c.channel, c.status)
                  > (kind.name, kind.stream_type, kind.channel, kind.status)
              ORDER BY c.name, c.stream_type, c.channel, c.status LIMIT 1) next
    )
    SELECT * FROM kind
"""


class Kind(NamedTuple):
    name: str
    stream_type: str
    channel: str
    status: str


KIND = Kind._fields


def kinds() -> list[Kind]:
    return [Kind(*row) for row in run(ALL)]
