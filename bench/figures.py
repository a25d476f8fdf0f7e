"""What was measured: of each work and system some runs, in one unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

WORKS = (
    "append-1x1", "append-1x8", "append-10x8", "append-1000", "read-all", "load-10", "command",
    "rebuild", "tail", "live-500", "page-article", "page-home", "page-tag",
)  # fmt: skip
SYSTEMS = ("conduit", "pyeventsourcing", "pyeventsourcing-functions", "bare")


class Failed(Exception):
    """A run that did nothing, or raised."""


@dataclass(frozen=True)
class Figure:
    """`runs` in the order in which they came, warm-up left out. `note` says what the runs cost or found besides."""

    work: str
    system: str
    unit: str
    runs: tuple[float, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not self.runs or min(self.runs) <= 0:
            raise Failed(f"{self.work} of {self.system}: a run came to nothing: {self.runs}")

    @property
    def median(self) -> float:
        return median(self.runs)

    def as_json(self) -> dict[str, Any]:
        return {
            "work": self.work,
            "system": self.system,
            "median": round(self.median, 2),
            "min": round(min(self.runs), 2),
            "max": round(max(self.runs), 2),
            "unit": self.unit,
            "runs": [round(each, 2) for each in self.runs],
        }


def found(figures: Iterable[Figure], work: str, system: str) -> Figure | None:
    return next((each for each in figures if (each.work, each.system) == (work, system)), None)
