"""Appending, reading and commanding: every system in turn, run after run, on one database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec

import psycopg
from django.core.management import call_command

from bench.extent import Extent
from bench.figures import SYSTEMS, Failed, Figure
from bench.live.server import database_of_its_own
from bench.log import bare
from bench.log.crew import Crew, Done, crew
from bench.machine import DatabaseClock
from es_core.statements import do

PEERS = "CREATE SCHEMA peer; CREATE SCHEMA peer_functions;"
NOT_INSTALLED = "pyeventsourcing is not installed here, so its rows are missing: `make bench` installs it."

Say = Callable[[str], None]
APPENDS = {"append-1x1": 1, "append-1x8": 1, "append-10x8": 10, "append-1000": 1000}  # events of a transaction
BY_MANY = {"append-1x8", "append-10x8"}
WORKS = ("read-all", "load-10", *APPENDS, "command")  # the first two read what was filled in, and nothing else


def systems() -> list[str]:
    is_there = find_spec("eventsourcing") is not None
    return [each for each in SYSTEMS if is_there or not each.startswith("pyeventsourcing")]


def measure(works: Sequence[str], extent: Extent, say: Say) -> Iterator[Figure]:
    wanted = [each for each in WORKS if each in works]
    if not wanted:
        return
    if len(systems()) < len(SYSTEMS):
        say(NOT_INSTALLED)
    with crews(extent.hands if BY_MANY & set(wanted) else 1) as all_crews:
        if {"read-all", "load-10"} & set(wanted):
            say(f"Filling {extent.streams} streams of ten events each.")
            for each in all_crews:
                _fill(each, extent.streams)
            do("VACUUM ANALYZE", ())  # as autovacuum would by and by, for whoever happens to be measured then
        for work in wanted:
            yield from in_turn(work, all_crews, extent)


@contextmanager
def crews(hands: int) -> Iterator[list[Crew]]:
    with database_of_its_own() as url, ExitStack() as stack:
        call_command("migrate", verbosity=0)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(bare.TABLES + PEERS)
        yield [stack.enter_context(crew(each, url, hands)) for each in systems()]


def _fill(filling: Crew, streams: int) -> None:
    [done] = filling.work("fill", (streams,), 0)
    if done.work != 10 * streams:
        raise Failed(f"{filling.system} filled in {done.work} events instead of {10 * streams}")


def in_turn(work: str, all_crews: Sequence[Crew], extent: Extent) -> Iterator[Figure]:
    runs: dict[str, list[list[Done]]] = {each.system: [] for each in all_crews}
    database = dict.fromkeys(runs, 0.0)
    for number in range(1 + extent.runs):
        for each in all_crews:
            clock = DatabaseClock()
            done = _once(work, each, extent)
            if not all(one.work for one in done):
                raise Failed(f"{work} of {each.system} came to nothing")
            if number:  # the first is the warm-up
                runs[each.system].append(done)
                database[each.system] += clock.passed()
    for system, figures in runs.items():
        rates = tuple(sum(each.rate for each in done) for done in figures)
        yield Figure(work, system, _unit(work), rates, _cost(figures, database[system]))


def _once(work: str, working: Crew, extent: Extent) -> list[Done]:
    if work in APPENDS:
        return working.work("append", (APPENDS[work],), extent.seconds, extent.hands if work in BY_MANY else 1)
    if work == "load-10":
        return working.work("load", (extent.streams,), extent.seconds)
    done = working.work({"read-all": "read_all"}.get(work, work), (), extent.seconds)
    if work == "read-all" and done[0].work % (10 * extent.streams):
        raise Failed(f"{working.system} read {done[0].work} events, which is no multiple of what was filled in")
    return done


def _unit(work: str) -> str:
    return "commands/s" if work == "command" else "events/s"


def _cost(runs: Sequence[Sequence[Done]], database: float) -> str:
    """Of one piece of work, in microseconds of a processor."""
    done = [each for run in runs for each in run]
    work = sum(each.work for each in done)
    return f"client {sum(each.cpu for each in done) / work * 1e6:.0f} µs, database {database / work * 1e6:.0f} µs"
