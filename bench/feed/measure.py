"""One run: readers open, nothing happens for a while, then changes; when each arrived where, and what all that cost."""

import time
from dataclasses import dataclass
from statistics import quantiles
from urllib.request import urlopen
from uuid import UUID

from bench.beside import Costs, costs, in_a_process, watched_article
from bench.feed.listeners import Arrivals, listen
from bench.live.server import Server
from blog.domain.favorite import FAVORITE, FavoriteArticle
from blog.feed.cursor import cursor_at
from es_core import context
from es_core.context import new_id
from es_core.execute import execute

IDLE = 5.0  # seconds in which nothing is changed
WARM = 20  # requests, so that what every process allocates once is no reader's


@dataclass
class Run:
    """`commits` are times by cursor, in order; `heard` is what each reader heard."""

    readers: int
    opening: float
    commits: dict[bytes, float]
    heard: list[Arrivals]
    empty: Costs
    idle: Costs
    done: Costs

    @property
    def is_complete(self) -> bool:
        return self.current == self.readers

    @property
    def current(self) -> int:
        """Readers that heard every event once and in order."""
        return sum([cursor for _, cursor in each] == list(self.commits) for each in self.heard)

    def figures(self) -> dict[str, str]:
        waits = [at - self.commits[cursor] for each in self.heard for at, cursor in each if cursor in self.commits]
        cuts = quantiles([1000 * each for each in waits], n=100, method="inclusive")
        seconds = self.done.at - self.idle.at
        server, readers = self.done.server - self.idle.server, self.done.clients - self.idle.clients
        each = (self.idle.memory - self.empty.memory) / self.readers / 1024
        return {
            "every event once, in order:": f"{self.current} of {self.readers} readers",
            "commit to event:": f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, most {1000 * max(waits):.0f} ms",
            "opening:": f"{self.opening:.1f} s",
            "CPU during the changes:": f"server {server / seconds:.0%} ({server / len(waits) * 1e6:.0f} µs an event and"
            f" reader), readers {readers / seconds:.0%} of a core",
            "server memory:": f"{self.idle.memory >> 20} MB, {each:.0f} KB per idle reader;"
            f" {self.done.memory >> 20} MB after",
        }


def run(server: Server, readers: int, changes: int, pause: float) -> Run:
    with context.acting(actor=None, channel="bench"):
        article = watched_article()
        for _ in range(WARM):
            urlopen(f"http://127.0.0.1:{server.port}/api/feed?after=beginning").close()
        empty = Costs(0, 0, 0, server.memory())
        with in_a_process(listen, readers, server.port) as pipe:
            opening = pipe.recv()
            time.sleep(IDLE)
            idle = costs(server, pipe)
            commits = dict(_favorite(article.id, pause) for _ in range(changes))
            time.sleep(IDLE + readers / 500)
            done = costs(server, pipe)
            pipe.send("end")
            heard = pipe.recv()
    return Run(readers, opening, commits, heard, empty, idle, done)


def _favorite(article_id: UUID, pause: float) -> tuple[bytes, float]:
    """Its cursor, and when it was committed."""
    executed = execute(FAVORITE, FavoriteArticle(article_id=article_id, reader_id=new_id()))
    committed = time.monotonic()
    time.sleep(pause)
    return cursor_at(executed.position).encode(), committed
