"""What came of an operation, in words for operators."""

from dataclasses import dataclass, field

from es_core.dead_letters import Replayed
from es_core.models import Operation
from es_core.rebuild.compare import Compared, Difference
from es_core.rebuild.jobs import Done
from es_core.rebuild.verify import Verified

Status = Operation.Status


@dataclass(frozen=True, slots=True)
class Outcome:
    status: Operation.Status
    told: str
    details: list[str] = field(default_factory=list)


def stopped() -> Outcome:
    return Outcome(Status.STOPPED, "stopped by an operator; what is in service is what was before")


def given_up(tries: int) -> Outcome:
    return Outcome(Status.FAILED, f"given up: {tries} processes ended in the middle of it")


def of_rebuild(done: Done) -> Outcome:
    if done.failure is not None:
        return Outcome(Status.FAILED, done.failure)
    return Outcome(Status.DONE, f"rebuilt up to position {done.position:,} in {done.seconds:.1f} s")


def of_replay(replayed: Replayed) -> Outcome:
    told = f"{replayed.replayed:,} replayed"
    if not replayed.stuck:
        return Outcome(Status.DONE, told)
    details = [f"stream {stream_id}: {problem}" for stream_id, problem in replayed.stuck.items()]
    return Outcome(Status.FAILED, f"{told}, {len(replayed.stuck):,} streams still stuck", details)


def of_verification(verified: Verified) -> Outcome:
    rows = sum(each.rows for each in verified.tables)
    if verified.is_equal:
        return Outcome(
            Status.DONE, f"equal: all {rows:,} rows are what the log says, at position {verified.position:,}"
        )
    differing = sum(each.differing for each in verified.tables)
    details = [_line(table, each) for table in verified.tables for each in table.differences]
    return Outcome(
        Status.FAILED, f"{differing:,} of {rows:,} rows differ from the log; a rebuild makes them right", details
    )


def _line(table: Compared, difference: Difference) -> str:
    """Where, not what: the values may be personal, and whoever may see them has verify_projections."""
    key = ", ".join(f"{name}={value}" for name, value in difference.key.items())
    if difference.live is None:
        what = "missing"
    elif difference.log is None:
        what = "not in the log"
    else:
        what = f"differs in {', '.join(difference.columns)}"
    return f"{table.table} {key}: {what}"
