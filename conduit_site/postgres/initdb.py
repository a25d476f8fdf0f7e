"""Makes the data directory of a new cluster."""

import locale
import os
import shutil
import subprocess
from pathlib import Path

from conduit_site.postgres.account import Account
from conduit_site.postgres.binaries import Binaries
from conduit_site.postgres.problems import NotRunnable

USER = "postgres"  # the superuser inside the database


def initialise(data: Path, binaries: Binaries, account: Account) -> None:
    """Under another name first, so that what has the final name is whole."""
    fresh = data.with_name(f"{data.name}.new")
    if fresh.exists():
        shutil.rmtree(fresh)
    command = [binaries.program("initdb"), "--pgdata", str(fresh), "--username", USER, "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    command += ["--locale", "C", "--lc-ctype", character_type()]
    run(command, data.parent, account)
    fresh.rename(data)


def run(command: list[str], place: Path, account: Account) -> None:
    done = subprocess.run(
        command, cwd=place, env=environment(), capture_output=True, text=True, check=False, **account.identity
    )
    if done.returncode:
        raise NotRunnable(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def environment() -> dict[str, str]:
    """Without PGPORT, PGDATA and their like, which are meant for another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def character_type() -> str:
    """Full text search asks the C library what a letter is; under "C" every dash and curly quote is one."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        return next(filter(is_known_locale, ("C.UTF-8", "UTF-8", "C")))  # the second is what macOS calls it
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def is_known_locale(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    return True
