"""The large site: its read models rebuilt, its pages asked for, its changes sent to open pages."""

import io
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from importlib.util import find_spec
from statistics import median, quantiles

from django.core.management import call_command

from bench.extent import Extent
from bench.figures import Failed, Figure
from bench.live import measure as live
from bench.live.server import database_of_its_own, serving
from bench.log.works import Say
from bench.pages import measure as pages
from es_core.statements import one

PAGES = ("page-article", "page-home", "page-tag")
WORKS = ("rebuild", *PAGES, "live-500")
UVICORN = f"{sys.executable} -m bench.live.under_uvicorn {{port}}"
SERVERS = {"": "Daphne", UVICORN: "uvicorn"}


def can_run(command: str) -> bool:
    return SERVERS[command] == "Daphne" or find_spec("uvicorn") is not None


def measure(works: Sequence[str], extent: Extent, say: Say) -> Iterator[Figure]:
    wanted = [each for each in WORKS if each in works]
    if not wanted:
        return
    with database_of_its_own() as url:
        call_command("migrate", verbosity=0)
        say(f"Writing a site of {extent.articles} articles.")
        with redirect_stdout(io.StringIO()):
            call_command("seed_demo", articles=extent.articles, yes=True)
        if "rebuild" in wanted:
            yield rebuild(extent)
        yield from pages.measure([each for each in wanted if each in PAGES], url, extent)
        if "live-500" in wanted:
            yield frames(url, extent, say)


def rebuild(extent: Extent) -> Figure:
    """Every projector, one after the other; all events of the log, each counted once."""
    [events] = one("SELECT count(*) FROM es_event")
    rates = []
    for _ in range(1 + extent.runs):
        began = time.perf_counter()
        with redirect_stdout(io.StringIO()):
            call_command("rebuild_projections", all=True)
        rates.append(events / (time.perf_counter() - began))
    return Figure("rebuild", "conduit", "events/s", tuple(rates[1:]), f"{events} events, all projectors")


def frames(url: str, extent: Extent, say: Say) -> Figure:
    """Under the site's own server; uvicorn's in the note. A run of each in turn, none to warm up: each run does."""
    runs: dict[str, list[tuple[float, float]]] = {command: [] for command in SERVERS if can_run(command)}
    for _ in range(extent.runs):
        for command, measured in runs.items():
            with serving(url, command) as server:
                measured.append(_waits(live.run(server, extent.sockets, extent.changes, pause=0.5)))
    if len(runs) < len(SERVERS):
        say("uvicorn is not installed here: `make bench` installs it.")
    note = ", ".join(f"{SERVERS[command]} {_spread(measured)}" for command, measured in runs.items())
    note = f"{extent.sockets} sockets: {note}"
    return Figure("live-500", "conduit", "ms (p50)", tuple(p50 for p50, _ in runs[""]), note)


def _waits(run: live.Run) -> tuple[float, float]:
    if not run.is_complete:
        raise Failed(f"live: {run.current} of {run.sockets} browsers came to the last state")
    cuts = quantiles(run.waits, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[98] * 1000


def _spread(runs: Sequence[tuple[float, float]]) -> str:
    p50, p99 = (median(each) for each in zip(*runs, strict=True))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"
