"""A process that uses the cluster named by its argument: runs each line it reads as SQL, prints the first value."""

import os
import signal
import sys
import time
from pathlib import Path

import psycopg

from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.sharing import join


def answer(cluster: Cluster, line: str) -> object:
    if line == "fork":
        return forked()
    with psycopg.connect(**cluster.address("conduit"), autocommit=True) as connection:
        cursor = connection.execute(line.encode())
        return next(iter(cursor.fetchone() or [""])) if cursor.description else "done"


def forked() -> int:
    child = os.fork()
    if child == 0:
        time.sleep(60)
    return child


def main() -> None:
    cluster = Cluster(Path(sys.argv[1]))
    signal.signal(signal.SIGINT, lambda number, frame: os.write(sys.stdout.fileno(), b"interrupted\n"))
    join(cluster)
    print("joined", flush=True)
    for line in sys.stdin:
        print(answer(cluster, line.strip()), flush=True)


if __name__ == "__main__":
    main()
