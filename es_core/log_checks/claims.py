"""Claims and those who hold them agree, both ways.

What every stream asked for is told by its decider's `claims`, replayed over the stream; what is held, by the last event
of each claim. The first goes into a temporary table, so that the database compares and memory stays flat.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from es_core import claims as claim_stream
from es_core import codec
from es_core.decider import CLAIM, Decider, deciders, no_claims
from es_core.errors import UnknownEvent
from es_core.log_checks.check import Finding, log_check
from es_core.one_moment import rows
from es_core.progress import Advance
from es_core.rebuild.shadow import run_ddl
from es_core.statements import run

Row = tuple[Any, ...]
BATCH = 5000
STREAMS = """
    SELECT stream_id, stream_type, command_id, event_type, schema_version, data::text FROM es_event
     WHERE stream_type = ANY(%s) ORDER BY stream_id, version
"""
REMEMBER = """
    INSERT INTO es_asked SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[])
    RETURNING 1
"""
# The last event of each claim; its scope and key stand in the last Claimed.
HELD = """
    CREATE TEMP TABLE es_held ON COMMIT DROP AS
    SELECT stream_id AS claim_id, position, data->>'scope' AS scope, data->>'key' AS key,
           (data->>'owner_id')::uuid AS owner_id
      FROM (SELECT DISTINCT ON (stream_id) * FROM es_event WHERE stream_type = 'claim'
             ORDER BY stream_id, version DESC) last
     WHERE event_type = 'Claimed'
"""
ASKED_NOT_HELD = """
    SELECT a.stream_type, a.scope, a.key, a.owner_id, h.owner_id, h.position
      FROM es_asked a LEFT JOIN es_held h USING (claim_id)
     WHERE h.owner_id IS DISTINCT FROM a.owner_id ORDER BY a.owner_id, a.scope
"""
HELD_NOT_ASKED = """
    SELECT h.scope, h.key, h.owner_id, h.position, owner.stream_type
      FROM es_held h LEFT JOIN es_asked a ON a.claim_id = h.claim_id AND a.owner_id = h.owner_id
      LEFT JOIN es_event owner ON owner.stream_id = h.owner_id AND owner.version = 1
     WHERE a.claim_id IS NULL AND (owner.stream_type IS NULL OR owner.stream_type = ANY(%s))
       AND NOT h.owner_id = ANY(%s::uuid[]) ORDER BY h.position
"""


@log_check("claims")
def claims(_: Advance) -> Iterator[Finding]:
    run_ddl(
        "CREATE TEMP TABLE es_asked (claim_id uuid, stream_type text, scope text, key text, owner_id uuid)"
        " ON COMMIT DROP"
    )
    run_ddl(HELD)
    asking = {name: each for name, each in deciders.items() if each.claims is not no_claims and each is not CLAIM}
    unreadable = _remember(asking)
    for stream_type, scope, key, owner, holder, position in rows(ASKED_NOT_HELD):
        instead = f"{holder} holds it" if holder else "nobody holds it"
        message = f"this {stream_type} has the {scope} {key!r}, but {instead}"
        yield Finding(message=message, position=position, stream_id=owner)
    for scope, key, owner, position, stream_type in rows(HELD_NOT_ASKED, [list(asking), list(unreadable)]):
        why = f"that {stream_type} does not have it any more" if stream_type else "there is no such stream"
        yield Finding(message=f"the {scope} {key!r} is held by {owner}, but {why}", position=position, stream_id=owner)


def _remember(asking: dict[str, Decider[Any, Any, Any]]) -> set[UUID]:
    """The streams that can't be read: what they asked for nobody knows, and another check names them."""
    batch: list[Row] = []
    unreadable: set[UUID] = set()
    for (stream_id, stream_type), stream in groupby(rows(STREAMS, [list(asking)]), key=itemgetter(0, 1)):
        try:
            held = _held(asking[stream_type], stream)
        except UnknownEvent:
            unreadable.add(stream_id)
            continue
        batch += [(claim_id, stream_type, *each) for claim_id, each in held.items()]
        if len(batch) >= BATCH:
            _insert(batch)
            batch = []
    _insert(batch)
    return unreadable


def _insert(batch: Sequence[Row]) -> None:
    if batch:
        run(REMEMBER, [list(column) for column in zip(*batch, strict=True)])


def _held(decider: Decider[Any, Any, Any], stream: Iterable[Row]) -> dict[UUID, Row]:
    """What the stream has claimed and not released. Raises UnknownEvent."""
    held: dict[UUID, Row] = {}
    state = decider.initial
    for events in _decided_together(stream):
        for each in decider.claims(state, events):
            _take(held, each)
        state = decider.fold(events, state)
    return held


def _take(held: dict[UUID, Row], change: claim_stream.Command) -> None:
    claim_id = claim_stream.stream_id(change.scope, change.key)
    if isinstance(change, claim_stream.Claim):
        held[claim_id] = (change.scope, change.key, change.owner_id)
    else:
        held.pop(claim_id, None)


def _decided_together(stream: Iterable[Row]) -> Iterator[list[Any]]:
    """The events of each command: deciders name the claims of those they decided at once."""
    for _, decided in groupby(enumerate(stream), key=lambda nth: nth[1][2] or nth[0]):
        yield [event for _, row in decided for event in codec.decode(*row[3:])]
