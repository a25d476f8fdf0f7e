"""The audit's list: what each filter finds, alone and with others, and pages that stand still while rows arrive."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from es_core import context
from es_core.audit import Sort, note
from es_core.audit.asking import Asking
from es_core.audit.branches import asked
from es_core.audit.kinds import Kind, kinds
from es_core.audit.question import Place, Question
from es_core.audit.reading import everything, page
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.models import CommandRecord
from es_core.statements import run
from tests.es_core.auditing import NOON, all_pages, ids, listed, question, recorded
from tests.es_core.conftest import ANN
from tests.es_core.example.domain.book import BOOK, AddBook, MoveBook

pytestmark = pytest.mark.django_db

BOB = uuid4()


def test_everything_comes_newest_first() -> None:
    middle, newest, oldest = recorded(5), recorded(9), recorded(1)
    assert listed() == [newest.id, middle.id, oldest.id]


def test_rejected_and_failed_commands_and_notes_stand_among_the_accepted() -> None:
    book = uuid4()
    execute(BOOK, AddBook(book_id=book, title="Emma", place="A1"))
    with pytest.raises(Rejected):
        execute(BOOK, AddBook(book_id=book, title="", place="A1"))
    note("DoorOpened", reason="by the caretaker")
    found = page(question()).entries
    assert [(each.name, each.status) for each in found] == [
        ("DoorOpened", "noted"),
        ("AddBook", "rejected"),
        ("AddBook", "accepted"),
    ]
    assert {each.actor_id for each in found} == {ANN}
    assert {each.address for each in found} == {"192.0.2.7"}


WANTED: dict[str, dict[str, Any]] = {
    "actor": {"actor_id": BOB},
    "name": {"name": "SignIn"},
    "status": {"status": "rejected"},
    "channel": {"channel": "api"},
    "stream_type": {"stream_type": "session"},
    "correlation": {"correlation_id": uuid4()},
    "address": {"address": "2001:db8::7"},
}


@pytest.mark.parametrize("name", WANTED)
def test_each_filter_finds_its_own_and_nothing_else(name: str) -> None:
    recorded(1)
    [(field, value)] = WANTED[name].items()
    wanted = [recorded(minutes, **{field: value}).id for minutes in (2, 4, 3)]
    recorded(5)
    assert listed(**{name: str(value)}) == [wanted[1], wanted[2], wanted[0]]


@pytest.mark.parametrize("names", [pair for n in (2, 3, 7) for pair in itertools.combinations(WANTED, n)])
def test_filters_hold_together(names: Sequence[str]) -> None:
    fields = {field: value for name in names for field, value in WANTED[name].items()}
    wanted = recorded(1, **fields)
    for left_out in fields:
        recorded(2, **{field: value for field, value in fields.items() if field != left_out})
    assert listed(**{name: str(*WANTED[name].values()) for name in names}) == [wanted.id]


def test_a_span_has_its_beginning_and_not_its_end() -> None:
    _, first, second, _ = (recorded(minutes) for minutes in (-0.01, 0, 59.9, 60))
    assert listed(since="2026-05-01 12:00", until="2026-05-01T13:00") == [second.id, first.id]
    assert listed(since="2026-05-01 14:00+02:00", until="2026-05-01 13:00", name="AddBook") == [second.id, first.id]


def test_a_network_is_an_address_too() -> None:
    inside = recorded(address="192.0.2.200")
    recorded(address="192.0.3.1")
    recorded(address=None)
    assert listed(address="192.0.2.0/24") == [inside.id]
    assert listed(address="192.0.2.9/24") == [inside.id]


def test_a_stream_is_found_by_its_events_and_by_what_was_refused() -> None:
    book = uuid4()
    execute(BOOK, AddBook(book_id=book, title="Emma", place="A1"))
    with pytest.raises(Rejected):
        execute(BOOK, AddBook(book_id=book, title="Emma", place="A1"))
    execute(BOOK, MoveBook(book_id=book, place="A1"))  # changes nothing
    note("BookLookedAt", about=("book", book))
    execute(BOOK, AddBook(book_id=uuid4(), title="Persuasion", place="B1"))
    found = page(question(stream=str(book))).entries
    assert [(each.name, each.status) for each in found] == [
        ("BookLookedAt", "noted"),
        ("MoveBook", "accepted"),
        ("AddBook", "rejected"),
        ("AddBook", "accepted"),
    ]


@pytest.mark.parametrize("field", ["command_id", "correlation_id", "actor_id", "stream_id"])
@pytest.mark.parametrize("status", ["accepted", "rejected"])
def test_an_id_finds_whatever_bears_it(field: str, status: str) -> None:
    bearing: dict[str, Any] = {"status": status, field: BOB}
    wanted = recorded(**bearing)
    recorded()
    assert listed(q=str(BOB)) == [wanted.id]
    assert listed(q=str(BOB).upper(), status=status) == [wanted.id]
    assert listed(q=str(BOB), status="failed") == []


def test_what_an_id_finds_twice_is_shown_once() -> None:
    wanted = recorded(actor_id=BOB, stream_id=BOB, correlation_id=BOB, status="rejected")
    assert listed(q=str(BOB)) == [wanted.id]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("taken", ["rejected"]),
        ("TAKEN", ["rejected"]),
        ("tak", ["rejected"]),
        ("title taken", ["rejected"]),
        ("taken title", ["rejected"]),
        ("add", ["rejected", "accepted"]),
        ("addbook", ["rejected", "accepted"]),
        ("AddBook taken", ["rejected"]),
        ("book", ["rejected", "accepted"]),
        ("title given", []),
        ("aken", []),
        ("ring", ["other"]),
        ("---", ["other", "rejected", "accepted"]),
    ],
)
def test_words_are_found_in_names_and_reasons(words: str, found: list[str]) -> None:
    made = {
        "accepted": recorded(1),
        "rejected": recorded(2, status="rejected", reason="this title is taken"),
        "other": recorded(3, name="RingBell", stream_type="desk"),
    }
    named = {record.id: name for name, record in made.items()}
    assert [named[each] for each in listed(q=words)] == (found if words != "---" else [])


@pytest.mark.parametrize("text", ["'", "''' & !", "z:*", "\\", "%", "%s", "é" * 300, "x" * 320, "& | !", "\u202e"])
def test_odd_searches_are_no_errors(text: str) -> None:
    recorded()
    assert listed(q=text) == []


def test_the_address_of_a_machine_is_searched_for_as_well() -> None:
    wanted = recorded(address="192.0.2.9")
    recorded(address="192.0.2.90")
    assert listed(q=" 192.0.2.9 ") == [wanted.id]


@pytest.mark.parametrize(
    ("sort", "order"), [("newest", [3, 2, 1, 0]), ("oldest", [0, 1, 2, 3]), ("slowest", [0, 3, 1])]
)
@pytest.mark.parametrize("typed", [{}, {"name": "AddBook"}, {"q": "book"}, {"actor": str(BOB)}])
def test_each_order_holds_with_and_without_filters(sort: str, order: list[int], typed: dict[str, str]) -> None:
    made = [recorded(n, duration_ms=took, actor_id=BOB) for n, took in enumerate((900, 100, 99.9, 500))]
    assert listed(sort=sort, **typed) == [made[n].id for n in order]


ASKED = [
    {},
    {"name": "AddBook"},
    {"status": "rejected"},
    {"channel": "api", "stream_type": "book"},
    {"q": "taken"},
    {"q": "book"},
    {"actor": str(BOB)},
    {"address": "192.0.2.1"},
    {"since": "2026-05-01 12:03"},
]


def crowd(number: int) -> None:
    """Many alike: equal times and equal durations too."""
    chance = random.Random(7)
    for _ in range(number):
        status = chance.choice(["accepted", "accepted", "rejected", "noted"])
        recorded(
            chance.randrange(8),
            name=chance.choice(["AddBook", "MoveBook", "RingBell"]),
            status=status,
            channel=chance.choice(["web", "api"]),
            reason="taken" if status == "rejected" else "",
            actor_id=chance.choice([BOB, ANN]),
            address=chance.choice(["192.0.2.1", "192.0.2.2"]),
            duration_ms=100.0 + chance.randrange(3),
        )


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("typed", ASKED, ids=str)
def test_pages_have_every_entry_once_and_in_order(typed: dict[str, str], sort: str) -> None:
    crowd(60)
    asked_for = question(sort=sort, **typed)
    whole = ids(page(asked_for, size=1000).entries)
    assert whole
    assert list(itertools.chain(*all_pages(asked_for, 7))) == whole


@pytest.mark.parametrize("typed", ASKED, ids=str)
def test_the_way_back_shows_the_same_pages(typed: dict[str, str]) -> None:
    crowd(60)
    asked_for = question(**typed)
    forward = [page(asked_for, size=5)]
    while forward[-1].behind:
        forward.append(page(asked_for, size=5, behind=forward[-1].behind))
    here = forward[-1]
    for expected in reversed(forward[:-1]):
        assert here.ahead
        here = page(asked_for, size=5, ahead=here.ahead)
        assert ids(here.entries) == ids(expected.entries)
    assert here.ahead is None


def test_a_first_page_reached_backward_is_a_whole_one() -> None:
    made = [recorded(n) for n in range(7)]
    second = page(question(), size=5, behind=page(question(), size=5).behind)
    recorded(8)
    back = page(question(), size=5, ahead=second.ahead)
    again = page(question(), size=5, ahead=back.ahead) if back.ahead else back
    assert len(back.entries) == 5
    assert ids(again.entries)[1] == made[6].id


def test_rows_that_arrive_while_somebody_pages_hide_and_repeat_nothing() -> None:
    before = {recorded(n).id for n in range(20)}
    seen, behind = [], None
    while True:
        shown = page(question(name="AddBook"), behind=behind, size=6)
        seen += ids(shown.entries)
        for minutes in (30, 10.5, 3.5):  # at the top, and late ones in the middle
            recorded(minutes)
        if (behind := shown.behind) is None:
            break
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_purge_while_somebody_pages_repeats_nothing() -> None:
    for n in range(12):
        recorded(n)
    first = page(question(), size=5)
    CommandRecord.objects.filter(id__in=ids(first.entries)).delete()
    rest = page(question(), size=50, behind=first.behind)
    assert len(rest.entries) == 7
    assert not set(ids(rest.entries)) & set(ids(first.entries))


def test_everything_is_what_was_there_when_it_began() -> None:
    crowd(40)
    mark = recorded(20)
    wanted = ids(page(question(status="rejected"), size=1000).entries)
    all_of_it = everything(question(status="rejected"), before=mark.id)
    found = [next(all_of_it).id]
    recorded(0, status="rejected", reason="late")
    found += [each.id for each in all_of_it]
    assert found == wanted


def test_kinds_are_what_there_is() -> None:
    recorded()
    recorded(channel="api")
    recorded()
    recorded(name="RingBell", stream_type="desk", status="failed")
    assert kinds() == [
        Kind("AddBook", "book", "api", "accepted"),
        Kind("AddBook", "book", "web", "accepted"),
        Kind("RingBell", "desk", "web", "failed"),
    ]


@pytest.mark.parametrize(("few", "by_kinds"), [(100, False), (4, True), (2, False)])
def test_a_busy_actor_s_rows_are_found_by_whatever_is_few(
    monkeypatch: pytest.MonkeyPatch, few: int, by_kinds: bool
) -> None:
    monkeypatch.setattr("es_core.audit.branches.FEW", few)
    wanted = [recorded(n, actor_id=BOB, address="192.0.2.1").id for n in range(3)]
    recorded(9, name="MoveBook", actor_id=BOB, address="192.0.2.1")
    recorded(9, name="MoveBook", actor_id=BOB)
    asking = Question(actor_id=BOB, name="AddBook")
    assert (asked(asking).branches[0].kinds is not None) == by_kinds
    for each in (asking, replace(asking, address="192.0.2.0/24"), Question(address="192.0.2.1", name="AddBook")):
        assert ids(page(each).entries) == wanted[::-1]


def test_frequent_words_are_found_like_rare_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(40)
    rare = listed(q="taken")
    monkeypatch.setattr("es_core.audit.words.FEW", 2)
    assert len(rare) > 2
    assert listed(q="taken") == rare
    assert listed(q="quetzalcoatl") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("actor", "nobody-at-all"),
        ("stream", "17"),
        ("correlation", "x"),
        ("address", "192.0.2"),
        ("address", "192.0.2.0/99"),
        ("since", "last year"),
        ("until", "99999999d"),
        ("since", "2026-02-30"),
        ("q", "x" * 321),
        ("q", "a\0b"),
    ],
)
def test_what_can_t_be_meant_is_told(name: str, typed: str) -> None:
    form = Asking({name: typed})
    assert not form.is_valid()
    assert list(form.errors) == [name]


@pytest.mark.parametrize(
    "text", ["", "x", "_", "2026-05-01_3", "2026-05-01T12:00:00+00:00_-1", "1.5_2", "nan_", "_" * 99]
)
def test_a_bent_place_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Place.read(text, Sort.NEWEST)


def test_a_place_is_read_as_it_was_written() -> None:
    for place, sort in ((Place(NOON, 3), Sort.OLDEST), (Place(0.1 + 0.2, 12), Sort.SLOWEST)):
        assert Place.read(str(place), sort) == place


def test_who_may_not_see_personal_fields_does_not_search_by_them() -> None:
    recorded(address="192.0.2.9")
    narrow = Asking({"address": "192.0.2.9"}, personal=False)
    assert narrow.is_valid()
    assert narrow.question.address == ""
    assert not Asking({"q": "192.0.2.9"}, personal=False).is_valid()


def plan(sql: str, *others: str) -> str:
    """Of an index that has to do it, as others that would do on an empty table are gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"DROP INDEX {', '.join(others)}")
    return "\n".join(line for (line,) in run(f"EXPLAIN {sql}"))


