"""How far the log is decided: up to where no event can appear any more.

Positions are drawn before commit, so a reader may see 7 while 6 is still uncommitted. Every inserting transaction holds
the fence, a shared advisory lock, from before its first position until its end (see migration 0002). At a hole a reader
waits for those who hold it at that moment; whatever is missing then was rolled back.
"""

import time

from es_core.statements import one, run

FENCE = (1163067393, 1)  # the same two constants as in migration 0002
LOOK_EVERY = 0.002  # seconds

REACHED = """
    SELECT max(position) FILTER (WHERE position = %(after)s + nth), max(position)
      FROM (SELECT position, row_number() OVER (ORDER BY position) AS nth
              FROM es_event WHERE position > %(after)s ORDER BY position LIMIT %(limit)s) ahead
"""
HOLDERS = """
    SELECT virtualtransaction FROM pg_locks
     WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND pid IS DISTINCT FROM pg_backend_pid()
"""


def decided(after: int, limit: int = 1000) -> int:
    """The position up to which the log is final, at most `limit` events behind `after`, itself when there are none.

    Returns the gapless prefix at once; waits only when the very next position is missing and others are beyond it.
    To be called outside of a transaction, or the waiting sees one old snapshot under REPEATABLE READ.
    """
    prefix, last = one(REACHED, {"after": after, "limit": limit})
    if last is None:
        return after
    if prefix is not None:
        return int(prefix)
    await_writers()
    return int(last)


def gapless(after: int, limit: int = 1000) -> int:
    """The end of the stretch behind `after` in which no position is missing; `after` itself when there is none.

    Waits for nobody, so it stays at a hole that will never be filled.
    """
    prefix, _ = one(REACHED, {"after": after, "limit": limit})
    return after if prefix is None else int(prefix)


def await_writers() -> None:
    """Return when every transaction that holds the fence now has ended; later ones don't matter."""
    open_then = holders()
    while open_then:
        time.sleep(LOOK_EVERY)
        open_then &= holders()


def holders() -> set[str]:
    """The transactions that may have drawn positions and have not ended, this session's own left out."""
    return {name for (name,) in run(HOLDERS, FENCE)}
