"""Many readers of the feed's stream on one process, a few changes: how long from the commit to each, and what it costs.

    DATABASE_URL=postgres://... python -m bench.feed --readers 1000 --changes 50

Makes a database of its own on that server and drops it. Server, readers and writer are three processes on this machine,
on loopback; all ends by itself, with 1 when a reader missed an event, or heard one twice. `--pause 0` is a burst.
"""

import argparse
import os
import platform
import sys

from bench.live.load import upto
from bench.setting_up import set_up

MOST_READERS, MOST_CHANGES = 10_000, 10_000


def main() -> int:
    arguments = _arguments()
    set_up()
    from bench.feed.measure import run
    from bench.live import server

    complete = True
    with server.database_of_its_own() as url:
        for readers in arguments.readers:
            with server.serving(url, "") as serving:
                measured = run(serving, readers, arguments.changes, arguments.pause)
            load = (
                f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, Python {platform.python_version()}"
            )
            print(f"{readers} readers, {arguments.changes} changes ({load})")
            print("\n".join(f"  {name} {value}" for name, value in measured.figures().items()), flush=True)
            complete = complete and measured.is_complete
    return 0 if complete else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "bench.feed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=upto(MOST_READERS), nargs="+", default=[1_000])
    parser.add_argument("--changes", type=upto(MOST_CHANGES), default=50)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two changes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
