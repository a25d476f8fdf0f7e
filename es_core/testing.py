"""The test kit: given events, when a command, then events; given events, then rows."""
# ruff: noqa: S101 - asserting is what this module is for

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from es_core import context, fence, log, tail
from es_core.decider import Decider
from es_core.errors import Rejected
from es_core.models import ProjectorState
from es_core.process_scenario import ProcessScenario as ProcessScenario
from es_core.projector import Projector
from es_core.read_model import ReadModel
from es_core.rebuild import rebuild, record_version
from es_core.recorded import AnyRecorded
from es_core.runner import checkpoint
from es_core.runner.batch import feed_leased
from es_core.runner.feeding import BATCH
from es_core.signals import events_recorded

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")

Rows = dict[type[ReadModel], list[tuple[Any, ...]]]


class Scenario(Generic[C, E, S]):
    """`Scenario(FAVORITE).given(...).when(command).then(event)`: one decider, no database."""

    def __init__(self, decider: Decider[C, E, S], past: Sequence[E] = ()) -> None:
        self.decider = decider
        self.past = tuple(past)

    def given(self, *events: E) -> "Scenario[C, E, S]":
        return Scenario(self.decider, events)

    def when(self, command: C) -> "Outcome[E]":
        state = self.decider.fold(self.past, self.decider.initial)
        try:
            return Outcome(tuple(self.decider.decide(command, state)), None)
        except Rejected as reason:
            return Outcome((), reason)


class Outcome(Generic[E]):
    """What a decider answered. Each `then...` raises AssertionError with what was decided instead."""

    def __init__(self, events: tuple[E, ...], rejected: Rejected | None) -> None:
        self.events = events
        self.rejected = rejected

    def then(self, *events: E) -> None:
        assert self.rejected is None, f"rejected: {self.rejected}"
        assert self.events == events

    def then_nothing(self) -> None:
        self.then()

    def then_rejected(self, words: str = "", field: str | None = None) -> None:
        """`words` are part of the reason; `field`, if given, is the form field that it names."""
        assert self.rejected is not None, f"accepted: {self.events}"
        assert words in self.rejected.message
        assert field is None or self.rejected.field == field


def given(decider: Decider[Any, E, Any], *events: E, stream_id: UUID | None = None) -> list[AnyRecorded]:
    """Append events to the real log, whatever the rules would say, and let inline projectors see them.

    `stream_id` defaults to the stream of a command of the same shape: decider.stream_key is asked with the event.
    """
    stream = log.Stream(stream_id or decider.stream_id(events[0]), decider.category, log.ANY_VERSION)
    envelope = log.Envelope(actor_id=None, correlation_id=uuid4(), channel="test", started_at=context.now())
    with transaction.atomic():
        appended = log.append([stream], [(0, each) for each in events], envelope)
        assert isinstance(appended, list)
        events_recorded.send(sender=None, events=appended)
    return appended


def rows(*projectors: Projector) -> Rows:
    """Every row of the projectors' tables, in the order of their keys."""
    return {
        model: list(model._default_manager.order_by("pk").values_list()) for each in projectors for model in each.models
    }


def catch_up(*projectors: Projector) -> None:
    """Feed catch-up projectors and processes all that is in the log. Raises what their handlers raise."""
    for each in projectors:
        if checkpoint.begin(each) is None:
            record_version(each, 0)
        while (until := fence.decided(_position(each), BATCH)) > _position(each):
            with transaction.atomic():
                feed_leased(each, ProjectorState.objects.get(name=each.name), until)


def _position(projector: Projector) -> int:
    return ProjectorState.objects.get(name=projector.name).position


def assert_replayed_twice_equals_once(*projectors: Projector) -> None:
    """Show the whole log to the projectors once more: no row may change."""
    catch_up(*[each for each in projectors if each.catch_up])
    before = rows(*projectors)
    events = list(tail.read_all())
    for each in projectors:
        each.project(events, live=False)
    assert rows(*projectors) == before


def assert_inline_equals_rebuilt(*projectors: Projector) -> None:
    """Rebuild the tables from the log: no row may differ from what commands' transactions, or a runner, had made."""
    catch_up(*[each for each in projectors if each.catch_up])
    before = rows(*projectors)
    for each in projectors:
        rebuild(each, restart=True)
    assert rows(*projectors) == before
