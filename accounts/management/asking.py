"""Questions on the terminal, asked again until the answer can be used."""

import getpass
import sys
from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, OutputWrapper

TRIES = 3


def needs_terminal(otherwise: str) -> None:
    if not sys.stdin.isatty():
        raise CommandError(f"there is no terminal to ask on: {otherwise}")


def ask(question: str, check: Callable[[str], str], errors: OutputWrapper) -> str:
    """The answer as `check` gives it back; `check` raises ValidationError for one that won't do."""
    while True:
        try:
            return check(input(f"{question}: "))
        except ValidationError as reason:
            errors.write(f"{question} {reason.messages[0]}")


def sure(question: str) -> bool:
    """Only a typed yes is one."""
    return input(f"{question} Type yes to go on: ").strip().lower() == "yes"


def ask_password(errors: OutputWrapper) -> str:
    """Twice the same and long enough, within three tries. Raises CommandError."""
    for _ in range(TRIES):
        password = getpass.getpass()
        if password != getpass.getpass("Password (again): "):
            errors.write("The two passwords differ.")
            continue
        try:
            validate_password(password)
        except ValidationError as reason:
            errors.write(f"Password {reason.messages[0]}")
            continue
        return password
    raise CommandError(f"no password after {TRIES} tries: nothing was changed")
