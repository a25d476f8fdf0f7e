"""The machine, the versions, and how much of it the database uses."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from es_core.statements import one, run

TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("django", "psycopg", "msgspec", "daphne", "uvicorn", "eventsourcing")
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")


def described() -> list[str]:
    """Lines for people; asks the database that is in use."""
    [postgres] = one("SHOW server_version")
    durability = ", ".join(f"{name} {one(f'SHOW {name}')[0]}" for name in DURABILITY)
    return [
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        f"PostgreSQL {postgres} on the same machine: {durability}",
        f"Python {platform.python_version()}, " + ", ".join(f"{each} {_version(each)}" for each in PACKAGES),
        load(),
    ]


def load() -> str:
    return "load average {:.1f} {:.1f} {:.1f}".format(*os.getloadavg())


def processor() -> str:
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _lines(path: str) -> Iterator[str]:
    if Path(path).exists():
        yield from Path(path).read_text().splitlines()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


class DatabaseClock:
    """CPU seconds of all processes of this Postgres; those that came later count from 0. Linux, same machine only."""

    def __init__(self) -> None:
        self.before = self._seconds()

    def passed(self) -> float:
        return sum(seconds - self.before.get(pid, 0.0) for pid, seconds in self._seconds().items())

    def _seconds(self) -> dict[int, float]:
        pids = [int(pid) for (pid,) in run("SELECT pid FROM pg_stat_activity")]
        return {pid: cpu_seconds(pid) for pid in pids if Path(f"/proc/{pid}/stat").exists()}


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
