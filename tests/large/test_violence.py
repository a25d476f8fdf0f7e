"""The verdict on a run of violence sees what it has to see."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from blog.models import Article
from es_core.models import CommandRecord, Event
from tests.large.violence.notes import Notes, all_notes
from tests.large.violence.verdict import problems
from tests.moving import site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def noted(tmp_path: Path) -> list[dict[str, Any]]:
    """A small site, whose commands all were noted with what was answered."""
    site.settle()
    notes = Notes(tmp_path)
    for each in CommandRecord.objects.filter(status="accepted"):
        notes.accepted(each.command_id, each.name, each.positions)
    return list(all_notes(tmp_path))


def test_a_run_without_losses_has_no_problems(noted: list[dict[str, Any]]) -> None:
    assert len(noted) == 5
    assert list(problems(noted)) == []


def test_an_accepted_command_that_is_gone_is_a_problem(noted: list[dict[str, Any]]) -> None:
    lost = {"command_id": str(uuid4()), "name": "AddComment", "positions": None}
    [found] = problems([*noted, lost])
    assert "is on record 0 times" in found


def test_an_event_that_is_there_twice_is_a_problem(noted: list[dict[str, Any]]) -> None:
    added = Event.objects.get(event_type="CommentAdded")
    Event.objects.create(**_values(added) | {"position": None, "event_id": uuid4(), "version": 2})
    assert any("in the log" in each and "AddComment" in each for each in problems(noted))


def test_a_row_that_the_log_does_not_explain_is_a_problem(noted: list[dict[str, Any]]) -> None:
    from es_core.projector import projecting, projectors

    token = projecting.set(projectors["articles"])
    Article.objects.update(title="Wasps")
    projecting.reset(token)
    assert list(problems(noted)) == ["blog_article: 1 rows differ from the 1 of a rebuild"]


def test_a_note_that_was_never_finished_is_none(tmp_path: Path) -> None:
    Notes(tmp_path).accepted(uuid4(), "AddComment")
    [written] = tmp_path.iterdir()
    with written.open("a") as file:
        file.write('{"command_id": "0190')
    assert len(list(all_notes(tmp_path))) == 1


def _values(event: Event) -> dict[str, Any]:
    return {each.attname: getattr(event, each.attname) for each in Event._meta.fields}
