"""Small pictures, drawn by the server: no script, and no style that the CSP would refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from es_core.growth import Span
from es_core.models import LagSample
from es_core.runner.samples import EVERY, SLOTS

WIDTH, HEIGHT = 120, 24


@dataclass(frozen=True, slots=True)
class Line:
    """The lag of the last hour: `points` of a polyline in a box of WIDTH by HEIGHT, and the most it was."""

    points: str
    most: int


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    span: Span


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in a box of 100 by 40; the highest, and the last one, which goes on growing."""

    bars: list[Bar]
    most: int
    now: int


def line(samples: Sequence[LagSample]) -> Line | None:
    """None while there is nothing to draw. Time runs by samples, so that the line stays as it is between two."""
    if len(samples) < 2:
        return None
    most, end = max(each.lag for each in samples), samples[-1].taken_at
    points = " ".join(f"{_x(each.taken_at, end):.1f},{_y(each.lag, most):.1f}" for each in samples)
    return Line(points, most)


def _x(moment: datetime, end: datetime) -> float:
    return WIDTH * (1 - (end - moment) / timedelta(seconds=EVERY * SLOTS))


def _y(value: int, most: int) -> float:
    """One unit from the edges, or half of the stroke would be cut off."""
    return HEIGHT - 1 - (HEIGHT - 2) * (value / most if most else 0)


def rate(samples: Sequence[LagSample], over: timedelta = timedelta(minutes=2)) -> float | None:
    """Positions a second that it passed lately."""
    lately = [each for each in samples if samples[-1].taken_at - each.taken_at <= over]
    if len(lately) < 2:
        return None
    first, last = lately[0], lately[-1]
    return (last.position - first.position) / (last.taken_at - first.taken_at).total_seconds()


def chart(spans: Sequence[Span]) -> Chart:
    most = max((each.events for each in spans), default=0)
    bars = [_bar(nth, len(spans), each, each.events / most if most else 0) for nth, each in enumerate(spans)]
    return Chart(bars, most, spans[-1].events if spans else 0)


def _bar(nth: int, of: int, span: Span, part: float) -> Bar:
    """None is so low that it can't be seen."""
    step, height = 100 / of, max(0.4, 39 * part)
    return Bar(round((nth + 0.1) * step, 2), round(40 - height, 2), round(0.8 * step, 2), round(height, 2), span)
