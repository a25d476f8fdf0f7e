"""One run: sockets open, nothing happens for a while, then changes; when each arrived where, and what all that cost."""

import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles
from urllib.request import urlopen
from uuid import UUID

from bench.beside import Costs, costs, in_a_process, watched_article
from bench.live import clients
from bench.live.server import Server
from blog.domain.favorite import FAVORITE, FavoriteArticle
from es_core import context
from es_core.context import new_id
from es_core.execute import execute
from es_core.models import LiveProcess

IDLE = 3.0  # seconds in which nothing is changed any more, and one for each thousand sockets
TOLD = 7.0  # seconds until the hub has told its figures: it does every five
WARM = 20  # pages, so that what every process allocates once is no socket's
NUMBER = re.compile(r"\d+")


@dataclass
class Run:
    """`waits`: seconds from the commit to each socket, of each change. `last`: to the last socket."""

    sockets: int
    changes: int
    fragments: int
    opening: float
    waits: list[float]
    last: list[float]
    frames: int
    renders: int
    current: int
    empty: Costs
    idle: Costs
    done: Costs

    @property
    def is_complete(self) -> bool:
        return self.current == self.sockets

    def figures(self) -> dict[str, str]:
        seconds = self.done.at - self.idle.at
        server = self.done.server - self.idle.server
        each = (self.idle.memory - self.empty.memory) / self.sockets / 1024
        return {
            "on the last state:": f"{self.current} of {self.sockets}",
            "commit to frame:": _spread(self.waits),
            "commit to last frame:": _spread(self.last),
            "renders per change:": f"{self.renders / self.changes:.2f}, frames {self.frames}",
            "opening:": f"{self.opening:.1f} s, {self.fragments} fragments each",
            "CPU during the changes:": f"server {server / seconds:.0%} ({server / self.frames * 1e6:.0f} µs a frame), "
            f"clients {(self.done.clients - self.idle.clients) / seconds:.0%} of a core",
            "server memory:": f"{self.idle.memory >> 20} MB, {each:.0f} KB per idle socket; "
            f"{self.done.memory >> 20} MB after",
        }


def run(server: Server, sockets: int, changes: int, pause: float) -> Run:
    with context.acting(actor=None, channel="bench"):
        article = watched_article()
        path = f"/article/{article.slug}"
        for _ in range(WARM):
            urlopen(f"http://127.0.0.1:{server.port}{path}").close()
        empty = Costs(0, 0, 0, server.memory())
        with in_a_process(clients.watch, sockets, clients.Page(server.port, path), "favorites-count") as pipe:
            opening, fragments = pipe.recv()
            time.sleep(TOLD)
            idle, before = costs(server, pipe), _renders()
            commits = [_favorite(article.id, pause) for _ in range(changes)]
            time.sleep(IDLE + sockets / 1_000)
            done = costs(server, pipe)
            time.sleep(TOLD)
            renders = _renders() - before
            pipe.send("end")
            arrivals, frames, texts = pipe.recv()
    waits, last = _waits(arrivals, commits)
    current = sum(NUMBER.findall(text) == [str(changes)] for text in texts)
    return Run(sockets, changes, fragments, opening, waits, last, frames, renders, current, empty, idle, done)


def _favorite(article_id: UUID, pause: float) -> float:
    """When it was committed."""
    execute(FAVORITE, FavoriteArticle(article_id=article_id, reader_id=new_id()))
    committed = time.monotonic()
    time.sleep(pause)
    return committed


def _renders() -> int:
    """Of the only hub that is alive."""
    newest = LiveProcess.objects.latest("seen_at")
    return int(newest.figures["renders"])


def _waits(arrivals: Iterable[tuple[int, float, str]], commits: list[float]) -> tuple[list[float], list[float]]:
    """A frame that shows n brings every change up to the n-th that its socket had not seen."""
    seen: Counter[int] = Counter()
    waits, last = [], [0.0] * len(commits)
    for socket, at, html in arrivals:
        shown = int(NUMBER.findall(html)[0])
        for n in range(seen[socket], shown):
            waits.append(at - commits[n])
            last[n] = max(last[n], waits[-1])
        seen[socket] = max(seen[socket], shown)
    return waits, last


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "nothing arrived"
    cuts = quantiles(seconds, n=100, method="inclusive")
    return f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, most {max(seconds) * 1000:.0f} ms"
