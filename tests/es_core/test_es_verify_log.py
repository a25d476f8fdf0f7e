"""`./manage.py es_verify_log`: says nothing about a sound log, and names every place where one is not."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from es_core import claims, context, keys, testing
from es_core.decider import CLAIM
from es_core.execute import execute
from es_core.models import CommandRecord, Event, SubjectKey
from es_core.rebuild.shadow import run_ddl
from tests.es_core.example.domain.book import BOOK, AddBook, BookAdded, MoveBook
from tests.es_core.example.domain.desk import BELL, BellRung
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db(transaction=True)
BOOK_ID = uuid4()


def verify(*arguments: str) -> tuple[int, str]:
    """Exit code, and what was printed."""
    out = io.StringIO()
    try:
        call_command("es_verify_log", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def findings(*arguments: str) -> list[tuple[str, int | None, str]]:
    """(check, position, message) of each."""
    code, said = verify("--json", *arguments)
    told = json.loads(said)
    assert told["sound"] is (code == 0)
    return [(each["check"], each["position"], each["message"]) for each in told["findings"]]


def add(book_id: UUID = BOOK_ID, place: str = "a") -> int:
    return execute(BOOK, AddBook(book_id=book_id, title="Emma", place=place)).events[0].position


def smuggle(**values: Any) -> int:
    """An event past es_append, as a careless import might write it."""
    row = {"stream_type": "bell", "stream_id": uuid4(), "version": 1, "event_type": "BellRung", "data": {"desk": "a"}}
    return Event.objects.create(**{"event_id": uuid4(), **row, **values}).position


def hold(place: str, owner: UUID) -> int:
    with context.acting(actor=None, channel="test"):
        return execute(CLAIM, claims.Claim(scope="place", key=place, owner_id=owner)).position


def test_a_log_that_was_written_by_commands_is_sound(library: None) -> None:
    code, said = verify()
    assert code == 0
    assert said.splitlines() == [said.strip()]
    assert "the log is sound" in said


def test_an_empty_log_is_sound() -> None:
    assert verify()[0] == 0


def test_a_hole_in_a_stream_is_named() -> None:
    stream_id = uuid4()
    smuggle(stream_id=stream_id)
    position = smuggle(stream_id=stream_id, version=3)
    assert findings() == [("streams", position, "bell: version 3 comes behind 1")]


def test_a_stream_begins_with_its_first_version() -> None:
    position = smuggle(version=2)
    assert findings() == [("streams", position, "bell: version 2 comes behind nothing")]


def test_a_stream_keeps_its_type() -> None:
    stream_id = uuid4()
    smuggle(stream_id=stream_id)
    position = smuggle(stream_id=stream_id, version=2, stream_type="desk")
    assert findings() == [("streams", position, "version 2 is of type desk, version 1 of bell")]


def test_versions_stand_in_the_order_of_positions() -> None:
    stream_id = uuid4()
    first = smuggle(stream_id=stream_id, version=2)
    position = smuggle(stream_id=stream_id, version=1)
    assert findings() == [("streams", first, f"bell: version 2 stands ahead of 1, at {position}")]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"event_type": "BellStolen"}, "no registered class reads events of type 'BellStolen'"),
        ({"schema_version": 7}, "version 7 of BellRung"),
        ({"data": {"desk": 5}}, "Expected `str`, got `int`"),
    ],
)
def test_an_event_that_nobody_can_read_is_named(values: dict[str, Any], words: str) -> None:
    position = smuggle(**values)
    [(check, where, message)] = findings()
    assert (check, where) == ("events", position)
    assert words in message


@contextmanager
def without(drop: str, restore: str) -> Iterator[None]:
    """A database that lost one of its guards; it has to be whole again afterwards."""
    run_ddl(drop)
    try:
        yield
    finally:
        run_ddl("TRUNCATE es_event")
        run_ddl(restore)


def test_an_event_id_that_stands_twice_is_named() -> None:
    drop = "ALTER TABLE es_event DROP CONSTRAINT es_event_event_id_key"
    with without(drop, "ALTER TABLE es_event ADD CONSTRAINT es_event_event_id_key UNIQUE (event_id)"):
        event_id = uuid4()
        first, second = smuggle(event_id=event_id), smuggle(event_id=event_id)
        assert sorted(findings()) == [
            ("event ids", first, f"its event id {event_id} stands at {second} too"),
            ("guards", None, "es_event has no unique index on (event_id): an event may be there twice"),
        ]


@pytest.mark.parametrize("trigger", ["es_event_fence", "es_event_immutable"])
def test_a_trigger_that_sleeps_is_named(trigger: str) -> None:
    change = "ALTER TABLE es_event ENABLE {} TRIGGER " + trigger
    with without(change.format(""), change.format("ALWAYS")):
        [(check, _, message)] = findings()
        assert (check, message.partition(":")[0]) == (
            "guards",
            f"the trigger {trigger} on es_event is not enabled ALWAYS",
        )


def test_a_claim_that_its_stream_gave_up_is_named() -> None:
    add(place="a")
    position = hold("b", BOOK_ID)
    message = f"the place 'b' is held by {BOOK_ID}, but that book does not have it any more"
    assert findings() == [("claims", position, message)]


def test_a_claim_of_nobody_is_named() -> None:
    owner = uuid4()
    position = hold("b", owner)
    assert findings() == [("claims", position, f"the place 'b' is held by {owner}, but there is no such stream")]


def test_a_stream_without_its_claim_is_named() -> None:
    testing.given(BOOK, BookAdded(book_id=BOOK_ID, title="Emma", place="a"), stream_id=BOOK_ID)
    assert findings() == [("claims", None, "this book has the place 'a', but nobody holds it")]


def test_two_streams_with_one_name_are_named() -> None:
    add(place="a")
    testing.given(BOOK, BookAdded(book_id=(other := uuid4()), title="Emma", place="a"), stream_id=other)
    [(_, _, message)] = findings()
    assert message == f"this book has the place 'a', but {BOOK_ID} holds it"


def test_a_claim_passed_on_is_the_next_ones() -> None:
    add(place="a")
    execute(BOOK, MoveBook(book_id=BOOK_ID, place="b"))
    add(uuid4(), place="a")
    assert findings() == []


def test_a_record_of_an_event_that_is_not_there_is_named() -> None:
    position = add()
    CommandRecord.objects.update(positions=[position, position + 1, 4711])
    said = [(check, where, message.partition(", but ")[2]) for check, where, message in findings()]
    assert said == [("commands", 4711, "there is no event")]


def test_a_record_of_somebody_elses_event_is_named() -> None:
    position = add()
    rung = smuggle()
    CommandRecord.objects.update(positions=[position, rung])
    assert [(check, where) for check, where, _ in findings()] == [("commands", rung), ("commands", position + 1)]


def sealed_bell() -> int:
    [rung] = testing.given(BELL, BellRung(desk=keys.seal(BOOK_ID, "ann@example.org")))
    return rung.position


def test_a_sealed_value_whose_key_is_gone_is_named() -> None:
    position = sealed_bell()
    assert findings() == []
    SubjectKey.objects.all().delete()
    [(check, where, message)] = findings()
    assert (check, where) == ("sealed values", position)
    assert "which is gone" in message


@pytest.mark.parametrize(
    "text", [f"sealed1.{'-' * 36}.a", f"sealed1.{'f' * 36}.a", f'see "sealed1.{BOOK_ID}.abc"', f"sealed1.{BOOK_ID}.a b"]
)
def test_what_somebody_wrote_about_sealed_values_is_none(text: str) -> None:
    testing.given(BELL, BellRung(desk=text))
    assert findings() == []


def test_a_key_of_another_site_is_named() -> None:
    sealed_bell()
    SubjectKey.objects.update(wrapped=bytes(60))
    [(check, _, message)] = findings()
    assert check == "keys"
    assert f"of {BOOK_ID} does not open with this site's KEY_ENCRYPTION_KEY" in message


def test_so_many_findings_are_listed_as_asked_for() -> None:
    for _ in range(5):
        smuggle(version=2)
    code, said = verify("--most", "2")
    assert code == 1
    assert said.count("comes behind nothing") == 2
    assert "streams: and more" in said
    assert "5 events" in said
    assert "not sound: streams" in said


def test_one_check_may_be_asked_for_alone() -> None:
    smuggle(version=2)
    assert findings("--only", "events") == []
    with pytest.raises(CommandError, match=r"there is no check 'colours'; there are: .*claims"):
        verify("--only", "colours")


@pytest.mark.parametrize("wrong", ["0", "-1", "many"])
def test_a_wrong_number_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(CommandError, match="a number from 1 on"):
        verify("--most", wrong)


def test_checking_waits_for_nobody_and_changes_nothing(library: None) -> None:
    before = list(Event.objects.values_list())
    done = manage("es_verify_log")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(Event.objects.values_list()) == before
