"""Many sockets on one article, a few changes: how long from the commit to each browser, and what it costs.

    DATABASE_URL=postgres://... python -m bench.live.load --sockets 500 2000 --changes 20

Makes a database of its own on that server and drops it. Server, clients and writer are three processes on this machine,
on loopback; all ends by itself. `--pause 0` is a burst. `--server 'uvicorn ... --port {port}'` measures another server.
"""

import argparse
import os
import platform
import sys
from typing import Any

from bench.setting_up import set_up

MOST_SOCKETS, MOST_CHANGES = 10_000, 1_000


def main() -> int:
    arguments = _arguments()
    set_up()
    from bench.live import server
    from bench.live.measure import Run, run

    runs: list[Run] = []
    with server.database_of_its_own() as url:
        for sockets in arguments.sockets:
            for _ in range(arguments.runs):
                with server.serving(url, arguments.server) as serving:
                    runs.append(run(serving, sockets, arguments.changes, arguments.pause))
                print(_line(runs[-1]), flush=True)
    return 0 if all(each.is_complete for each in runs) else 1


def _line(run: Any) -> str:
    figures = [f"{name} {value}" for name, value in run.figures().items()]
    load = f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {platform.python_version()}"
    return "\n  ".join([f"{run.sockets} sockets, {run.changes} changes ({load})", *figures])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=upto(MOST_SOCKETS), nargs="+", default=[500])
    parser.add_argument("--changes", type=upto(MOST_CHANGES), default=20)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two changes")
    parser.add_argument("--runs", type=upto(20), default=1, help="of each number of sockets")
    parser.add_argument("--server", default="", help="a command with {port}; the site's own otherwise")
    return parser.parse_args()


def upto(most: int) -> Any:
    def number(text: str) -> int:
        if not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"between 1 and {most}")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
