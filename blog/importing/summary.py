"""What an import did, for the terminal: what there is to know of single files, then how many of each kind."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from blog.importing.outcome import Outcome, Result


def show(console: Console, outcomes: Sequence[Outcome], seconds: float) -> None:
    for line in _told(outcomes):
        console.print(line, soft_wrap=True)
    console.print(_table(outcomes))
    console.print(f"{len(outcomes):,} files in {seconds:.1f} s", highlight=False)


def _told(outcomes: Iterable[Outcome]) -> Iterable[Text]:
    for each in outcomes:
        style = "red" if each.result is Result.BROKEN else "yellow"
        for note in each.notes:
            yield Text.assemble((each.place, style), ": ", note)


def _table(outcomes: Iterable[Outcome]) -> RenderableType:
    counts = Counter(each.result for each in outcomes)
    table = Table(show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for result in Result:
        if counts[result] or result in (Result.PUBLISHED, Result.EDITED, Result.UNCHANGED):
            table.add_row(f"{counts[result]:,}", result.value)
    return table
