"""What several streams decide together: loaded once, decided in memory, appended in one call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from es_core import log, read, snapshots
from es_core.decider import CLAIM, Decider
from es_core.errors import Conflict

AnyDecider = Decider[Any, Any, Any]


@dataclass(slots=True)
class _Folded:
    decider: AnyDecider
    index: int
    state: Any


class Decision:
    """Streams as folded so far, and the events to append, in order. Nothing is written here."""

    def __init__(self) -> None:
        self.streams: list[log.Stream] = []
        self.order: list[tuple[int, Any]] = []
        self._folded: dict[UUID, _Folded] = {}

    def take(self, commands: Sequence[tuple[AnyDecider, Any]], expected_version: int | None = None) -> list[list[int]]:
        """Decide all, claims last. Gives for each command the indices of its events. Raises Rejected and Conflict."""
        self._load((decider, decider.stream_id(command)) for decider, command in commands)
        if expected_version is not None:
            self._expect(expected_version)
        taken, claims = [], []
        for decider, command in commands:
            before = self._folded[decider.stream_id(command)].state
            indices = self._decide(decider, command)
            taken.append(indices)
            claims += [(each, indices) for each in decider.claims(before, [self.order[i][1] for i in indices])]
        self._load((CLAIM, CLAIM.stream_id(each)) for each, _ in claims)
        for each, indices in claims:
            indices += self._decide(CLAIM, each)
        return taken

    def keep_snapshots(self) -> None:
        """When all of it has been appended."""
        for stream_id, folded in self._folded.items():
            if folded.decider.snapshots:
                before = self.streams[folded.index].expected
                came = sum(index == folded.index for index, _ in self.order)
                snapshots.keep(folded.decider, stream_id, before, folded.state, before + came)

    def _expect(self, version: int) -> None:
        """The first stream must be where the command's maker saw it; rules are not asked about a past."""
        seen = self.streams[0]
        if seen.expected != version:
            raise Conflict(seen.id, version, seen.expected)

    def _load(self, wanted: Iterable[tuple[AnyDecider, UUID]]) -> None:
        missing = {stream_id: decider for decider, stream_id in wanted if stream_id not in self._folded}
        remembered = [stream_id for stream_id, decider in missing.items() if decider.reads_history]
        kept = snapshots.of(missing)
        history = read.streams(remembered, {each: kept[each].version for each in kept}) if remembered else {}
        for stream_id, decider in missing.items():
            state, version = kept.get(stream_id, (decider.initial, 0))
            state, version = read.fold(decider, history.get(stream_id, ()), state, version)
            expected = version if decider.reads_history else log.ANY_VERSION
            self._folded[stream_id] = _Folded(decider, len(self.streams), state)
            self.streams.append(log.Stream(stream_id, decider.category, expected))

    def _decide(self, decider: AnyDecider, command: Any) -> list[int]:
        folded = self._folded[decider.stream_id(command)]
        first = len(self.order)
        for event in decider.decide(command, folded.state):
            self.order.append((folded.index, event))
            folded.state = decider.evolve(folded.state, event)
        return list(range(first, len(self.order)))
