"""Requests a second, waits and whose time it is, of a list, an article and a favorite through the API.

    python -m bench.api                  on a site of 10,000 articles, two processes and eight connections
    python -m bench.api --quick          a glance at everything; figures mean nothing

Makes a database of its own on the site's server (or on DATABASE_URL's) and drops it. Writes api.md into
docs/benchmarks, or where --out says. Ends with 1 when a request was refused.
"""

import argparse
import io
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.directory import DIRECTORY
from bench.extent import QUICK, Extent
from bench.figures import Failed
from bench.setting_up import set_up

if TYPE_CHECKING:
    from bench.live.server import Server

CONNECTIONS = 8
HEAD = "| work | requests/s | p50 ms | p99 ms | server CPU ms | in process ms |"


def main() -> int:
    arguments = _arguments()
    set_up()
    from bench import machine

    warnings.filterwarnings("ignore", "No directory at", UserWarning)  # static files, which nobody asks for here
    extent = QUICK if arguments.quick else Extent()
    said = machine.described()
    print("\n".join(said), flush=True)
    try:
        rows = list(_measure(extent))
    except Failed as failed:
        sys.exit(f"Failed: {failed}")
    said.append(f"at the end {machine.load()}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "api.md").write_text("\n".join(_page(rows, said, extent)))
    print(f"Written to {arguments.out / 'api.md'}.")
    return 0


def _measure(extent: Extent) -> Iterator[str]:
    from django.core.management import call_command

    from bench.api.works import WORKS
    from bench.live.server import database_of_its_own
    from bench.pages.measure import two_processes

    with database_of_its_own() as url:
        with redirect_stdout(io.StringIO()):
            call_command("seed_demo", articles=extent.articles, yes=True)
        with two_processes(url, {}) as servers:
            for work in WORKS:
                row = f"| {work} | {_served(work, servers, extent)} | {_in_process(work, extent)} |"
                print(row, flush=True)
                yield row


def _served(work: str, servers: "Sequence[Server]", extent: Extent) -> str:
    """The first run warms up."""
    from bench.api.works import as_bytes, requests_of
    from bench.pages.client import ask_each

    requests = [as_bytes(each) for each in requests_of(work, CONNECTIONS)]
    ports = [each.port for each in servers]
    ask_each(ports, requests, extent.seconds)
    before = sum(each.cpu_seconds() for each in servers)
    runs = [ask_each(ports, requests, 2 * extent.seconds) for _ in range(extent.runs)]
    cpu = sum(each.cpu_seconds() for each in servers) - before
    asked = sum(len(each.seconds) for each in runs)
    p50, p99 = (median(each.percentile(nth) for each in runs) * 1000 for nth in (50, 99))
    return f"{median(each.rate for each in runs):.0f} | {p50:.1f} | {p99:.1f} | {cpu / asked * 1000:.1f}"


def _in_process(work: str, extent: Extent) -> str:
    from django.test import Client

    from bench.api.shares import PARTS, shares
    from bench.api.works import requests_of

    requests = requests_of(work, CONNECTIONS + 1)[-1]  # somebody whose favorites nobody has touched
    client = Client(SERVER_NAME="127.0.0.1")

    def ask() -> None:
        method, path, headers = next(requests)
        answer = client.generic(method, path, headers=headers)
        if answer.status_code != 200:
            raise Failed(f"{method} {path}: {answer.status_code}")

    ask()
    found, seconds = shares(ask, 4 * extent.seconds)
    return " | ".join([f"{seconds * 1000:.1f}", *(f"{found[part]:.0%}" for part in PARTS)])


def _page(rows: Sequence[str], said: Sequence[str], extent: Extent) -> list[str]:
    from bench.api.shares import PARTS

    return [
        "# What the API costs",
        "",
        f"By `python -m bench.api`: a site of {extent.articles:,} articles, {CONNECTIONS} people with tokens, two"
        " processes, the client on the same machine. *In process* is one request after the other without a server; the"
        " shares are of that time, by looking at the stack a thousand times a second. *Postgres* is waiting for its"
        " answers, *Ninja* has pydantic with it; what the standard library does counts for who asked it.",
        "",
        *(["**A glance (`--quick`): these figures mean nothing.**", ""] if extent is QUICK else []),
        *(f"- {each}" for each in said),
        "",
        f"{HEAD} {' | '.join(PARTS)} |",
        f"|---|{'---|' * (5 + len(PARTS))}",
        *rows,
        "",
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.api", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run each, on a small site")
    parser.add_argument("--out", type=Path, default=DIRECTORY, help="a directory for api.md (docs/benchmarks)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
