"""Everything that is said to be fast, measured: see docs/benchmarks/README.md.

    make bench                          all of it, about fifteen minutes, into docs/benchmarks
    python -m bench --quick             a glance at everything, a minute; figures mean nothing
    python -m bench --only append-1x1 command --runs 9

Makes databases of its own on the site's server (or on DATABASE_URL's) and drops them. Ends with 1 when a run failed.
"""

import argparse
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench.extent import QUICK, Extent
from bench.figures import WORKS, Failed, Figure
from bench.setting_up import set_up


def main() -> int:
    arguments = _arguments()
    set_up()
    from bench import machine, report

    extent = QUICK if arguments.quick else Extent()
    extent = replace(extent, runs=arguments.runs or extent.runs)
    said, began = machine.described(), time.monotonic()
    print("\n".join(said), flush=True)
    figures: list[Figure] = []
    try:
        for each in _measure(arguments.only, extent):
            figures.append(each)
            print(_line(each), flush=True)
    except Failed as failed:
        sys.exit(f"Failed: {failed}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    if missing := set(arguments.only) - {each.work for each in figures}:
        sys.exit(f"Failed: nothing was measured of {', '.join(sorted(missing))}")
    said.append(f"at the end {machine.load()}; {time.monotonic() - began:.0f} s in all")
    print(said[-1])
    if arguments.out:
        report.write(figures, said, arguments.out)
        print(f"Written to {arguments.out}.")
    return 0


def _measure(works: Sequence[str], extent: Extent) -> Iterator[Figure]:
    from bench import site
    from bench.log import tail
    from bench.log import works as log

    for part in (log, tail, site):
        yield from part.measure(works, extent, lambda text: print(text, flush=True))


def _line(each: Figure) -> str:
    spread = f"{each.median:10,.0f} {each.unit:11} ({min(each.runs):,.0f} to {max(each.runs):,.0f})"
    return f"{each.work:13} {each.system:26} {spread}  {each.note}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run each, on a small site")
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS, metavar="WORK", help=", ".join(WORKS))
    parser.add_argument("--runs", type=int, choices=range(1, 51), metavar="N", help="of each system (5)")
    parser.add_argument("--out", type=Path, help="a directory for results.json, results.md and results.svg")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
