"""How much is measured: all of it, or just enough to see that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """`seconds` of a run, `hands` and `writers` at once, `streams` of ten events each, `articles` of the site,
    `sockets` and `changes` of an open page.
    """

    runs: int = 5
    seconds: float = 1.5
    hands: int = 8
    streams: int = 5_000
    writers: int = 12
    articles: int = 10_000
    sockets: int = 500
    changes: int = 20


QUICK = Extent(runs=1, seconds=0.2, hands=2, streams=50, writers=3, articles=30, sockets=20, changes=2)
