"""How a question is asked of the database, so that no filter and no combination of them reads far more than it shows.

The answer is merged from branches. Each is one select that an index gives in the order that is asked for: of one
filter, or of a list of kinds (see `kinds`). The planner alone, asked for rare rows in order, walks the whole table.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from es_core.audit import meanings, words
from es_core.audit.kinds import KIND, Kind, kinds
from es_core.audit.question import SLOW, Question, Sort
from es_core.statements import run

FEW = 20_000  # rows that are looked through, or sorted, in no time
OF_KINDS = """FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS kind(name, stream_type, channel, status)
    JOIN es_command c USING (name, stream_type, channel, status)"""

# A stream's events know their commands; for the rest there is an index, es_command_stream.
OF_STREAMS = """
    SELECT c.id FROM es_event e JOIN es_command c ON c.command_id = e.command_id AND c.status = 'accepted'
     WHERE e.stream_id = ANY(%(streams)s)
    UNION ALL
    SELECT id FROM es_command
     WHERE stream_id = ANY(%(streams)s) AND (status <> 'accepted' OR positions = '{}' OR actor_id IS NULL)
"""
BY_ID = f"""
    SELECT id FROM es_command WHERE command_id = ANY(%(streams)s) AND status = 'accepted'
    UNION ALL SELECT id FROM es_command WHERE command_id = ANY(%(streams)s) AND status <> 'accepted'
    UNION ALL SELECT id FROM es_command WHERE correlation_id = ANY(%(streams)s)
    UNION ALL {OF_STREAMS}
"""  # noqa: S608 - constants


@dataclass(slots=True)
class Branch:
    """All conditions hold, and the row is of one of the kinds, where there are any given."""

    conditions: list[str]
    kinds: list[Kind] | None = None


@dataclass(slots=True)
class Asked:
    """Branches and the values in them."""

    branches: list[Branch] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def value(self, value: Any) -> str:
        """Its place in the SQL."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


def asked(question: Question) -> Asked:
    """No branches: nothing can be found."""
    found = Asked()
    shared = _shared(question, found)
    chosen = _chosen(question)
    if chosen == []:
        return found
    plain = [f"c.{each} = {found.value(getattr(question, each))}" for each in KIND if getattr(question, each)]
    if question.search:
        _search(question, found, shared, plain, chosen)
    elif chosen is None or question.sort.column != "started_at" or not _by_kinds(question, chosen):
        found.branches.append(Branch(shared + plain))
    else:
        found.branches.append(Branch(shared, chosen))
    return found


def _chosen(question: Question) -> list[Kind] | None:
    """None when the question does not say."""
    wanted = {name: getattr(question, name) for name in KIND if getattr(question, name)}
    if not wanted:
        return None
    return [kind for kind in kinds() if all(getattr(kind, name) == value for name, value in wanted.items())]


def _shared(question: Question, found: Asked) -> list[str]:
    """What holds in every branch."""
    conditions = []
    if question.since:
        conditions.append(f"c.started_at >= {found.value(question.since)}")
    if question.until:
        conditions.append(f"c.started_at < {found.value(question.until)}")
    if question.sort is Sort.SLOWEST:
        conditions.append(f"c.duration_ms >= {SLOW}")
    if question.last_id is not None:
        conditions.append(f"c.id <= {found.value(question.last_id)}")
    if question.actor_id:
        conditions.append(f"c.actor_id = {found.value(question.actor_id)}")
    if question.correlation_id:
        conditions.append(f"c.correlation_id = {found.value(question.correlation_id)}")
    if question.stream_id:
        conditions.append(_one_of(OF_STREAMS, [question.stream_id], found))
    if question.address:
        conditions.append(_from_address(question.address, found))
    return conditions


def _one_of(sql: str, ids: list[UUID], found: Asked) -> str:
    return f"c.id = ANY(ARRAY({sql.replace('%(streams)s', found.value(ids))}))"


def _from_address(address: str, found: Asked) -> str:
    """A small network's rows are gathered first; those of a large one are everywhere."""
    value = f"{found.value(address)}::inet"
    if "/" not in address:
        return f"c.address = {value}"
    if _few("FROM es_command WHERE address <<= %s::inet", [address]):
        return f"c.id = ANY(ARRAY(SELECT id FROM es_command WHERE address <<= {value}))"  # noqa: S608
    return f"c.address <<= {value}"


def _by_kinds(question: Question, chosen: list[Kind]) -> bool:
    """Whether to look through the rows of these kinds, rather than through those of the actor, the machine, the
    stream: whichever are few. Where none are, the planner may choose."""
    if question.stream_id or question.correlation_id:
        return False
    if not question.actor_id and not question.address:
        return True
    if question.actor_id and _few("FROM es_command WHERE actor_id = %s", [question.actor_id]):
        return False
    if question.address and _few("FROM es_command WHERE address <<= %s::inet", [question.address]):
        return False
    return _are_few(chosen)


def _are_few(chosen: list[Kind]) -> bool:
    return _few(OF_KINDS, [[getattr(each, name) for each in chosen] for name in KIND])


def _few(rows: str, values: list[Any]) -> bool:
    [(count,)] = run(f"SELECT count(*) FROM (SELECT {rows} LIMIT {FEW}) found", values, prepare=False)  # noqa: S608
    return bool(count < FEW)


def _search(question: Question, found: Asked, shared: list[str], plain: list[str], chosen: list[Kind] | None) -> None:
    """Whatever the term may mean."""
    ids = meanings.meant_by(question.search)
    if ids:
        found.branches.append(Branch([*shared, *plain, _one_of(BY_ID, ids, found)]))
    for each in ids:
        found.branches.append(Branch([*shared, *plain, f"c.actor_id = {found.value(each)}"]))
    if address := _address(question.search):
        found.branches.append(Branch([*shared, *plain, f"c.address = {found.value(address)}::inet"]))
    query = words.prefixes(question.search)
    if query and not meanings.is_id(question.search):
        _by_words(question, found, shared, plain, chosen, query)


def _by_words(
    question: Question, found: Asked, shared: list[str], plain: list[str], chosen: list[Kind] | None, query: str
) -> None:
    rows = words.unaccepted(query)
    if rows is None:
        found.branches.append(_frequent(found, shared, plain, chosen, query))
    elif rows:
        found.branches.append(Branch([*shared, *plain, f"c.id = ANY({found.value(rows)})"]))
    accepted = [each for each in (kinds() if chosen is None else chosen) if each.status == "accepted"]
    if named := words.matching(accepted, query):
        if question.sort.column == "started_at":
            found.branches.append(Branch(shared, named))
        else:
            names = found.value([each.name for each in named])
            found.branches.append(Branch([*shared, *plain, "c.status = 'accepted'", f"c.name = ANY({names})"]))


def _frequent(found: Asked, shared: list[str], plain: list[str], chosen: list[Kind] | None, query: str) -> Branch:
    conditions = [*shared, "c.status <> 'accepted'", words.FREQUENT.format(query=found.value(query))]
    unaccepted = [each for each in chosen or () if each.status != "accepted"]
    if chosen is not None and _are_few(unaccepted):
        return Branch(conditions, unaccepted)
    return Branch([*conditions, *plain])


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None
