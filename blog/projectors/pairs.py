"""Marks that one thing sets on another (favorite, follow), and the tally of those that each has."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from blog.projectors.sets import run
from es_core.read_model import shard
from es_core.statements import do

# Marks that come and go move the tally in the same statement, by the rows that really came or went.
SET = """
    WITH marks AS (
        SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::smallint[], %s::boolean[])
        AS mark ({marked}, {marker}, position, shard, is_set)
    ), came AS (
        INSERT INTO {table} AS old ({marked}, {marker}, position)
        SELECT {marked}, {marker}, position FROM marks WHERE is_set
        ON CONFLICT ({marked}, {marker}) DO UPDATE SET position = greatest(old.position, excluded.position)
        RETURNING {marked}, {marker}, xmax = 0 AS is_new
    ), gone AS (
        DELETE FROM {table} AS old USING marks
        WHERE NOT marks.is_set AND old.{marked} = marks.{marked} AND old.{marker} = marks.{marker}
        RETURNING old.{marked}, old.{marker}
    ), moves AS (
        SELECT {marked}, {marker}, 1 AS n FROM came WHERE is_new
        UNION ALL SELECT {marked}, {marker}, -1 FROM gone
    )
    INSERT INTO {tally} AS old (scope, key, shard, n)
    SELECT '{scope}', {marked}::text AS key, shard, sum(n) FROM moves JOIN marks USING ({marked}, {marker})
    GROUP BY {marked}, shard HAVING sum(n) <> 0 ORDER BY key, shard
    ON CONFLICT (scope, key, shard) DO UPDATE SET n = old.n + excluded.n
"""
# What nearly every command asks for: no arrays to send, no sets to join.
SET_ONE = """
    WITH came AS (
        INSERT INTO {table} AS old ({marked}, {marker}, position) VALUES (%s, %s, %s)
        ON CONFLICT ({marked}, {marker}) DO UPDATE SET position = greatest(old.position, excluded.position)
        RETURNING xmax = 0 AS is_new
    )
    INSERT INTO {tally} AS old (scope, key, shard, n)
    SELECT '{scope}', %s, %s, 1 FROM came WHERE is_new
    ON CONFLICT (scope, key, shard) DO UPDATE SET n = old.n + 1
"""
# A row at 0 leaves, as if it had never been: a rebuild would not make it. It is locked by the statement above.
DROP = """
    DELETE FROM {tally} WHERE n = 0 AND scope = '{scope}'
    AND (key, shard) IN (SELECT * FROM unnest(%s::text[], %s::smallint[]))
"""


@dataclass(frozen=True, slots=True)
class Mark:
    marked: UUID
    marker: UUID
    stream_id: UUID
    position: int
    is_set: bool


class Pairs:
    """The statements for one table of marks: its columns for what is marked and by whom, and its tally's scope."""

    def __init__(self, *, table: str, marked: str, marker: str, tally: str, scope: str) -> None:
        names = {"table": table, "marked": marked, "marker": marker, "tally": tally, "scope": scope}
        self._set = SET.format(**names)
        self._set_one = SET_ONE.format(**names)
        self._drop = DROP.format(**names)

    def set(self, marks: Sequence[Mark]) -> None:
        """At most one mark of each pair."""
        if len(marks) == 1 and marks[0].is_set:
            [mark] = marks
            do(self._set_one, [mark.marked, mark.marker, mark.position, str(mark.marked), shard(mark.stream_id)])
            return
        rows = [(each.marked, each.marker, each.position, shard(each.stream_id), each.is_set) for each in marks]
        run(self._set, zip(*rows, strict=True), is_lone=len(rows) == 1)
        taken = [(str(each.marked), shard(each.stream_id)) for each in marks if not each.is_set]
        if taken:
            run(self._drop, zip(*taken, strict=True))
