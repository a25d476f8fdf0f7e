"""Catch-up projectors that live queries follow: what they have passed since the hub looked last."""

from es_core import tail
from es_core.errors import UnknownEvent
from es_core.live.board import Board
from es_core.live.query import followed, woken_types
from es_core.models import ProjectorState

MOST = 10_000  # positions that are looked at one by one


class Following:
    """Their checkpoints as they were; a projector that is seen for the first time begins with whatever it has done."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def look(self, board: Board) -> bool:
        """Mark what they have passed; whether that was anything."""
        if not (names := followed()):
            return False
        came = False
        for name, position in ProjectorState.objects.filter(name__in=names).values_list("name", "position"):
            before = self._seen.get(name)
            if before != position:
                came = True
                _mark(board, name, before, position)
                self._seen[name] = position
        return came


def _mark(board: Board, name: str, before: int | None, position: int) -> None:
    """What a projector has passed is decided, however far the hub has come."""
    if before is None or not before < position <= before + MOST:
        board.doubt_followers(name)
        return
    try:
        board.passed(tail.between(before, position, woken_types(name)), name)
    except UnknownEvent:  # it can be read elsewhere, by a newer process
        board.doubt_followers(name)
