"""Whether an append and a load cost the same in a long log: at 10,000 events, ten times that, and so on.

    python -m bench.growth                      up to a million events
    python -m bench.growth --events 10000000    some 6 GB of disk and ten minutes

Fills a database of its own through the log's own table, its triggers on, and drops it. Writes growth.json, growth.md
and growth.svg into docs/benchmarks, or where --out says.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import quantiles
from uuid import UUID

from bench import plot
from bench.directory import DIRECTORY
from bench.setting_up import set_up

FIRST, MOST = 10_000, 10_000_000
WARM = 100
CHUNK = 100_000
FILL = """
    INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version,
                          data, metadata, recorded_at)
    SELECT gen_random_uuid(), 'bench-note', md5('bench' || (n - 1) / 10)::uuid, (n - 1) %% 10 + 1,
           'NoteWritten', 1, data, metadata, now()
      FROM generate_series(%s::bigint, %s::bigint) n,
           (SELECT %s::text::jsonb AS data, %s::text::jsonb AS metadata) AS document
"""
NAMES = {"append": "append one event", "load": "load and fold ten events", "tail": "read 1,000 events of the log"}


def main() -> int:
    arguments = _arguments()
    set_up()
    from django.core.management import call_command

    from bench import machine
    from bench.live.server import database_of_its_own

    said = machine.described()
    print("\n".join(said))
    sizes = [size for size in (10**n for n in range(4, 8)) if size <= arguments.events]
    points: list[dict[str, float]] = []
    with database_of_its_own():
        call_command("migrate", verbosity=0)
        for size in sizes:
            points.append(_at(sizes[len(points) - 1] if points else 0, size, arguments.calls))
            print(points[-1], flush=True)
    _write(sizes, points, [*said, f"at the end {machine.load()}"], arguments.out)
    return 0


def _at(there: int, size: int, calls: int) -> dict[str, float]:
    """Fills up to `size`, then asks; microseconds, of each work median and 95th percentile."""
    began = time.monotonic()
    fill(there, size)
    point = {"events": float(size), "filling": round(time.monotonic() - began, 1)}
    for name, call in _works(size):
        for _ in range(WARM):
            call()
        seconds = sorted(_timed(call) for _ in range(calls))
        point[name] = round(seconds[len(seconds) // 2] * 1e6)
        point[f"{name} p95"] = round(quantiles(seconds, n=20)[18] * 1e6)
    return point


def fill(there: int, size: int) -> None:
    """Up to `size` events after those that are there, in streams of ten; then does what autovacuum would."""
    from django.db import connection

    from bench.log.note import METADATA, NoteWritten, nth_stream, written
    from es_core import codec

    document = codec.encode(NoteWritten(**written(nth_stream(0)))).decode(), codec.encode(METADATA).decode()
    with connection.cursor() as cursor:
        for first in range(there + 1, size + 1, CHUNK):
            cursor.execute(FILL, [first, min(first + CHUNK - 1, size), *document])
        cursor.execute("VACUUM ANALYZE es_event")
        cursor.execute("CHECKPOINT")


def _works(size: int) -> Iterator[tuple[str, Callable[[], object]]]:
    from bench.log.conduit import Conduit
    from bench.log.note import NOTE
    from es_core import read, tail

    chance, last, conduit = Random(1), tail.head(), Conduit("")  # noqa: S311
    yield "append", lambda: conduit.append(1)
    yield "load", lambda: read.load(NOTE, _stream(chance.randrange(size // 10)))
    yield "tail", lambda: tail.between(start := chance.randrange(last - 1000), start + 1000)


def _stream(n: int) -> UUID:
    """As FILL names it."""
    return UUID(hashlib.md5(f"bench{n}".encode()).hexdigest())  # noqa: S324


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _write(sizes: Sequence[int], points: Sequence[dict[str, float]], said: Sequence[str], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "growth.json").write_text(json.dumps(points, indent=1) + "\n")
    series = {text: [point[name] for point in points] for name, text in NAMES.items()}
    (directory / "growth.svg").write_text(plot.curves("Median cost as the log grows", sizes, series, "µs"))
    lines = [
        "# The cost of a growing log",
        "",
        "By `python -m bench.growth`; microseconds, median and 95th percentile.",
        "",
    ]
    lines += [*(f"- {each}" for each in said), "", "![Cost by size](growth.svg)", ""]
    lines += [f"| events | {' | '.join(NAMES.values())} |", f"|---|{'---|' * len(NAMES)}"]
    for size, point in zip(sizes, points, strict=True):
        lines.append(
            f"| {size:,} | " + " | ".join(f"{point[name]:,.0f} / {point[f'{name} p95']:,.0f}" for name in NAMES) + " |"
        )
    (directory / "growth.md").write_text("\n".join([*lines, ""]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "bench.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=_size, default=10**6, metavar="N", help="how far, 10000 to 10000000 (1000000)")
    parser.add_argument(
        "--calls", type=int, choices=range(20, 10_001), default=1_000, metavar="N", help="of each (1000)"
    )
    parser.add_argument("--out", type=Path, default=DIRECTORY, help="another directory")
    return parser.parse_args()


def _size(text: str) -> int:
    if not FIRST <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"between {FIRST} and {MOST}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
