"""Every event can be read: somebody knows its type and version, and its payload is what they say."""

from collections.abc import Iterator

from es_core import codec
from es_core.errors import UnknownEvent
from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import batches
from es_core.progress import Advance

ALL = "SELECT position, stream_id, event_type, schema_version, data::text FROM es_event ORDER BY position"


@log_check("events")
def events(advance: Advance) -> Iterator[Finding]:
    for batch in batches(ALL):
        for position, stream_id, name, schema_version, data in batch:
            try:
                codec.decode(name, schema_version, data)
            except UnknownEvent as reason:
                yield Finding(message=str(reason), position=position, stream_id=stream_id)
        advance(len(batch))
