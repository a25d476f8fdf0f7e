"""Events through the log and back; names that the log knows."""

from dataclasses import dataclass, make_dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from es_core import codec, read, registry, testing
from es_core.decider import Decider
from es_core.errors import UnknownEvent
from es_core.execute import execute
from es_core.models import Event
from tests.es_core.example.domain.desk import DESK, BellRung, CountVisitor, VisitorCounted


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    pages: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EverythingHappened:
    """One field of each type that events may have."""

    id: UUID
    at: datetime
    text: str
    number: int
    is_so: bool
    nothing: None
    maybe: str | None
    tags: tuple[str, ...]
    pair: tuple[UUID, int]
    part: Part
    parts: tuple[Part, ...]


EVERYTHING: Decider[None, EverythingHappened, None] = Decider(
    category="everything",
    stream_key=lambda _: "one",
    events=(EverythingHappened,),
    initial=None,
    decide=lambda command, state: [],
    evolve=lambda state, event: None,
)

# The database's JSON holds every text but the null character; surrogates are halves of characters.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
moments = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=3))])
)
parts = st.builds(Part, name=texts, pages=st.none() | st.integers())
happenings = st.builds(
    EverythingHappened,
    id=st.uuids(),
    at=moments,
    text=texts,
    number=st.integers(),
    is_so=st.booleans(),
    nothing=st.none(),
    maybe=st.none() | texts,
    tags=st.lists(texts).map(tuple),
    pair=st.tuples(st.uuids(), st.integers(0, 9)),
    part=parts,
    parts=st.lists(parts).map(tuple),
)


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings)
def test_every_field_comes_back_as_it_was(event: EverythingHappened) -> None:
    [appended] = testing.given(EVERYTHING, event, stream_id=uuid4())
    assert read.stream(appended.stream_id) == [appended]


@pytest.mark.django_db
def test_the_log_is_readable_without_python() -> None:
    testing.given(DESK, VisitorCounted(desk="Lesesaal, 読書室", number=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_type, data->>'desk', data->'number' FROM es_event")
        assert cursor.fetchall() == [("VisitorCounted", "Lesesaal, 読書室", "1")]


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(UnknownEvent, match="no registered class reads events of type 'BookEaten'"):
        codec.decode("BookEaten", 1, "{}")


def test_an_unknown_version_is_named() -> None:
    with pytest.raises(UnknownEvent, match="no registered class reads version 2 of BellRung"):
        codec.decode("BellRung", 2, '{"desk": "a"}')


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("{}", "missing required field `desk`"),
        ('{"desk": 1}', "Expected `str`, got `int`"),
        ('{"desk": null}', "`null`"),
    ],
)
def test_data_that_its_class_can_t_hold_is_told(data: str, problem: str) -> None:
    with pytest.raises(UnknownEvent, match=rf"BellRung \(version 1\) can't be read: .*{problem}"):
        codec.decode("BellRung", 1, data)


@pytest.mark.django_db
def test_a_stream_with_an_event_that_nobody_knows_takes_no_command() -> None:
    """To skip it would be to decide on half a history."""
    [counted] = testing.given(DESK, VisitorCounted(desk="a", number=1))
    Event.objects.create(
        event_id=uuid4(), stream_type="desk", stream_id=counted.stream_id, version=2, event_type="DeskEaten", data={}
    )
    with pytest.raises(UnknownEvent, match="'DeskEaten'"):
        execute(DESK, CountVisitor(desk="a"))


def test_two_events_of_one_name_are_refused() -> None:
    other = make_dataclass("BellRung", [("tower", str)], frozen=True)
    with pytest.raises(ValueError, match="two events are named BellRung"):
        registry.register("tower", [other])
    assert registry.event_class("BellRung") is BellRung


def test_an_event_knows_its_name_version_and_category() -> None:
    @dataclass(frozen=True)
    class Renovated:
        schema_version: ClassVar[int] = 3

    assert registry.event_name(BellRung) == "BellRung"
    assert (registry.schema_version(BellRung), registry.schema_version(Renovated)) == (1, 3)
    assert registry.category_of(BellRung) == "bell"
    assert registry.all_event_types()["BellRung"] is BellRung