def test_the_search_by_words_is_the_index_s_own() -> None:
    from es_core.audit.words import WORDS

    sql = f"SELECT id FROM es_command WHERE {WORDS} @@ 'taken:*'::tsquery AND status <> 'accepted'"
    assert "es_command_words" in plan(sql, "es_command_unaccepted", "es_command_stream")


@pytest.mark.parametrize(
    "condition",
    [
        "stream_id = gen_random_uuid() AND (status <> 'accepted' OR positions = '{}' OR actor_id IS NULL)",
        "stream_id = gen_random_uuid() AND actor_id IS NULL",
    ],
)
def test_streams_are_found_by_their_index(condition: str) -> None:
    assert "es_command_stream" in plan(f"SELECT id FROM es_command WHERE {condition}", "es_command_actor_time")


def test_moments_are_read_as_people_write_them() -> None:
    now = NOON + timedelta(hours=3)
    from es_core.audit.moments import moment

    assert moment("12h", now) == now - timedelta(hours=12)
    assert moment(" 2 D ", now) == now - timedelta(days=2)
    assert moment("yesterday", now) == NOON.replace(day=30, month=4, hour=0)
    assert moment("today", now) == NOON.replace(hour=0)
    assert moment("2026-05-01", now) == NOON.replace(hour=0)
    assert moment("2026-05-01t12:00z", now) == NOON
    assert context.now() - moment("1m", context.now()) > timedelta(seconds=59)
