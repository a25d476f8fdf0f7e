"""The passphrase of an export: from the environment, a file, or the terminal. Never from the command line, which every
user of the machine can read."""

import getpass
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

VARIABLE = "ES_EXPORT_PASSPHRASE"
SHORTEST = 12


def add_argument(parser: Any) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=f"its first line; or {VARIABLE}; or asked for"
    )


def given(file: Path | None, *, twice: bool) -> str:
    """`twice`: it is a new one, so it is asked for twice, and has to be long."""
    passphrase = _from_file(file) if file else os.environ.get(VARIABLE) or _asked(twice=twice)
    if twice and len(passphrase) < SHORTEST:
        raise CommandError(f"a passphrase has at least {SHORTEST} characters: everybody's keys depend on it")
    return passphrase


def _from_file(file: Path) -> str:
    try:
        return file.read_text().partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"the passphrase can't be read: {error}") from error


def _asked(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"there is no terminal to ask for the passphrase: use --passphrase-file or {VARIABLE}")
    passphrase = getpass.getpass("Passphrase of the export: ")
    if twice and passphrase != getpass.getpass("The same again: "):
        raise CommandError("the two passphrases differ: nothing was written")
    return passphrase
