"""Searching by words, with Postgres's own full text: each word must begin one of the row's."""

import re
from collections.abc import Sequence

from es_core.audit.kinds import Kind
from es_core.statements import run

# As the index es_command_words has it (migration 0011). AddBook is found as "add", "book" and "addbook".
WORDS = r"""to_tsvector('simple', regexp_replace(name, '([a-z])([A-Z])', '\1 \2', 'g') || ' ' || name || ' ' ||
    stream_type || ' ' || reason)"""
MATCHING = f"""
    SELECT nth FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS kind(name, stream_type, nth),
                    LATERAL (SELECT '' AS reason) accepted
     WHERE {WORDS} @@ %s::tsquery
"""  # noqa: S608 - a constant
# For frequent words: the planner can neither use the index, which gives rows in no order, nor take them for rare.
FREQUENT = f"coalesce({WORDS} @@ {{query}}::tsquery, false)"
INDEXED = f"SELECT id FROM es_command WHERE status <> 'accepted' AND {WORDS} @@ %s::tsquery LIMIT %s"  # noqa: S608
FEW = 2000  # rows: each is made into words once more when the index has found it
WORD = re.compile(r"\w(?:[\w.@+-]*\w)?")
LONGEST, MOST = 100, 10


def prefixes(text: str) -> str:
    """A tsquery; empty when there is no word in the text."""
    return " & ".join(f"'{word[:LONGEST]}':*" for word in WORD.findall(text.lower())[:MOST])


def unaccepted(query: str) -> list[int] | None:
    """The rows that are not of accepted commands and have the words; None for many."""
    rows = run(INDEXED, [query, FEW + 1], prepare=False)
    return [row for (row,) in rows] if len(rows) <= FEW else None


def matching(kinds: Sequence[Kind], query: str) -> list[Kind]:
    """Those of accepted commands whose name or stream type has the words: their rows have no other."""
    rows = run(MATCHING, [[each.name for each in kinds], [each.stream_type for each in kinds], query])
    return [kinds[nth - 1] for (nth,) in rows]
