"""What the command record says of the log: each accepted command's events are there, and know it."""

from collections.abc import Iterator

from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import rows
from es_core.progress import Advance

ASTRAY = """
    SELECT c.command_id, c.name, c.stream_id, claimed.position, e.position IS NOT NULL, e.command_id
      FROM es_command c CROSS JOIN LATERAL unnest(c.positions) AS claimed(position)
      LEFT JOIN es_event e ON e.position = claimed.position
     WHERE c.status = 'accepted' AND e.command_id IS DISTINCT FROM c.command_id
     ORDER BY claimed.position
"""
# An event without a record is none: records may be purged.
UNMENTIONED = """
    SELECT e.position, e.stream_id, c.name, c.command_id
      FROM es_event e JOIN es_command c ON c.command_id = e.command_id AND c.status = 'accepted'
     WHERE NOT e.position = ANY(c.positions) ORDER BY e.position
"""


@log_check("commands")
def commands(_: Advance) -> Iterator[Finding]:
    for command_id, name, stream_id, position, is_there, other in rows(ASTRAY):
        instead = f"that event names {other or 'none'}" if is_there else "there is no event"
        message = f"{name} (command {command_id}) was accepted with an event here, but {instead}"
        yield Finding(message=message, position=position, stream_id=stream_id)
    for position, stream_id, name, command_id in rows(UNMENTIONED):
        message = f"the event names {name} (command {command_id}), whose record does not know it"
        yield Finding(message=message, position=position, stream_id=stream_id)
