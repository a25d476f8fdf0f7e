"""What guards the log in the database: still there, and on for everybody. A careless restore may lose it."""

from collections.abc import Iterator

from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import rows
from es_core.progress import Advance

ALWAYS = "A"  # ENABLE ALWAYS: for replicas and restores too
TRIGGERS = {"es_event_fence": "readers may skip events", "es_event_immutable": "events can be changed and deleted"}
UNIQUE = {"event_id": "an event may be there twice", "stream_id,version": "two writers may append the same version"}

FOUND_TRIGGERS = "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = 'es_event'::regclass"
FOUND_UNIQUE = """
    SELECT (SELECT string_agg(a.attname, ',' ORDER BY k.nth)
              FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, nth)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)
      FROM pg_index i WHERE i.indrelid = 'es_event'::regclass AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
"""


@log_check("guards")
def guards(_: Advance) -> Iterator[Finding]:
    found = dict(rows(FOUND_TRIGGERS))
    for name, danger in TRIGGERS.items():
        if found.get(name) != ALWAYS:
            state = "is missing" if name not in found else "is not enabled ALWAYS"
            yield Finding(message=f"the trigger {name} on es_event {state}: {danger}")
    unique = {columns for (columns,) in rows(FOUND_UNIQUE)}
    for columns, danger in UNIQUE.items():
        if columns not in unique:
            yield Finding(message=f"es_event has no unique index on ({columns}): {danger}")
