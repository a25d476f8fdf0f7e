"""Where a cluster's directory, socket and programs are: all of them where the user that Postgres runs as can reach."""

import os
import shutil
import stat
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from conduit_site.postgres.account import Account
from conduit_site.postgres.binaries import Binaries, files_of, site_packages
from conduit_site.postgres.problems import NotRunnable

PORT = 5432  # only names the socket; nothing listens on TCP
LONGEST_SOCKET_PATH = 100  # bytes; systems stop at 104 or 108
SHELTER = Path("/var/lib/conduit")  # for root whose clone no other user can reach


def socket_directory(directory: Path) -> Path:
    """Beside the data; where that path is too long, in a directory of the cluster's own under /tmp. Not under TMPDIR,
    which two processes of one user need not share."""
    if len(os.fsencode(directory / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return directory
    return Path("/tmp") / f"conduit-{sha256(os.fsencode(directory)).hexdigest()[:16]}"  # noqa: S108 (private_directory checks)


def make_cluster_directory(directory: Path, account: Account) -> None:
    if directory.is_symlink() and not directory.exists():
        raise NotRunnable(f"{directory} points to {directory.readlink()}, which is gone. Without the link: empty data.")
    if not directory.exists():
        directory.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if account.may("test", "-x", directory.parent):
            directory.mkdir(mode=0o700)
        else:
            directory.symlink_to(shelter(directory, account))
    if os.geteuid() == 0 and directory.stat().st_uid == 0:
        account.own(directory)
    require_private(directory, directory.stat(), account)


def shelter(directory: Path, account: Account) -> Path:
    """Opening the parents of the clone to others is not ours to do, so the data goes where a system's data goes."""
    SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="postgres-", dir=SHELTER))
    account.own(place)
    print(
        f"Postgres: its user {account.name} can't reach {directory.parent}, so the data goes to {place}"
        f" and {directory} is a link to it.",
        file=sys.stderr,
    )
    return place


def make_socket_directory(directory: Path, account: Account) -> Path:
    place = socket_directory(directory)
    if place != directory:
        try:
            place.mkdir(mode=0o700)
            account.own(place)
        except FileExistsError:
            pass
        require_private(place, place.lstat(), account)
    return place


def require_private(place: Path, found: os.stat_result, account: Account) -> None:
    """Postgres trusts whoever reaches its socket, so nobody else may."""
    owner = os.geteuid() if account.uid is None else account.uid
    if found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077 or not stat.S_ISDIR(found.st_mode):
        raise NotRunnable(
            f"{place} must be a directory that only {account.name} can enter (mode 0700); it belongs to uid"
            f" {found.st_uid}, mode {stat.S_IMODE(found.st_mode):o}. Run this as its owner, or move it away."
        )


def within_reach(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where the account can run them: a copy, where the virtual environment is closed to it."""
    if account.may(binaries.program("initdb"), "--version"):
        return binaries
    copy = SHELTER / f"postgresql-{binaries.version}"
    if not copy.exists():
        copy_programs(binaries, copy)
    copied = Binaries(copy / binaries.root.relative_to(site_packages()), binaries.version)
    if not account.may(copied.program("initdb"), "--version"):
        raise NotRunnable(f"The user {account.name} can run Postgres neither from {binaries.root} nor from {copy}.")
    return copied


def copy_programs(binaries: Binaries, target: Path) -> None:
    """With the libraries that the wheel has beside them; under another name first: what has the final name is whole."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="copying-", dir=target.parent))
    for path in files_of(binaries):
        copy = fresh / path.relative_to(site_packages())
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        copy.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    for directory in (fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
        directory.chmod(0o755)
    try:
        fresh.rename(target)
    except OSError:  # another process was quicker
        shutil.rmtree(fresh)
