"""Forgetting and handing out what is held of a subject, for a library that knows no user."""

import json
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from es_core import context, subjects
from es_core.audit import note
from es_core.context import acting
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.keys import Forgotten, seal, unseal
from es_core.models import CommandRecord, Event, Snapshot, SubjectKey
from es_core.statements import one
from es_core.subjects import holdings
from tests.es_core.conftest import ANN
from tests.es_core.example.domain.desk import BELL, RingBell
from tests.es_core.example.domain.reader import READER, ForgetReader, JoinLibrary
from tests.es_core.example.stock import add_books, lend

pytestmark = pytest.mark.django_db

PHONE = "+46 18 471 00 00"


def join(reader_id: UUID, actor: UUID | None = None) -> str:
    phone = seal(reader_id, PHONE)
    with acting(actor=actor, channel="web", address="203.0.113.9", agent="a telling browser"):
        execute(READER, JoinLibrary(reader_id=reader_id, nickname="Gurra", phone=phone))
    return phone


def forget(reader_id: UUID) -> None:
    subjects.purge(reader_id)
    execute(READER, ForgetReader(reader_id=reader_id), alongside=partial(subjects.forget, reader_id))


def log_until(position: int) -> str:
    """A hash of every byte of it."""
    rows = "SELECT md5(string_agg(md5(e::text), '' ORDER BY position)) FROM es_event e WHERE position <= %s"
    return str(one(rows, [position])[0])


def exported(subject_id: UUID, *, scan: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(subjects.export(subject_id, scan=scan)))
    return found


