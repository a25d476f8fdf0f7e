"""A name belongs to one owner at a time."""

from uuid import UUID, uuid4

import pytest

from es_core.claims import Claim, Claimed, Release, Released
from es_core.decider import CLAIM
from es_core.errors import Taken
from es_core.execute import Executed, execute, execute_many
from es_core.models import CommandRecord, Event
from es_core.read import claim_owner
from es_core.testing import Scenario
from tests.es_core.at_once import at_once
from tests.es_core.example.domain.book import BOOK, AddBook, BookMoved, MoveBook
from tests.es_core.example.models import Book
from tests.es_core.test_es_verify_log import findings, smuggle

EMMA, PERSUASION = uuid4(), uuid4()

claim = Scenario(CLAIM)


def add(book_id: UUID, place: str = "A1") -> Executed:
    return execute(BOOK, AddBook(book_id=book_id, title=f"book {book_id}", place=place))


def move(book_id: UUID, place: str) -> Executed:
    return execute(BOOK, MoveBook(book_id=book_id, place=place))


def test_what_is_free_can_be_claimed() -> None:
    claim.given().when(Claim(scope="place", key="A1", owner_id=EMMA)).then(
        Claimed(scope="place", key="A1", owner_id=EMMA)
    )


def test_what_one_has_already_is_no_event() -> None:
    held = claim.given(Claimed(scope="place", key="A1", owner_id=EMMA))
    held.when(Claim(scope="place", key="A1", owner_id=EMMA)).then_nothing()


def test_what_another_one_has_is_taken() -> None:
    held = claim.given(Claimed(scope="place", key="A1", owner_id=EMMA))
    held.when(Claim(scope="place", key="A1", owner_id=PERSUASION)).then_rejected("already been taken", field="place")


def test_only_its_owner_releases_a_claim() -> None:
    held = claim.given(Claimed(scope="place", key="A1", owner_id=EMMA))
    held.when(Release(scope="place", key="A1", owner_id=PERSUASION)).then_nothing()
    held.when(Release(scope="place", key="A1", owner_id=EMMA)).then(Released(owner_id=EMMA))


def test_what_was_released_is_free() -> None:
    past = claim.given(Claimed(scope="place", key="A1", owner_id=EMMA), Released(owner_id=EMMA))
    past.when(Claim(scope="place", key="A1", owner_id=PERSUASION)).then(
        Claimed(scope="place", key="A1", owner_id=PERSUASION)
    )


@pytest.mark.django_db
def test_a_taken_name_rejects_the_command_and_leaves_nothing() -> None:
    add(EMMA)
    with pytest.raises(Taken) as taken:
        add(PERSUASION)
    assert taken.value.field == "place"
    assert not Event.objects.filter(stream_id=PERSUASION).exists()
    assert claim_owner("place", "A1") == EMMA
    assert CommandRecord.objects.latest("id").status == "rejected"


@pytest.mark.django_db
def test_a_name_given_up_can_be_taken_again() -> None:
    add(EMMA)
    move(EMMA, "B2")
    assert (claim_owner("place", "A1"), claim_owner("place", "B2")) == (None, EMMA)
    add(PERSUASION)
    assert claim_owner("place", "A1") == PERSUASION
    with pytest.raises(Taken):
        move(EMMA, "A1")


@pytest.mark.django_db
def test_claims_are_events_of_the_same_command() -> None:
    add(EMMA)
    moved = move(EMMA, "B2")
    assert [type(each.event) for each in moved.events] == [BookMoved, Claimed, Released]
    assert set(Event.objects.filter(position__gte=moved.events[0].position).values_list("command_id", flat=True)) == {
        moved.command_id
    }


@pytest.mark.django_db
def test_two_places_trade_in_two_steps_of_one_append() -> None:
    add(EMMA, "A1")
    add(PERSUASION, "B2")
    steps = [MoveBook(book_id=EMMA, place="C3"), MoveBook(book_id=PERSUASION, place="A1")]
    execute_many([(BOOK, each) for each in [*steps, MoveBook(book_id=EMMA, place="B2")]])
    assert (claim_owner("place", "A1"), claim_owner("place", "B2")) == (PERSUASION, EMMA)
    assert claim_owner("place", "C3") is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_many_who_claim_at_once_exactly_one_gets_it(attempt: int) -> None:
    answers = at_once(*[lambda: add(uuid4()) for _ in range(6)])
    assert sorted(type(each).__name__ for each in answers) == ["Executed", *["Taken"] * 5]
    assert Book.objects.count() == 1
    assert claim_owner("place", "A1") == Book.objects.get().id


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_a_place_may_be_taken_while_it_is_given_up(attempt: int) -> None:
    add(EMMA, "A1")
    moved, added = at_once(lambda: move(EMMA, "B2"), lambda: add(PERSUASION, "A1"))
    assert isinstance(moved, Executed)
    assert claim_owner("place", "A1") == (None if isinstance(added, Taken) else PERSUASION)
    assert claim_owner("place", "B2") == EMMA


@pytest.mark.django_db(transaction=True)
def test_who_can_t_be_read_is_not_said_to_have_given_up_a_name() -> None:
    """`es_verify_log` tells of the event, and no more than it knows."""
    add(EMMA)
    smuggle(stream_type="book", stream_id=EMMA, version=2, event_type="BookBurnt")
    assert [check for check, _, _ in findings()] == ["events"]
