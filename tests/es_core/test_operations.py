"""What operators asked for is done outside of their requests, by whichever process comes first, and told as it goes."""

import json
import os
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from es_core import operating, testing
from es_core.context import now
from es_core.models import DeadLetter, Operation
from es_core.operating import doing, rules
from es_core.operating.worker import Worker
from es_core.rebuild import filling
from es_core.rebuild.leftovers import leftovers
from es_core.rebuild.shadow import alone
from tests.es_core.at_once import in_background
from tests.es_core.example.domain.desk import DESK, VisitorCounted
from tests.es_core.example.models import Desk, Visit
from tests.es_core.example.projectors import desks, visits
from tests.es_core.passing import passing_handler
from tests.es_core.process import manage
from tests.es_core.running import eventually
from tests.es_core.test_verify import tampering

pytestmark = pytest.mark.django_db(transaction=True)


def asked(command: Any, projector: str = "desks") -> UUID:
    operation_id = uuid4()
    operating.carry_out(command(projector=projector, operation_id=operation_id))
    return operation_id


def become(operation_id: UUID) -> Operation:
    return Operation.objects.get(pk=operation_id)


def come(*desks_: str) -> None:
    for each in desks_:
        testing.given(DESK, VisitorCounted(desk=each, number=1))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "BATCH", 2)
    monkeypatch.setattr(filling, "NEAR", 0)
    monkeypatch.setattr(doing, "TOLD_EVERY", 0.0)


def test_a_rebuild_is_done_and_told() -> None:
    come("a", "b")
    with tampering(desks):
        Desk.objects.filter(name="a").update(visitors=99)
    operation_id = asked(rules.RebuildProjector)
    assert doing.is_wanted()
    assert doing.do_all() == 1
    done = become(operation_id)
    assert (done.status, done.percent, done.tries) == ("done", 100, 1)
    assert done.told.startswith("rebuilt up to position ")
    assert done.ended_at is not None
    assert Desk.objects.get(name="a").visitors == 1
    assert not doing.is_wanted()


def test_a_verification_names_rows_and_none_of_their_values() -> None:
    come("a", "b")
    equal = asked(rules.VerifyProjector)
    doing.do_all()
    assert (become(equal).status, become(equal).details) == ("done", [])
    assert "equal" in become(equal).told
    with tampering(desks):
        Desk.objects.filter(name="a").update(visitors=4711)
        Desk.objects.filter(name="b").delete()
    different = asked(rules.VerifyProjector)
    doing.do_all()
    found = become(different)
    assert found.status == "failed"
    assert "2 of 1 rows differ" in found.told
    assert found.details == ["library_desk name=a: differs in visitors", "library_desk name=b: missing"]
    assert "4711" not in json.dumps(found.details)


def test_dead_letters_are_replayed_and_what_is_stuck_is_named() -> None:
    come("a")
    [recorded] = testing.given(DESK, VisitorCounted(desk="poison", number=1))
    letter = {"projector": "visits", "stream_id": recorded.stream_id, "event_type": "VisitorCounted", "error": "x"}
    DeadLetter.objects.create(**letter, position=recorded.position)

    def choke(events: Sequence[Any]) -> None:
        raise LookupError("no such desk")

    stuck = asked(rules.ReplayDeadLetters, "visits")
    with passing_handler(visits, choke, VisitorCounted):
        doing.do_all()
    assert become(stuck).status == "failed"
    assert become(stuck).details == [f"stream {recorded.stream_id}: LookupError: no such desk"]
    fine = asked(rules.ReplayDeadLetters, "visits")
    doing.do_all()
    assert (become(fine).status, become(fine).told) == ("done", "1 replayed")
    assert Visit.objects.count() == 1


def test_a_handler_that_fails_is_told_with_its_stack_and_the_old_tables_stay() -> None:
    come("a")

    def choke(events: Sequence[Any]) -> None:
        raise LookupError("no such desk")

    failed = asked(rules.RebuildProjector)
    with passing_handler(desks, choke, VisitorCounted):
        doing.do_all()
    found = become(failed)
    assert (found.status, found.told) == ("failed", "LookupError: no such desk")
    assert "in choke" in found.details[0]
    assert Desk.objects.get().visitors == 1