@pytest.fixture(autouse=True)
def library_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of the library are no users of the site."""
    monkeypatch.setattr(holdings, "sections", {"loans": holdings.sections["loans"]})
    monkeypatch.setattr(holdings, "purges", [])


def test_what_was_sealed_is_forgotten_and_no_byte_of_the_log_changes() -> None:
    reader, other = uuid4(), uuid4()
    phone, others = join(reader), join(other)
    head = Event.objects.count() and Event.objects.latest("position").position
    before = log_until(head)
    forget(reader)
    assert unseal(phone) == Forgotten()
    assert unseal(others) == PHONE
    assert log_until(head) == before
    assert Event.objects.latest("position").event_type == "ReaderForgotten"


def test_records_keep_that_something_happened_and_lose_what_and_from_where() -> None:
    reader, other = uuid4(), uuid4()
    join(reader)
    join(other)
    with acting(actor=reader, channel="web", address="203.0.113.9", agent="a telling browser"):
        execute(BELL, RingBell(desk="Gurra's"))
    forget(reader)
    for name, channel in (("JoinLibrary", "web"), ("RingBell", "web"), ("ForgetReader", "test")):
        record = CommandRecord.objects.exclude(stream_id=other).get(name=name)
        assert (record.payload, record.status, record.channel) == ({}, "accepted", channel)
        assert (record.address, record.agent) == ((None, "") if channel == "web" else ("192.0.2.7", "pytest"))
    kept = CommandRecord.objects.get(stream_id=other)
    assert (kept.payload["nickname"], kept.address) == ("Gurra", "203.0.113.9")


def test_what_others_did_for_the_subject_keeps_their_address_and_loses_what_it_says() -> None:
    reader, clerk = uuid4(), uuid4()
    join(reader, actor=clerk)
    forget(reader)
    record = CommandRecord.objects.get(actor_id=clerk)
    assert (record.payload, record.address) == ({}, "203.0.113.9")


def refuse() -> None:
    raise Rejected("Gurra still has a book")


def test_what_others_asked_in_vain_or_looked_at_loses_what_it_says_as_well() -> None:
    reader, clerk = uuid4(), uuid4()
    join(reader)
    join(reader, actor=clerk)  # once more, which changes nothing
    with acting(actor=clerk, channel="admin", address="203.0.113.9"):
        with pytest.raises(Rejected):
            execute(READER, ForgetReader(reader_id=reader), alongside=refuse)
        note("PersonalFieldsShown", reason="Gurra's card", about=("reader", reader), payload={"nickname": "Gurra"})
        note("DoorOpened", reason="another's", payload={"door": 1})
    forget(reader)
    records = CommandRecord.objects.filter(actor_id=clerk).order_by("id")
    told = [(each.name, each.status, each.reason, each.payload, each.address) for each in records]
    assert told == [
        ("JoinLibrary", "accepted", "", {}, "203.0.113.9"),
        ("ForgetReader", "rejected", "", {}, "203.0.113.9"),
        ("PersonalFieldsShown", "noted", "", {}, "203.0.113.9"),
        ("DoorOpened", "noted", "another's", {"door": 1}, "203.0.113.9"),
    ]


def test_many_records_are_blanked_in_several_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("es_core.subjects.forgetting.AT_ONCE", 2)
    reader = uuid4()
    with acting(actor=reader, channel="web", address="203.0.113.9"):
        for each in range(5):
            execute(BELL, RingBell(desk=str(each)))
    subjects.purge(reader)
    assert set(CommandRecord.objects.values_list("address", flat=True)) == {None}


def test_a_refused_forgetting_forgets_nothing() -> None:
    reader = uuid4()
    phone = join(reader)

    def forget_and_fail() -> None:
        subjects.forget(reader)
        raise LookupError

    with pytest.raises(LookupError):
        execute(READER, ForgetReader(reader_id=reader), alongside=forget_and_fail)
    assert unseal(phone) == PHONE
    assert CommandRecord.objects.get(name="JoinLibrary").payload["nickname"] == "Gurra"


def test_the_log_tells_who_is_forgotten() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    for each in (first, second, third):
        join(each)
    forget(second)
    forget(first)
    assert list(subjects.forgotten()) == [second, first]


def test_snapshots_of_its_streams_are_dropped() -> None:
    reader, other = uuid4(), uuid4()
    for each in (reader, other):
        join(each)
        Snapshot.objects.create(stream_id=each, version=1, made_by="reader 1", state={})
    forget(reader)
    assert [each.stream_id for each in Snapshot.objects.all()] == [other]


def test_an_export_opens_what_is_sealed_and_tells_events_and_commands() -> None:
    reader = uuid4()
    join(reader)
    [book] = add_books(1)
    with acting(actor=reader, channel="web"):
        lend(book, reader)
    found = exported(reader)
    assert found["subject_id"] == str(reader)
    assert [each["id"] for each in found["loans"]] == [str(book)]
    assert [(each["event_type"], each["actor_id"]) for each in found["events"]] == [
        ("ReaderJoined", None),
        ("BookLent", str(reader)),
    ]
    assert found["events"][0]["data"] == {"reader_id": str(reader), "nickname": "Gurra", "phone": PHONE}
    assert [(each["name"], each["address"]) for each in found["commands"]] == [
        ("LendBook", None),
        ("JoinLibrary", "203.0.113.9"),
    ]


def test_an_export_leaves_closed_what_is_sealed_for_somebody_else() -> None:
    reader, clerk = uuid4(), uuid4()
    join(reader, actor=clerk)
    [event] = exported(clerk)["events"]
    assert event["data"]["phone"] == "(not readable)"
    assert PHONE not in "".join(subjects.export(clerk))


def test_an_export_takes_nobody_s_words_for_sealed() -> None:
    execute(READER, JoinLibrary(reader_id=(reader := uuid4()), nickname="sealed1.not", phone=seal(reader, PHONE)))
    with acting(actor=reader, channel="web"):
        lend(add_books(1)[0], reader)
    assert exported(reader)["events"][0]["data"]["nickname"] == "sealed1.not"


def test_an_export_of_somebody_forgotten_shows_nothing_sealed() -> None:
    reader = uuid4()
    join(reader)
    forget(reader)
    assert [each["data"].get("phone") for each in exported(reader)["events"]] == ["(not readable)", None]


def test_without_command_records_only_a_scan_finds_what_somebody_did_elsewhere() -> None:
    with acting(actor=ANN, channel="web"):
        execute(BELL, RingBell(desk="a"))
    CommandRecord.objects.all().delete()
    assert exported(ANN)["events"] == []
    assert [each["event_type"] for each in exported(ANN, scan=True)["events"]] == ["BellRung"]


def test_nobody_known_has_an_empty_export() -> None:
    found = exported(uuid4())
    assert (found["loans"], found["events"], found["commands"]) == ([], [], [])


def test_a_key_that_is_kept_back_is_stored_with_what_it_sealed() -> None:
    reader, new_keys = uuid4(), list[SubjectKey]()
    first, second = (seal(reader, text, new_keys) for text in ("one", "two"))
    assert (len(new_keys), SubjectKey.objects.count()) == (1, 0)
    assert unseal(first) == Forgotten()
    from es_core.keys import store

    store(new_keys)
    assert (unseal(first), unseal(second)) == ("one", "two")
    third: list[SubjectKey] = []
    seal(reader, "three", third)
    assert third == []


def test_time_stands_in_the_export() -> None:
    assert exported(uuid4())["exported_at"][:10] == str(context.now().date())
