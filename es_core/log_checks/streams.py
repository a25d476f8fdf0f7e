"""Every stream counts its events 1, 2, 3, in the order of their positions, under one type."""

from collections.abc import Iterator

from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import rows
from es_core.progress import Advance

OUT_OF_STEP = """
    SELECT position, stream_id, stream_type, version, version_before, position_before, type_before
      FROM (SELECT position, stream_id, stream_type, version,
                   lag(version, 1, 0) OVER stream AS version_before,
                   lag(position, 1, 0::bigint) OVER stream AS position_before,
                   lag(stream_type, 1, stream_type) OVER stream AS type_before
              FROM es_event WINDOW stream AS (PARTITION BY stream_id ORDER BY version)) each
     WHERE version <> version_before + 1 OR position <= position_before OR stream_type <> type_before
"""
DOUBLES = "SELECT event_id, array_agg(position ORDER BY position) FROM es_event GROUP BY event_id HAVING count(*) > 1"


@log_check("streams")
def streams(_: Advance) -> Iterator[Finding]:
    for position, stream_id, stream_type, version, version_before, position_before, type_before in rows(OUT_OF_STEP):
        if version != version_before + 1:
            message = f"{stream_type}: version {version} comes behind {version_before or 'nothing'}"
        elif stream_type != type_before:
            message = f"version {version} is of type {stream_type}, version {version_before} of {type_before}"
        else:
            message = f"{stream_type}: version {version} stands ahead of {version_before}, at {position_before}"
        yield Finding(message=message, position=position, stream_id=stream_id)


@log_check("event ids")
def event_ids(_: Advance) -> Iterator[Finding]:
    for event_id, positions in rows(DOUBLES):
        others = ", ".join(map(str, positions[1:]))
        yield Finding(message=f"its event id {event_id} stands at {others} too", position=positions[0])
