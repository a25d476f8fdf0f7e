"""A page of the audit, and all of it: by keyset, so that a page far away costs what the first one costs, and rows that
arrive meanwhile neither hide nor repeat one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from es_core.audit.branches import Asked, Branch, asked
from es_core.audit.entry import COLUMNS, NO_PAYLOAD, PAYLOAD, Entry
from es_core.audit.kinds import KIND
from es_core.audit.question import Place, Question
from es_core.statements import run

BATCH = 1000

ONE_SELECT = "SELECT c.{column} AS key, c.id FROM es_command c WHERE {conditions} ORDER BY {order} LIMIT {limit}"
BY_KINDS = """
    SELECT found.key, found.id
      FROM unnest({names}::text[], {types}::text[], {channels}::text[], {statuses}::text[])
               AS kind(name, stream_type, channel, status)
     CROSS JOIN LATERAL ({select}) found
"""
OF_KIND = [f"c.{each} = kind.{each}" for each in KIND]
MERGED = """
    WITH found AS (
        SELECT DISTINCT key, id FROM ({branches}) branch ORDER BY key {way}, id {way} LIMIT {limit}
    )
    SELECT {columns}, {payload} FROM found JOIN es_command c ON c.id = found.id ORDER BY found.key {way}, found.id {way}
"""


@dataclass(frozen=True, slots=True)
class Page:
    """`ahead` and `behind`: where the pages before and after this one begin, if there are any."""

    entries: list[Entry]
    ahead: Place | None
    behind: Place | None


def page(question: Question, *, behind: Place | None = None, ahead: Place | None = None, size: int = 50) -> Page:
    """The first page; or the one behind a place, or the one that ends ahead of it."""
    if ahead:
        found = _entries(question, ahead, size + 1, backward=True)
        if len(found) > size:
            shown = found[:size][::-1]
            return Page(shown, shown[0].place(question.sort), shown[-1].place(question.sort))
        behind = None  # that was the beginning: a whole first page
    found = _entries(question, behind, size + 1)
    shown = found[:size]
    return Page(
        shown,
        shown[0].place(question.sort) if shown and behind else None,
        shown[-1].place(question.sort) if len(found) > size else None,
    )


def everything(question: Question, *, before: int) -> Iterator[Entry]:
    """All that was on record when the entry of this id came, batch by batch: no transaction stays open, memory stays
    flat."""
    question, place = replace(question, last_id=before - 1), None
    while found := _entries(question, place, BATCH, payload=True):
        yield from found
        place = found[-1].place(question.sort)


def _entries(
    question: Question, place: Place | None, limit: int, *, backward: bool = False, payload: bool = False
) -> list[Entry]:
    what = asked(question)
    if not what.branches:
        return []
    way, behind = ("DESC", "<") if question.sort.falls != backward else ("ASC", ">")
    if place:
        where = f"(c.{question.sort.column}, c.id) {behind} ({what.value(place.value)}, {what.value(place.id)})"
        for each in what.branches:
            each.conditions.append(where)
    size = what.value(limit)
    sql = MERGED.format(
        branches=" UNION ALL ".join(
            f"({_select(each, what, question.sort.column, way, size)})" for each in what.branches
        ),
        way=way,
        limit=size,
        columns=COLUMNS,
        payload=PAYLOAD if payload else NO_PAYLOAD,
    )
    return [Entry._make(row) for row in run(sql, what.values, prepare=False)]


def _select(branch: Branch, what: Asked, column: str, way: str, limit: str) -> str:
    of_kind = OF_KIND if branch.kinds is not None else []
    select = ONE_SELECT.format(
        column=column,
        conditions=" AND ".join([*branch.conditions, *of_kind]) or "true",
        order=f"c.{column} {way}, c.id {way}",
        limit=limit,
    )
    if branch.kinds is None:
        return select
    names, types, channels, statuses = (what.value([getattr(each, name) for each in branch.kinds]) for name in KIND)
    return BY_KINDS.format(names=names, types=types, channels=channels, statuses=statuses, select=select)