def test_progress_shows_while_it_goes(small_batches: None) -> None:
    come(*"abcdef")
    operation_id = asked(rules.RebuildProjector)
    seen: list[tuple[str, int]] = []

    def look(events: Sequence[Any]) -> None:
        """As a page does: by another connection, as a rebuild's own sees its new tables alone."""
        [found] = in_another_connection(lambda: become(operation_id))
        seen.append((found.status, found.percent))

    with passing_handler(desks, look, VisitorCounted):
        doing.do_all()
    assert seen[0] == ("running", 0)
    assert 0 < seen[-1][1] < 100
    assert [each for _, each in seen] == sorted(each for _, each in seen)


def test_one_that_is_stopped_leaves_the_tables_in_service(small_batches: None) -> None:
    come(*"abcdef")
    operation_id = asked(rules.RebuildProjector)
    before = set(Desk.objects.values_list("name", flat=True))

    def stop(events: Sequence[Any]) -> None:
        if not stopping:
            stopping.append(1)
            [pressed] = in_another_connection(
                lambda: operating.carry_out(rules.StopOperation(projector="desks", operation_id=operation_id))
            )
            assert pressed is None

    stopping: list[int] = []
    with passing_handler(desks, stop, VisitorCounted):
        doing.do_all()
    assert become(operation_id).status == "stopped"
    assert set(Desk.objects.values_list("name", flat=True)) == before
    assert [each.schema for each in leftovers()] == ["es_shadow_desks"]
    again = asked(rules.RebuildProjector)
    doing.do_all()
    assert become(again).status == "done"
    assert leftovers() == []


def in_another_connection(call: Any) -> list[Any]:
    with in_background(call) as running:
        return [each.result(20) for each in running]


def test_what_somebody_does_nobody_else_begins() -> None:
    operation_id = asked(rules.VerifyProjector)
    with alone(f"es_operation_{operation_id}"):
        assert in_another_connection(doing.do_all) == [0]
        assert in_another_connection(doing.is_wanted) == [False]
    assert in_another_connection(doing.is_wanted) == [True]
    assert in_another_connection(doing.do_all) == [1]


def test_what_a_process_left_is_gone_on_with_but_not_for_ever() -> None:
    operation_id = asked(rules.VerifyProjector)
    Operation.objects.filter(pk=operation_id).update(status="running", tries=2)
    assert doing.do_all() == 1
    assert become(operation_id).status == "done"
    hopeless = asked(rules.VerifyProjector)
    Operation.objects.filter(pk=hopeless).update(status="running", tries=doing.TRIES)
    doing.do_all()
    assert (become(hopeless).status, become(hopeless).told[:8]) == ("failed", "given up")


def test_a_worker_does_it_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE", str(connection.settings_dict["NAME"]))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    come("a")
    worker = Worker()
    with in_background(worker.run):
        operation_id = asked(rules.RebuildProjector)
        try:
            eventually(lambda: become(operation_id).ended_at is not None)
        finally:
            worker.stop()
    done = become(operation_id)
    assert done.status == "done"
    assert done.holder.rpartition(":")[2] != str(os.getpid())


def test_the_command_lists_does_and_stops() -> None:
    assert "Nothing was asked for." in manage("operations").stdout
    operation_id = asked(rules.VerifyProjector)
    listed = manage("operations")
    assert listed.returncode == 1
    assert "verification of desks" in listed.stdout
    assert f"./manage.py operations stop {operation_id}" in listed.stdout
    [row] = json.loads(manage("operations", "--json").stdout)["operations"]
    assert (row["id"], row["status"]) == (str(operation_id), "asked")
    assert manage("operations", "stop", str(operation_id)).returncode == 0
    assert manage("operations", "run").stdout == "1 done\n"
    assert become(operation_id).status == "stopped"
    late = manage("operations", "stop", str(operation_id))
    assert late.returncode == 1
    assert "it has ended already" in late.stderr
    assert "Traceback" not in late.stderr
    assert manage("operations").returncode == 0


def test_one_that_is_open_is_an_exit_code_however_many_came_later() -> None:
    asked(rules.VerifyProjector)
    ended = asked(rules.VerifyProjector, "visits")
    Operation.objects.filter(pk=ended).update(ended_at=now())
    with pytest.raises(SystemExit) as code:
        call_command("operations", "--most", "1")
    assert code.value.code == 1


def test_stopping_nothing_is_told_in_words() -> None:
    with pytest.raises(CommandError, match="which one"):
        call_command("operations", "stop", str(uuid4()))
