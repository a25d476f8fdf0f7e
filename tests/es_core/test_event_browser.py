"""The log in the admin: its list, and what a search there leads to."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from accounts import commands
from es_core import context
from es_core.admin import addresses
from es_core.execute import execute
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import PASSWORD
from tests.blog.pages import text_of
from tests.es_core.browsing import LIST, add, books, last, listed, operators, viewers, words
from tests.es_core.example.domain.book import BOOK, LendBook, MoveBook
from tests.es_core.example.domain.desk import DESK, CountVisitor

__all__ = ["books", "operators", "viewers"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_newest_event_comes_first_and_each_leads_to_its_pages(operators: Client) -> None:
    add()
    positions = list(Event.objects.order_by("-position").values_list("position", flat=True))
    assert listed(operators) == positions
    assert listed(operators, o="0") == positions[::-1]
    page = operators.get(LIST).text
    event = last("BookAdded")
    for url in (
        addresses.event_page(event.position),
        addresses.stream_page(event.stream_id),
        addresses.request_page(event.correlation_id or uuid4(), event.position),
    ):
        assert f'href="{url}"' in page
        assert operators.get(url).status_code == 200


def test_pages_are_walked_there_and_back_with_their_filters(operators: Client) -> None:
    for _ in range(120):
        execute(DESK, CountVisitor(desk="a"))
    add()
    visits = list(Event.objects.filter(stream_type="desk").order_by("-position").values_list("position", flat=True))
    walked, urls = [], [f"{LIST}?stream_type=desk"]
    while urls[-1] != LIST:
        page = operators.get(urls[-1]).context["cl"]
        walked.append([each.position for each in page.result_list])
        urls.append(LIST + page.behind_link)
    assert walked == [visits[:50], visits[50:100], visits[100:]]
    back = operators.get(LIST + operators.get(urls[2]).context["cl"].ahead_link).context["cl"]
    assert [each.position for each in back.result_list] == visits[50:100]
    assert [each.position for each in operators.get(LIST + back.ahead_link).context["cl"].result_list] == visits[:50]
    assert parse_qs(urlsplit(back.first_link).query) == {"stream_type": ["desk"]}


def test_filters_by_type_actor_and_time(operators: Client) -> None:
    book, somebody = add(), uuid4()
    with context.acting(actor=somebody, channel="test"):
        execute(BOOK, MoveBook(book_id=book, place="top"))
    moved_at = last("BookMoved")
    assert listed(operators, event_type="BookMoved") == [moved_at.position]
    assert set(listed(operators, actor=str(somebody))) == set(
        Event.objects.filter(actor_id=somebody).values_list("position", flat=True)
    )
    assert listed(operators, actor=str(somebody), event_type="BookMoved") == [moved_at.position]
    assert listed(operators, event_type="BookMoved", since=(context.now() + timedelta(hours=1)).isoformat()) == []
    assert listed(operators, event_type="BookMoved", by=(context.now() + timedelta(hours=1)).isoformat()) != []
    assert listed(operators, by="2020-01-01T00:00") == []


def test_the_filter_of_event_types_keeps_to_the_chosen_stream_type(operators: Client) -> None:
    shown = text_of(operators.get(LIST, {"stream_type": "desk"}).text)
    assert "VisitorCounted" in shown
    assert "BookMoved" not in shown


@pytest.mark.parametrize(
    "query",
    [
        {"behind": "x"}, {"ahead": "[]"}, {"behind": f"[{2**70}]"}, {"actor": "nobody at all"}, {"actor": "\0"},
        {"since": "tomorrow"}, {"o": "9"}, {"o": "x"}, {"event_type": "Nonsense"}, {"data__x": "1"}, {"p": "9"},
    ],
    ids=str,
)  # fmt: skip
def test_nonsense_is_no_error(operators: Client, query: dict[str, str]) -> None:
    add()
    assert operators.get(LIST, query, follow=True).status_code in (200, 400)


def test_a_search_leads_to_what_was_meant(operators: Client) -> None:
    book = add()
    event = last("BookAdded")
    assert event.correlation_id
    assert event.command_id
    record = CommandRecord.objects.get(command_id=event.command_id)
    for term, url in {
        str(event.position): addresses.event_page(event.position),
        str(event.event_id): addresses.event_page(event.position),
        f" {str(book).upper()} ": addresses.stream_page(book),
        str(event.correlation_id): addresses.request_page(event.correlation_id),
        str(event.command_id): addresses.command_page(record.pk),
    }.items():
        assert operators.get(LIST, {"q": term}).headers["Location"] == url


def test_a_search_for_a_person_offers_what_they_are_and_what_they_did(operators: Client) -> None:
    user_id = commands.register(username="ines", email="ines@example.org", password=PASSWORD)
    for term in (str(user_id), "Ines", "INES@example.org"):
        shown = operators.get(LIST, {"q": term}).text
        assert addresses.stream_page(user_id) in shown
        assert addresses.events_of_actor(user_id) in shown
    assert operators.get(addresses.events_of_actor(user_id)).status_code == 200


@pytest.mark.parametrize("term", ["nobody", "\0", "9" * 19, "9" * 40, str(uuid4()), "x" * 5000, "0", "²"])
def test_a_search_in_vain_says_so(operators: Client, term: str) -> None:
    assert "Nothing is called" in words(operators, f"{LIST}?q={term}") or not term.strip("\0")


def test_a_list_asks_as_much_for_many_rows_as_for_few(operators: Client, books: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            operators.get(LIST)
        return len(queries)

    add()
    before = asked()
    for _ in range(10):
        execute(BOOK, LendBook(book_id=add(), reader_id=uuid4(), lent_at=context.now()))
    assert asked() == before
