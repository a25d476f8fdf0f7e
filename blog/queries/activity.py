"""A person's last half year, day by day, as the strip on the own profile draws it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count

from blog.models import Activity

WEEKS = 26
CELL = 14  # units of the drawing, gap included
LEVELS = (1, 2, 4, 8)  # from this many acts on, a day is drawn one level stronger


@dataclass(frozen=True, slots=True)
class Day:
    """`x` and `y` are its place in the drawing: a column a week, Mondays on top; `level` is 0 to 4."""

    date: date
    x: int
    y: int
    n: int

    @property
    def level(self) -> int:
        return sum(self.n >= each for each in LEVELS)


@dataclass(frozen=True, slots=True)
class Strip:
    days: list[Day]
    kinds: Counter[str]
    width: int = WEEKS * CELL
    height: int = 7 * CELL

    @property
    def busy_days(self) -> int:
        return sum(each.n > 0 for each in self.days)


def activity_of(author_id: UUID, today: date) -> Strip:
    """Days are those of UTC. The last column is the present week, up to today."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    found = (
        Activity.objects.filter(author_id=author_id, day__range=(first, today))
        .values_list("day", "kind")
        .annotate(n=Count("position"))
    )
    per_day: Counter[date] = Counter()
    kinds: Counter[str] = Counter()
    for day, kind, n in found:
        per_day[day] += n
        kinds[kind] += n
    return Strip([_day(first, nth, per_day) for nth in range((today - first).days + 1)], kinds)


def _day(first: date, nth: int, per_day: Counter[date]) -> Day:
    day = first + timedelta(days=nth)
    return Day(day, x=nth // 7 * CELL, y=nth % 7 * CELL, n=per_day[day])
