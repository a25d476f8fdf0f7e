"""The site is killed with -9 under many open pages, and started anew: how long until every page is current.

    DATABASE_URL=postgres://... python -m bench.live.restart --sockets 2000 --pages 500

Every page is changed once while the site is dead, some once more while the tabs come back; a reader goes from page
to page meanwhile. On a database of its own that is dropped afterwards. It ends by itself, with 1 if a tab is late.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import quantiles
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

from bench.live.load import upto
from bench.live.returning import Tabs
from bench.setting_up import set_up

IN_TIME = 30.0  # seconds that the tabs have; twice as long is waited for them
AGAIN = 10  # every tenth page is changed once more


def main() -> int:
    arguments = _arguments()
    set_up()
    from bench.live import server

    with (
        server.database_of_its_own() as url,
        tempfile.TemporaryDirectory() as var,
        (Path(var) / "log").open("w+") as log,
    ):
        return run(url, log, arguments.sockets, arguments.pages)


def run(url: str, log: IO[str], sockets: int, pages: int) -> int:
    from bench.live import server
    from es_core import context

    port = server.free_port()
    process = server.start(url, "", port, log)
    try:
        server.wait_until_it_answers(process, port)
        with context.acting(actor=None, channel="bench"):
            articles = _articles(pages)
            tabs = Tabs(port, [f"/article/{slug}" for slug in articles], sockets)
            tabs.wait_until_all_are_open()
            process.kill()
            process.wait()
            _favorite(articles.values())
            process, began = server.start(url, "", port, log), time.monotonic()
            server.wait_until_it_answers(process, port)
            return _watch(tabs, port, articles, began)
    finally:
        _end(process)


def _watch(tabs: Tabs, port: int, articles: dict[str, UUID], began: float) -> int:
    up = time.monotonic()
    asking = Asking(port, list(articles))
    wanted = [2 if n % AGAIN == 0 else 1 for n in range(len(articles))]
    _favorite(list(articles.values())[::AGAIN])
    while (behind := tabs.behind(wanted)) and time.monotonic() - up < 2 * IN_TIME:
        time.sleep(0.05)
    current = time.monotonic()
    waits = asking.end()
    cuts = quantiles(waits, n=100, method="inclusive")
    print(
        f"{tabs.number} sockets on {len(articles)} pages, load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    )
    print(f"  from the start to the first answer: {up - began:.1f} s")
    print(f"  from there until all were current: {current - up:.1f} s; not current: {behind}")
    print(f"  pages meanwhile: {len(waits)}, failed {asking.failed}, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms")
    tabs.end()
    return int(behind > 0 or asking.failed > 0 or current - up > IN_TIME)


class Asking:
    """One reader who goes from page to page, without a pause."""

    def __init__(self, port: int, slugs: list[str]) -> None:
        self.urls = [f"http://127.0.0.1:{port}/article/{slug}" for slug in slugs]
        self.waits: list[float] = []
        self.failed = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()

    def _ask(self) -> None:
        while not self.is_over.is_set() or len(self.waits) < 2:
            began = time.monotonic()
            try:
                urlopen(self.urls[len(self.waits) % len(self.urls)], timeout=30).close()  # noqa: S310 - http, see above
            except URLError:
                self.failed += 1
            self.waits.append(1000 * (time.monotonic() - began))

    def end(self) -> list[float]:
        """Milliseconds of each page."""
        self.is_over.set()
        self.thread.join()
        return self.waits


def _articles(pages: int) -> dict[str, UUID]:
    """By slug."""
    from accounts import commands
    from blog.commands import publish_article
    from blog.models import Article

    author = commands.register(username="bench", email="bench@example.org", password=None)
    for n in range(pages):
        publish_article(author_id=author, title=f"Page {n}", description="Watched", body="Words. " * 200, tags=())
    return dict(Article.objects.order_by("position").values_list("slug", "id"))


def _favorite(articles: Iterable[UUID]) -> None:
    from blog.domain.favorite import FAVORITE, FavoriteArticle
    from es_core.context import new_id
    from es_core.execute import execute

    for article in articles:
        execute(FAVORITE, FavoriteArticle(article_id=article, reader_id=new_id()))


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(30)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=upto(5_000), default=2_000)
    parser.add_argument("--pages", type=upto(1_000), default=500)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
