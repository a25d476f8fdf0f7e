"""Which projectors' tables were made by an older version of their code and have to be rebuilt."""

from typing import Any

from es_core import tail
from es_core.models import ProjectorState
from es_core.process import processes
from es_core.projector import Projector, projectors
from es_core.rebuild import record_version
from es_core.runner import checkpoint
from es_core.statements import one


def changed() -> list[Projector]:
    """Those whose recorded version is not the code's, in the order in which they run."""
    recorded = dict(ProjectorState.objects.values_list("name", "version"))
    return [each for each in projectors.values() if recorded.get(each.name) != each.version]


def record_fresh_tables(**_: Any) -> None:
    """After a migration, of whichever app: on an empty log every table is right as it is."""
    if _are_there("es_event", "es_projector", "es_operation") and tail.head() == 0:
        for each in changed():
            record_version(each, 0)


def begin_processes(**_: Any) -> None:
    """After a migration: what happens from here on is theirs to react to, whenever a runner comes."""
    if _are_there("es_event", "es_projector", "es_operation"):  # the last of them to come
        for each in processes.values():
            checkpoint.begin(each)


def _are_there(*tables: str) -> bool:
    return bool(one("SELECT count(to_regclass(name)) = count(*) FROM unnest(%s::text[]) name", [list(tables)])[0])
