"""A command that waits until catch-up projectors have seen what it did."""

import pytest

from es_core.errors import NotYetProjected
from es_core.execute import Executed, execute
from es_core.models import Event
from es_core.projector import Projector
from es_core.runner import checkpoint
from tests.es_core.example.domain.desk import DESK, CountVisitor
from tests.es_core.example.models import Visit
from tests.es_core.example.projectors import books, visits
from tests.es_core.running import running

pytestmark = pytest.mark.django_db(transaction=True)


def visit(*wait_for: Projector | str, timeout: float = 20.0) -> Executed:
    return execute(DESK, CountVisitor(desk="a"), wait_for=wait_for, timeout=timeout)


def test_it_returns_when_they_have_passed_it() -> None:
    with running(visits):
        for n in range(1, 6):
            visit("visits")
            assert Visit.objects.count() == n


def test_running_out_of_time_undoes_nothing() -> None:
    with pytest.raises(NotYetProjected, match="not projected yet by visits") as told:
        visit(visits, timeout=0.05)
    assert told.value.executed.position == Event.objects.get().position
    assert told.value.behind == {"visits": ""}


def test_nobody_waits_for_a_paused_one() -> None:
    checkpoint.pause(visits, "the disk is full")
    with pytest.raises(NotYetProjected, match=r"visits \(paused: the disk is full\)"):
        visit(visits, timeout=600)
    assert Event.objects.count() == 1


def test_an_inline_one_is_never_behind() -> None:
    visit(books, timeout=600)


def test_an_unknown_name_is_told_before_anything_happens() -> None:
    with pytest.raises(ValueError, match="no projector is named nobody"):
        visit("nobody")
    assert not Event.objects.exists()
