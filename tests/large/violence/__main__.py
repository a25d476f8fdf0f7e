"""Kills web processes, workers, runners and Postgres with -9 at random, while people write; then looks whether every
accepted command is there exactly once, the log is sound, and every read model equals a fresh rebuild.

    .venv/bin/python -m tests.large.violence --minutes 5
    .venv/bin/python -m tests.large.violence --minutes 60 --web 3 --process "runner=2:manage.py run_projectors"

The site is one of its own, in a temporary directory, on the loopback. Ends with 1 when something does not hold.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import django

from tests.large.violence.notes import Notes, all_notes
from tests.large.violence.processes import Kind, Processes
from tests.large.violence.writers import Writer

RUNNER = "run_projectors"
STARTING = 120.0  # seconds for the first web process, which migrates
LONGEST_AFTERWARDS = 600  # seconds for the verdict; then it gives up
SHORTEST, LONGEST = 0.5, 5.0  # seconds between two kills


def main() -> int:
    options = arguments()
    random.seed(options.seed)
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, give_up)
    signal.alarm(int(options.minutes * 60) + LONGEST_AFTERWARDS)
    place = Path(tempfile.mkdtemp(prefix="conduit-violence-"))
    place.chmod(0o755)  # root's Postgres runs as another user
    os.environ |= {"VAR_DIR": str(place), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "conduit_site.settings"}
    os.environ.pop("DATABASE_URL", None)
    print(f"seed {options.seed}, in {place}", flush=True)
    django.setup()
    found = under_violence(place, options)
    for each in found[:50]:
        print(f"DOES NOT HOLD: {each}")
    print(f"{len(found)} things do not hold." if found else "All holds.")
    end(place, keep=options.keep or bool(found))
    return int(bool(found))


def give_up(number: int, frame: object) -> None:
    """Whatever hangs, the processes that were started are ended."""
    raise SystemExit(f"gave up on {signal.Signals(number).name}: it took too long, or somebody ended it")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--web", type=int, default=2, help="web processes (2)")
    parser.add_argument("--workers", type=int, default=2, help="processes that send commands without web (2)")
    parser.add_argument("--writers", type=int, default=4, help="people in browsers (4)")
    parser.add_argument(
        "--process", action="append", type=kind, default=[], metavar="NAME=COUNT:COMMAND", help="one more kind"
    )
    parser.add_argument("--settle", type=float, default=15, help="seconds for runners to catch up at the end (15)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the kills")
    parser.add_argument("--keep", action="store_true", help="leave the directory")
    return parser.parse_args()


def kind(text: str) -> Kind:
    name, _, rest = text.partition("=")
    count, _, command = rest.partition(":")
    if not (name and count.isdigit() and command):
        raise argparse.ArgumentTypeError(f"NAME=COUNT:COMMAND, not {text!r}")
    return Kind(name, int(count), tuple(command.split()))


def under_violence(place: Path, options: argparse.Namespace) -> list[str]:
    from tests.large.violence.verdict import problems, size

    notes = place / "notes"
    notes.mkdir()
    ports = free_ports(options.web)
    processes = Processes(place / "output", [])
    try:
        start(processes, table(options, notes, ports), ports)
        writers = violence(processes, ports, notes, options)
    finally:
        processes.stop()
    print(f"killed: {dict(sorted(processes.killed.items()))}; {size()}", flush=True)
    seen = list(all_notes(notes))
    kinds = Counter("a form" if note["positions"] is None else note["name"] for note in seen)
    again = sum(each.unanswered for each in writers)
    print(f"noted as accepted: {dict(kinds)}; asked again: {again} times", flush=True)
    untold = [problem for each in writers for problem in each.problems]
    untold += ["a writer never got an answer" for each in writers if each.is_alive()]
    untold += [] if seen and processes.killed else ["nobody wrote, or nobody was killed: this shows nothing"]
    return [*untold, *problems(seen)]


def table(options: argparse.Namespace, notes: Path, ports: Sequence[int]) -> list[Kind]:
    """A runner only where there is one, and nobody named another."""
    from django.core.management import get_commands

    kinds = [Kind(f"web {port}", 1, ("manage.py", "serve", f"--port={port}")) for port in ports]
    kinds.append(Kind("worker", options.workers, ("-m", "tests.large.violence.worker", str(notes))))
    if RUNNER in get_commands() and not any(each.name == "runner" for each in options.process):
        kinds.append(Kind("runner", 2, ("manage.py", RUNNER)))
    return [*kinds, *options.process]


def start(processes: Processes, kinds: list[Kind], ports: Sequence[int]) -> None:
    """One web process first: it migrates, and the others find everything made."""
    processes.kinds = kinds[:1]
    processes.look_after()
    wait_for(ports[0])
    processes.kinds = kinds
    processes.look_after()
    for port in ports:
        wait_for(port)


def violence(processes: Processes, ports: Sequence[int], notes: Path, options: argparse.Namespace) -> list[Writer]:
    from conduit_site.postgres.base import embedded

    until = time.monotonic() + options.minutes * 60
    writers = [Writer(ports, Notes(notes), until) for _ in range(options.writers)]
    for each in writers:
        each.start()
    while time.monotonic() < until:
        time.sleep(random.uniform(SHORTEST, LONGEST))
        processes.kill_one(embedded())
        time.sleep(random.uniform(0, SHORTEST))
        processes.look_after()
    for each in writers:
        each.join(90)
    if any(each.name == "runner" for each in processes.kinds):
        time.sleep(options.settle)
    return writers


def wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"no web process came up at port {port}")


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for each in probes:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in probes]
    for each in probes:
        each.close()
    return ports


def end(place: Path, *, keep: bool) -> None:
    """Nobody else uses that Postgres any more, so it stops when this process leaves it."""
    from django.db import connection

    from conduit_site.postgres.base import embedded
    from conduit_site.postgres.sharing import leave

    connection.close()
    leave(embedded())
    if keep:
        print(f"The data, the notes and what the processes said are in {place}.")
    else:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
