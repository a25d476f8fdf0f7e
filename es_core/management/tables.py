"""Tables that can be read on a terminal of 80 columns, and in a file."""

import io
import shutil
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

NARROWEST = 80


def table(names: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[str] = ()) -> str:
    """The first column is never broken, nor are `numbers`; others fold where there is no room."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        is_number = name in numbers
        whole = is_number or name == names[0]
        made.add_column(name, justify="right" if is_number else "left", no_wrap=whole, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return drawn(made)


def drawn(made: Table) -> str:
    width = max(NARROWEST, shutil.get_terminal_size((NARROWEST, 24)).columns)
    out = io.StringIO()
    Console(file=out, width=width).print(made)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
