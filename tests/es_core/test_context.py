"""Who acts, and what the commands of one request share."""

import threading
from uuid import uuid4

import pytest
from django.template import Context, Template

from es_core import context
from es_core.command import PERSONAL, STAMPED, marked
from es_core.errors import NoContext
from tests.es_core.conftest import ANN
from tests.es_core.example.domain.book import LendBook


def test_what_was_said_outside_counts_again_afterwards() -> None:
    outside, bob = context.current(), uuid4()
    with context.acting(actor=bob, channel="inner") as inside:
        assert context.current() is inside
        assert (inside.actor_id, inside.channel) == (bob, "inner")
    assert context.current() is outside


def test_an_error_ends_the_context_too() -> None:
    outside = context.current()
    with pytest.raises(LookupError), context.acting(actor=None, channel="inner"):
        raise LookupError
    assert context.current() is outside


def test_each_request_has_a_correlation_of_its_own() -> None:
    with context.acting(actor=None, channel="web") as first:
        pass
    with context.acting(actor=None, channel="web") as second:
        pass
    assert first.correlation_id != second.correlation_id


def test_a_thread_has_to_say_for_itself_who_acts() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(context.is_acting()))
    thread.start()
    thread.join()
    assert found == [False]
    assert context.is_acting()


def test_an_actor_is_asked_for_when_somebody_needs_it() -> None:
    asked: list[int] = []

    def actor() -> None:
        asked.append(1)

    with context.acting(actor=actor, channel="web") as acting:
        assert asked == []
        assert acting.actor_id is None
    assert asked == [1]


def test_without_a_context_one_is_told_what_to_do() -> None:
    token = context._current.set(None)
    try:
        with pytest.raises(NoContext, match="acting"):
            context.current()
    finally:
        context._current.reset(token)
    assert context.current().actor_id == ANN


def test_new_ids_come_in_the_order_of_time() -> None:
    ids = [context.new_id() for _ in range(100)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 100
    assert {each.version for each in ids} == {7}


def test_the_clock_knows_its_zone() -> None:
    assert str(context.now().tzinfo) == "UTC"


def test_a_command_s_fields_know_what_they_are() -> None:
    lend = LendBook(book_id=uuid4(), reader_id=uuid4(), phone="555-0100", lent_at=context.now())
    assert marked(lend, STAMPED) == {"lent_at"}
    assert marked(lend, PERSONAL) == {"phone"}


def test_every_form_gets_a_command_id_of_its_own() -> None:
    template = Template("{% load es_core %}{% command_id %}")
    first, second = template.render(Context()), template.render(Context())
    assert first.startswith('<input type="hidden" name="command_id" value="')
    assert first != second
