"""The test kit's part for processes and deadlines; to be imported from es_core.testing."""
# ruff: noqa: S101 - asserting is what this module is for

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from es_core.process import Dispatch, ProcessManager
from es_core.schedule import CancelCommand, ScheduleCommand
from es_core.schedule.schedulable import schedulable


class ProcessScenario:
    """`ProcessScenario(PUBLISHING).given(event).when(event).then(Dispatch(...), OwnEvent(...))`, without a database."""

    def __init__(self, process: ProcessManager[Any]) -> None:
        self.process = process
        self.states: dict[str, Any] = {}
        self.scheduled: dict[str, ScheduleCommand] = {}

    def given(self, *events: Any) -> "ProcessScenario":
        """What happened before, of what it reacts to; what it remembered of that follows by itself."""
        scenario = ProcessScenario(self.process)
        for each in events:
            scenario._live_through(each)
        return scenario

    def when(self, event: Any) -> "ProcessOutcome":
        """Leaves the scenario as it was."""
        scenario = ProcessScenario(self.process)
        scenario.states, scenario.scheduled = dict(self.states), dict(self.scheduled)
        return ProcessOutcome(tuple(scenario._live_through(event)), scenario.scheduled)

    def _live_through(self, event: Any) -> Sequence[Any]:
        key = str(self.process.key(event))
        state = self.states.get(key, self.process.decider.initial)
        answer = self.process.react(event, state)
        for each in answer:
            if isinstance(each, Dispatch):
                self._note_schedule(each.command)
            else:
                state = self.process.decider.evolve(state, each)
        self.states[key] = state
        return answer

    def _note_schedule(self, command: Any) -> None:
        match command:
            case ScheduleCommand(key=key):
                self.scheduled[key] = command
            case CancelCommand(key=key):
                self.scheduled.pop(key, None)


class ProcessOutcome:
    """What a process answered, and what waits since. Each `then...` raises AssertionError with what was so instead."""

    def __init__(self, answer: tuple[Any, ...], scheduled: Mapping[str, ScheduleCommand]) -> None:
        self.answer = answer
        self.scheduled = scheduled

    def then(self, *answer: Any) -> None:
        """Own events and Dispatches in their order."""
        assert self.answer == answer

    def then_nothing(self) -> None:
        self.then()

    def then_scheduled(self, key: str, due_at: datetime, command: Any) -> None:
        """After this event, whatever else waits."""
        waiting = self.scheduled.get(key)
        assert waiting, f"nothing waits under {key!r}, only {sorted(self.scheduled)}"
        assert (waiting.due_at, _command(waiting)) == (due_at, command)

    def then_due_by(self, moment: datetime, *commands: Any) -> None:
        """What would have been sent by then if nothing else happened, the longest due first."""
        due = sorted((each for each in self.scheduled.values() if each.due_at <= moment), key=lambda each: each.due_at)
        assert tuple(_command(each) for each in due) == commands


def _command(waiting: ScheduleCommand) -> Any:
    return schedulable(waiting.name).read(waiting.payload)
