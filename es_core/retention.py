"""How long the command record remembers. The log forgets nothing.

What is only noted there (sockets, exports, looks, first uses of tokens) may go sooner: it is much, and no event needs
it.

What goes with a record: the answer to its command id, should the same form come once more; who asked from where; and
the way from a correlation or an actor to the events, which only the record has an index for.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction

from es_core import context
from es_core.statements import run

RESENT_WITHIN = 7  # days; an accepted command id is answered at least so long, whatever the operator asks for
NEVER = datetime(1, 1, 1, tzinfo=UTC)
BATCH = 2000  # rows a transaction: nobody waits for more than that

OLD = """
    (started_at < %(before)s AND (status <> 'accepted' OR started_at < %(resent)s)
     OR status = 'noted' AND started_at < %(noted_before)s)
"""
COUNT = f"SELECT status, count(*) FROM es_command WHERE {OLD} GROUP BY status ORDER BY status"  # noqa: S608
PURGE = f"""
    DELETE FROM es_command WHERE id IN (
        SELECT id FROM es_command WHERE id > %(after)s AND {OLD} ORDER BY id LIMIT %(batch)s)
    RETURNING id
"""  # noqa: S608 - the condition is a constant


def older_than(days: int, noted_days: int = 0) -> dict[str, int]:
    """How many records a purge would delete now, by status. 0 days is never, and so is less."""
    return dict(run(COUNT, _moments(days, noted_days)))


def purge(days: int, noted_days: int = 0) -> Iterator[int]:
    """Deletes them, a batch a transaction; gives the number of each batch."""
    moments, last = _moments(days, noted_days), 0
    while True:
        with transaction.atomic(durable=True):
            deleted = [row[0] for row in run(PURGE, {**moments, "after": last, "batch": BATCH})]
        if not deleted:
            return
        last = max(deleted)
        yield len(deleted)


def _moments(days: int, noted_days: int) -> dict[str, object]:
    ages = {"before": days, "noted_before": noted_days, "resent": RESENT_WITHIN}
    return {name: context.now() - timedelta(days=age) if age > 0 else NEVER for name, age in ages.items()}
