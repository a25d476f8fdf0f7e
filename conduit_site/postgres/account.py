"""Whom Postgres runs as. It refuses root, so root lends it a system user of its own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from conduit_site.postgres.problems import NotRunnable

NAMES = ("conduit-postgres", "postgres", "_postgres")
USERADD = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin")


class Identity(TypedDict, total=False):
    """The arguments of subprocess that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user that Postgres runs as; without a uid, the one who calls."""

    uid: int | None = None
    gid: int | None = None

    @property
    def identity(self) -> Identity:
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def name(self) -> str:
        return pwd.getpwuid(os.geteuid() if self.uid is None else self.uid).pw_name

    def may(self, *command: str | Path) -> bool:
        """Whether this user can run the command, successfully."""
        try:
            return subprocess.run(command, cwd="/", capture_output=True, check=False, **self.identity).returncode == 0
        except OSError:
            return False

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def account_for(directory: Path) -> Account:
    """Data that exists is served as its owner; new data, by root, as a system user."""
    if os.geteuid() != 0:
        return Account()
    owner = directory.stat() if directory.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return system_account()


def system_account() -> Account:
    known = existing(NAMES[:1]) or added(NAMES[0]) or existing(NAMES[1:])
    if known is None:
        raise NotRunnable(
            f"Postgres refuses to run as root, and the system user {NAMES[0]} could not be made. Make it"
            f" (useradd --system {NAMES[0]}), or run this as an ordinary user, or set DATABASE_URL to a server."
        )
    return known


def existing(names: Sequence[str]) -> Account | None:
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return None


def added(name: str) -> Account | None:
    """Two processes may add it at once: what counts is that it is there afterwards."""
    if (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")) is None:
        return None
    subprocess.run([useradd, *USERADD, name], capture_output=True, check=False)
    return existing([name])
