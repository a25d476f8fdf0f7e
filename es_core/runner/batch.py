"""One batch: a decided stretch of the log goes through a projector's handlers, in one transaction with its place."""

from collections.abc import Sequence

from es_core import reaction, registry, tail
from es_core.errors import ForeignTable, UnknownEvent
from es_core.models import ProjectorState
from es_core.process import ProcessManager
from es_core.projector import Projector, projectors
from es_core.recorded import AnyRecorded
from es_core.runner import checkpoint, parked
from es_core.runner.bounds import bounded
from es_core.statements import run

TYPES = "SELECT DISTINCT event_type FROM es_event WHERE position > %s AND position <= %s"
# What this transaction has written, as the database counts it: no statement has to be understood for it.
WRITTEN = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"


def feed(projector: Projector, until: int) -> bool:
    """The events behind the checkpoint up to `until`, which must be decided; False when another runner has the lease.

    Raises UnknownEvent, ForeignTable, TimeoutError and whatever handlers raise; then nothing has happened.
    """
    with checkpoint.lease(projector) as state:
        if not state or not checkpoint.is_fed(state, projector) or state.position >= until:
            return False
        with bounded(projector):
            feed_leased(projector, state, until)
        return True


def feed_leased(projector: Projector, state: ProjectorState, until: int) -> None:
    """A process may come less far: at most to the first event that it reacts to."""
    if isinstance(projector, ProcessManager):
        until = reaction.near(projector, state.position, until)
    refuse_unknown_types(state.position, until)
    events = tail.between(state.position, until, projector.fed_types)
    if isinstance(projector, ProcessManager):
        until = reaction.react_to_first(projector, events) or until
    else:
        apply(projector, parked.without_parked(projector, events))
    checkpoint.move(state, until)


def apply(projector: Projector, events: Sequence[AnyRecorded]) -> None:
    """Raises ForeignTable when another projector's read model was written, which nobody could rebuild then."""
    if not events:
        return
    before = dict(run(WRITTEN))
    projector.project(events, live=True)
    written = {table for table, n in run(WRITTEN) if n != before.get(table, 0)}
    for each in projectors.values():
        if foreign := written & {model._meta.db_table for model in each.models if model not in projector.models}:
            raise ForeignTable(f"{', '.join(sorted(foreign))} belongs to {each}, {projector} wrote it")


def refuse_unknown_types(after: int, until: int) -> None:
    """What nobody here can read may be meant for this projector: skipping it would lose it. Raises UnknownEvent."""
    for (name,) in run(TYPES, [after, until]):
        if not registry.is_known(name):
            raise UnknownEvent(f"no registered class reads events of type {name!r}")
