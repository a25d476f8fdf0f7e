"""The pages of an event, a stream and a request in the admin."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from es_core import context, keys, testing
from es_core.admin import addresses
from es_core.errors import Rejected
from es_core.execute import execute
from es_core.models import CommandRecord, Event
from es_core.schedule import SCHEDULE
from es_core.schedule.sender import send_due
from tests.blog.pages import text_of
from tests.es_core.browsing import LIST, add, books, browser_of, last, moved, operators, viewers, words
from tests.es_core.example.domain.book import BOOK, AddBook, MoveBook
from tests.es_core.example.domain.desk import BELL, DESK, CountVisitor, RingBell
from tests.es_core.example.domain.reader import READER, JoinLibrary
from tests.es_core.example.processes import RING_LATER
from tests.es_core.shelving import shelving

__all__ = ["books", "operators", "viewers"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stream_shows_what_each_version_changed(operators: Client, books: None) -> None:
    book = add("Emma")
    execute(BOOK, MoveBook(book_id=book, place="top"))
    shown = operators.get(addresses.stream_page(book))
    assert [each.event.version for each in shown.context["rows"]] == [2, 1]
    newest, first = ({each.name: each for each in row.changes} for row in shown.context["rows"])
    assert (newest["place"].kind, newest["place"].old.text, newest["place"].new.text) == ("changed", str(book), "top")
    assert newest["book_id"].kind == "same"
    assert {each.kind for each in first.values()} == {"first"}
    assert "book “Emma”" in text_of(shown.text)
    assert 'href="/book"' in shown.text


def test_the_state_of_a_stream_as_of_a_version_and_a_moment(operators: Client) -> None:
    book = moved(1)
    between = context.now()
    execute(BOOK, MoveBook(book_id=book, place="top"))

    def place(query: str = "") -> str | None:
        state = operators.get(addresses.stream_page(book) + query).context["state"]
        return f"{state.version} {state.leaves['place']}"

    assert place() == "3 top"
    assert place("?version=1") == f"1 {book}"
    assert place(f"?at={between:%Y-%m-%dT%H:%M:%S.%f}") == f"2 {book}-0"
    assert place("?version=0") == "0 None"
    compared = operators.get(addresses.stream_page(book) + "?version=3&since=1").context["state_changes"]
    assert [(each.name, each.kind) for each in compared] == [("place", "changed"), ("reader_id", "same")]
    assert "no such version" in words(operators, addresses.stream_page(book) + "?version=-1")
    assert "no such version" in words(operators, addresses.stream_page(book) + "?at=then")


def test_a_stream_that_nothing_folds_is_shown_all_the_same(operators: Client) -> None:
    stream = uuid4()
    Event.objects.create(
        event_id=uuid4(), stream_type="lost", stream_id=stream, version=1, event_type="Lost", data={"n": 1}
    )
    shown = words(operators, addresses.stream_page(stream))
    assert "no decider is registered for lost" in shown
    assert "Lost" in shown


def test_a_long_stream_is_paged(operators: Client) -> None:
    for _ in range(60):
        execute(DESK, CountVisitor(desk="a"))
    url = addresses.stream_page(last("VisitorCounted").stream_id)
    first = operators.get(url)
    second = operators.get(url + first.context["behind"])
    third = operators.get(url + second.context["behind"])
    versions = [[each.event.version for each in page.context["rows"]] for page in (first, second, third)]
    assert [each for page in versions for each in page] == list(range(60, 0, -1))
    assert third.context["rows"][-2].changes[1].kind == "changed", "what came before is known across pages"
    assert second.context["rows"][-1].changes[1].kind == "changed"
    assert not third.context["behind"]


def test_a_request_shows_commands_events_and_what_was_refused(operators: Client) -> None:
    with context.acting(actor=None, channel="the desk") as acting:
        book = add()
        with pytest.raises(Rejected):
            execute(BOOK, AddBook(book_id=book, title="Emma", place="elsewhere"))
    shown = words(operators, addresses.request_page(acting.correlation_id))
    assert "Commands: 1 accepted, 1 rejected. Events: 2, by way of the desk" in shown
    assert "rejected : the book is here already" in shown
    assert shown.index("AddBook") < shown.index("BookAdded") < shown.index("Claimed") < shown.index("rejected : ")


def test_what_a_process_made_of_an_event_hangs_below_it(operators: Client) -> None:
    with shelving() as process, context.acting(actor=None, channel="test") as acting:
        add()
        testing.catch_up(process)
        shown = operators.get(addresses.request_page(acting.correlation_id))
    drawn = [(b.told.event.event_type if b.told else b.asked.command.name) for b in shown.context["branches"]]
    added = next(
        each.node for each in shown.context["branches"] if each.told and each.told.event.event_type == "BookAdded"
    )
    assert not added.ends, "something came of it"
    assert drawn[:2] == ["AddBook", "BookAdded"]
    assert sorted(drawn[2:5]) == ["BookNoticed", "CountVisitor", "VisitorCounted"]
    assert drawn[5:] == ["Claimed"], "which came of the command, as the first event did"
    assert {each.actor_id for each in Event.objects.filter(event_type="BookNoticed")} == {None}


def test_a_scheduled_command_is_part_of_the_request_that_scheduled_it(operators: Client) -> None:
    with context.acting(actor=None, channel="test") as acting:
        later = RING_LATER.at(context.now() - timedelta(seconds=1), key="ring", command=RingBell(desk="a"))
        execute(SCHEDULE, later)
    send_due()
    shown = operators.get(addresses.request_page(acting.correlation_id))
    drawn = [(b.told.event.event_type if b.told else b.asked.command.name) for b in shown.context["branches"]]
    assert sorted(drawn[2:]) == ["BellRung", "CommandSent", "RingBell"]
    assert drawn[:2] == ["ScheduleCommand", "CommandScheduled"]
    assert "by way of schedule, test" in text_of(shown.text)


def test_a_request_whose_commands_were_purged_still_has_its_events(operators: Client) -> None:
    add()
    event = last("BookAdded")
    assert event.correlation_id
    CommandRecord.objects.all().delete()
    shown = words(operators, addresses.request_page(event.correlation_id, event.position))
    assert "not on record any more" in shown
    assert "BookAdded" in shown


def test_a_large_request_is_paged_and_begins_with_what_one_came_for(operators: Client) -> None:
    with context.acting(actor=None, channel="test") as acting:
        for n in range(80):
            execute(BELL, RingBell(desk=f"d{n}"))
    url = addresses.request_page(acting.correlation_id)
    first = operators.get(url)
    second = operators.get(url + first.context["behind"])
    assert (first.context["asked"]["accepted"], first.context["events"]) == (50, 50)
    assert (second.context["asked"]["accepted"], second.context["events"]) == (30, 30)
    position = Event.objects.filter(correlation_id=acting.correlation_id).order_by("position")[60].position
    meant = operators.get(addresses.request_page(acting.correlation_id, position))
    assert [each.told.event.position for each in meant.context["branches"] if each.is_meant] == [position]


def test_personal_fields_are_masked_until_somebody_asks_who_may(operators: Client, viewers: Client) -> None:
    reader = uuid4()
    execute(READER, JoinLibrary(reader_id=reader, nickname="Em", phone=keys.seal(reader, "555-1234")))
    for url in (addresses.stream_page(reader), addresses.event_page(last("ReaderJoined").position)):
        for client in (operators, viewers):
            page = client.get(url).text
            assert "555-1234" not in page
            assert "sealed1." not in page
            assert "••••••" in page
        assert "555-1234" in operators.post(url, {"personal": "yes"}).text
        assert viewers.post(url, {"personal": "yes"}).status_code == 403
        assert "Show personal fields" not in viewers.get(url).text


def test_no_page_takes_anything_but_the_wish_to_see(operators: Client) -> None:
    book = add()
    event = last("BookAdded")
    assert event.correlation_id
    urls = [
        addresses.event_page(event.position),
        addresses.stream_page(book),
        addresses.request_page(event.correlation_id),
        f"{addresses.event_page(event.position)[: -len('change/')]}delete/",
        reverse("admin:es_core_event_add"),
    ]
    for url in urls:
        assert operators.post(url, {"_save": "Save", "event_type": "BookLost", "post": "yes"}).status_code == 403
    assert CommandRecord.objects.filter(name="AdminWriteRefused", status="noted").count() == len(urls)
    for url in urls[:3]:
        assert 'name="_save"' not in operators.get(url).text
    assert "Add event" not in operators.get(LIST).text
    assert Event.objects.filter(stream_id=book).get().event_type == "BookAdded"


def test_who_may_not_see_the_log_sees_none_of_its_pages() -> None:
    book = add()
    event = last("BookAdded")
    assert event.correlation_id
    pages = [LIST, addresses.event_page(event.position), addresses.stream_page(book)]
    strangers = browser_of()
    for url in [*pages, f"{LIST}?q={book}", addresses.request_page(event.correlation_id)]:
        assert strangers.get(url).status_code == 403
        assert Client().get(url).status_code == 302
    some = browser_of("view_event")
    assert [some.get(each).status_code for each in pages] == [200, 200, 200]
    assert some.get(addresses.request_page(event.correlation_id)).status_code == 403


def test_what_is_not_there_is_not_found(operators: Client) -> None:
    for url in (
        addresses.event_page(10**9), f"{LIST}x/change/", f"{LIST}{10**30}/change/", f"{LIST}0/change/",
        addresses.stream_page(uuid4()), addresses.request_page(uuid4()), addresses.request_page(uuid4(), 10**18),
    ):  # fmt: skip
        assert operators.get(url).status_code == 404


def test_an_event_tells_what_stands_around_it(operators: Client) -> None:
    book = moved(2)
    second = Event.objects.get(stream_id=book, version=2)
    first, third = (Event.objects.get(stream_id=book, version=each) for each in (1, 3))
    page = operators.get(addresses.event_page(second.position))
    assert page.context["neighbours"] == {
        "before": addresses.event_page(first.position),
        "after": addresses.event_page(third.position),
    }
    assert page.context["command"].title == "MoveBook"
    [place] = [each for each in page.context["row"].changes if each.name == "place"]
    assert (place.kind, place.old.text) == ("changed", str(book))
    assert str(second.event_id) in page.text
