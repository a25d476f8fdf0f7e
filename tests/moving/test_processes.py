"""A process goes on at the new site where it was at the old one: it reacts to nothing twice."""

from pathlib import Path

import pytest

from blog.processes import PUBLISHING
from es_core.models import ProjectorState
from es_core.tail import head
from es_core.versions import begin_processes
from tests.moving import site


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_process_moves_with_its_checkpoint(transactional_db: None, tmp_path: Path, is_begun: bool) -> None:
    """`migrate` begins the processes of the new site before anything is there."""
    site.settle()
    begin_processes()
    ProjectorState.objects.filter(name=PUBLISHING.name).update(position=head() - 1)
    there = head() - 1
    site.export(tmp_path / "site.jsonl", "--with-secrets")
    site.empty()
    ProjectorState.objects.all().delete()
    if is_begun:
        begin_processes()
    site.take_in(tmp_path / "site.jsonl")
    assert ProjectorState.objects.get(name=PUBLISHING.name).position == there
    site.empty()
