"""The kinds of readers that buttons differ for: parts of pages hold one variant for each."""

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Reader:
    """To somebody else's article."""

    is_member: bool = False
    is_following: bool = False
    is_favorite: bool = False

    @property
    def name(self) -> str:
        if not self.is_member:
            return STRANGER
        return f"{'follows' if self.is_following else 'passes'} {'loves' if self.is_favorite else 'reads'}"


OWN, STRANGER = "own", "stranger"
OTHERS = (Reader(), *(Reader(True, *marks) for marks in product((False, True), repeat=2)))
