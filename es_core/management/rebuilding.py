"""Rebuilding with bars, for the commands that do so."""

from collections.abc import Iterator, Sequence

from es_core.progress import bars
from es_core.projector import Projector
from es_core.rebuild.jobs import Done, rebuild_all


def rebuilt(chosen: Sequence[Projector], *, jobs: int = 1, restart: bool = False) -> Iterator[Done]:
    """Each as it is done."""
    with bars() as progress:
        tasks = {each.name: progress.add_task(each.name, total=None) for each in chosen}

        def advance(projector: Projector, position: int, head: int) -> None:
            progress.update(tasks[projector.name], completed=position, total=head)

        yield from rebuild_all(chosen, advance, jobs=jobs, restart=restart)
