"""Systems that can't do what the benchmark asks of them, and the benchmark with one of them in it."""

import sys
from typing import Any

from bench import __main__ as benchmark
from bench.log import crew


class Idle:
    def __init__(self, where: str) -> None: ...

    def append(self, events: int) -> int:
        return 0


class Raising(Idle):
    def append(self, events: int) -> int:
        raise ValueError("no more room")


class Dying(Idle):
    def append(self, events: int) -> Any:
        sys.exit(3)


if __name__ == "__main__":
    crew.SYSTEMS["bare"] = f"tests.bench.broken:{sys.argv.pop(1)}"
    sys.argv += ["--quick", "--only", "append-1x1"]
    sys.exit(benchmark.main())
