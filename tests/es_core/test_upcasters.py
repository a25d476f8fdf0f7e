"""What the log stored once is read as its class is now: lifted, split, dropped, or under another name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from es_core import codec, read, registry, tail
from es_core.decider import Decider
from es_core.errors import UnknownEvent
from es_core.models import Event
from es_core.recorded import DROPPED, AnyRecorded


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit:
    """Once it knew a number of watts, then lumens; today the room as well."""

    lamp: str
    lumens: int
    room: str
    schema_version: ClassVar[int] = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LampDimmed:
    lamp: str
    lumens: int


LAMP: Decider[Any, LampLit | LampDimmed, int] = Decider(
    category="test-lamp",
    stream_key=lambda command: command.lamp,
    events=(LampLit, LampDimmed),
    initial=0,
    decide=lambda command, lumens: [],
    evolve=lambda lumens, event: event.lumens,
)


@registry.upcaster("LampLit", 1)
def watts_become_lumens(data: registry.Data) -> Iterator[registry.Lifted]:
    yield "LampLit", 2, {"lamp": data["lamp"], "lumens": data["watts"] * 12}


@registry.upcaster("LampLit", 2)
def every_lamp_stood_in_the_hall(data: registry.Data) -> Iterator[registry.Lifted]:
    yield "LampLit", 3, data | {"room": "hall"}


@registry.upcaster("LampLitAndDimmed", 1, gives=["LampLit", "LampDimmed"])
def two_facts(data: registry.Data) -> Iterator[registry.Lifted]:
    yield "LampLit", 2, {"lamp": data["lamp"], "lumens": data["before"]}
    yield "LampDimmed", 1, {"lamp": data["lamp"], "lumens": data["after"]}


@registry.upcaster("LampLookedAt", 1)
def nothing(data: registry.Data) -> Iterator[registry.Lifted]:
    yield from ()


@registry.upcaster("LampRound", 1)
def round_and_round(data: registry.Data) -> Iterator[registry.Lifted]:
    yield "LampRound", 1, data


@registry.upcaster("LampHidden", 1)
def secretly(data: registry.Data) -> Iterator[registry.Lifted]:
    yield "LampDimmed", 1, data


@registry.upcaster("LampBroken", 1, gives=["LampDimmed"])
def carelessly(data: registry.Data) -> Iterator[registry.Lifted]:
    yield "LampDimmed", 1, {"lamp": data["lamp"], "lumens": data["lux"]}


registry.alias("LampTurnedDown", LampDimmed)
ID = UUID("0190a000-0000-7000-8000-00000000001a")


def store(version: int, name: str, schema_version: int, **data: Any) -> None:
    Event.objects.create(
        event_id=uuid4(), stream_type="test-lamp", stream_id=ID, version=version, event_type=name,
        schema_version=schema_version, data=data,
    )  # fmt: skip


@pytest.fixture
def lamp(transactional_db: None) -> None:
    store(1, "LampLit", 1, lamp="a", watts=10)
    store(2, "LampLit", 2, lamp="a", lumens=300)
    store(3, "LampLookedAt", 1)
    store(4, "LampLitAndDimmed", 1, lamp="a", before=500, after=200)
    store(5, "LampTurnedDown", 1, lamp="a", lumens=90)
    store(6, "LampLit", 3, lamp="a", lumens=70, room="attic")


READ = [
    (1, LampLit(lamp="a", lumens=120, room="hall")),
    (2, LampLit(lamp="a", lumens=300, room="hall")),
    (3, DROPPED),
    (4, LampLit(lamp="a", lumens=500, room="hall")),
    (4, LampDimmed(lamp="a", lumens=200)),
    (5, LampDimmed(lamp="a", lumens=90)),
    (6, LampLit(lamp="a", lumens=70, room="attic")),
]


def versions(events: list[AnyRecorded]) -> list[tuple[int, Any]]:
    return [(each.version, each.event) for each in events]


@pytest.mark.usefixtures("lamp")
def test_a_stream_is_read_as_its_classes_are_now() -> None:
    assert versions(read.stream(ID)) == READ
    assert read.load(LAMP, ID) == (70, 6)


@pytest.mark.usefixtures("lamp")
def test_a_filter_by_type_finds_what_was_stored_under_other_names() -> None:
    for wanted in (LampLit, LampDimmed):
        found = tail.between(0, tail.head(), {wanted})
        assert [each for each in versions(found) if isinstance(each[1], wanted)] == [
            each for each in READ if isinstance(each[1], wanted)
        ]


@pytest.mark.django_db
def test_a_dropped_event_counts_as_a_version() -> None:
    store(1, "LampLit", 3, lamp="a", lumens=70, room="attic")
    store(2, "LampLookedAt", 1)
    assert read.load(LAMP, ID) == (70, 2)


def test_which_names_the_log_may_hold() -> None:
    assert registry.stored_names([LampDimmed]) == [
        "LampBroken", "LampDimmed", "LampLitAndDimmed", "LampTurnedDown",
    ]  # fmt: skip
    assert registry.is_known("LampLookedAt")
    assert not registry.is_known("LampEaten")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("LampRound", "never end"),
        ("LampHidden", "gives LampDimmed and does not say so"),
        ("LampBroken", r"the upcaster of LampBroken \(version 1\) fails: KeyError: 'lux'"),
    ],
)
def test_upcasters_that_go_astray(name: str, problem: str) -> None:
    with pytest.raises(UnknownEvent, match=problem):
        codec.decode(name, 1, '{"lamp": "a", "lumens": 1}')


def test_a_name_means_one_thing() -> None:
    with pytest.raises(ValueError, match="LampLit is the name of another event"):
        registry.alias("LampLit", LampDimmed)
    with pytest.raises(ValueError, match="LampTurnedDown is a former name of LampDimmed"):
        registry.register("test-lamp", [type("LampTurnedDown", (), {})])
    with pytest.raises(ValueError, match="has an upcaster already"):
        registry.upcaster("LampLit", 1)(nothing)


@pytest.mark.django_db
def test_what_can_t_be_read_is_named_with_its_place() -> None:
    store(1, "LampLit", 3, lamp="a")
    with pytest.raises(
        UnknownEvent,
        match=rf"LampLit \(version 3\) can't be read, at position \d+, version 1 of stream {ID}: .*`lumens`",
    ):
        read.stream(ID)
