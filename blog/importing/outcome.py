"""What became of each file."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """In the words and the order of the summary."""

    PUBLISHED = "published"
    EDITED = "edited"
    UNCHANGED = "unchanged"
    DRAFT = "drafts"
    NOT_DUE = "dated in the future"
    DELETED = "deleted on the site, not brought back"
    BROKEN = "broken, skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`path` is relative to the folder; `notes` are for the author to read."""

    path: str
    result: Result
    notes: tuple[str, ...] = ()
    line: int | None = None

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
