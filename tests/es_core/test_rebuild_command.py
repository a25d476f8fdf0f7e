"""`./manage.py rebuild_projections`."""

import pytest
from django.core.management import CommandError, call_command

from es_core import tail, testing
from es_core.execute import execute
from es_core.models import ProjectorState
from es_core.versions import changed
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.projectors import books
from tests.es_core.other_session import other_session
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("library")
def test_the_command_rebuilds_what_it_is_told_to() -> None:
    before = testing.rows(books)
    done = manage("rebuild_projections", "books", "desks")
    assert (done.returncode, done.stderr) == (0, "")
    assert "books" in done.stdout
    assert "100%" in done.stdout or str(tail.head()) in done.stdout
    assert testing.rows(books) == before


@pytest.mark.parametrize("names", [[], ["bookz"], ["books", "bookz"]])
def test_the_command_names_the_projectors_there_are(names: list[str]) -> None:
    with pytest.raises(CommandError, match=r"there are: .*books, desks"):
        call_command("rebuild_projections", *names)


def test_the_command_finds_what_changed() -> None:
    ProjectorState.objects.filter(name="desks").update(version=0)
    at_once(lambda: execute(DESK, CountVisitor(desk="a")))
    done = manage("rebuild_projections", "--changed")
    assert (done.returncode, done.stderr) == (0, "")
    assert changed() == []
    assert "books" not in done.stdout


@pytest.mark.usefixtures("library")
def test_the_command_says_who_is_in_the_way() -> None:
    with other_session("LOCK TABLE library_desk IN ACCESS SHARE MODE"):
        done = manage("rebuild_projections", "desks")
    assert done.returncode == 1
    assert "in the way: process" in done.stderr
    assert "Traceback" not in done.stderr
