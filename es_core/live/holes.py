"""What a kept text leaves open, since it differs each time it is given out, under names that nobody can write."""

import re
from collections.abc import Callable
from secrets import token_hex

CSRF_TOKEN, COMMAND_ID, AT = (f"{name}-{token_hex(8)}" for name in ("csrf-token", "command-id", "at"))
HOLE = re.compile(f"({CSRF_TOKEN}|{COMMAND_ID}|{AT})")


def apart(html: str) -> list[str]:
    """Texts and holes by turns; texts at both ends."""
    return HOLE.split(html)


def filled(pieces: list[str], fill: Callable[[str], str]) -> str:
    """`fill` says what comes into a hole."""
    filled = pieces.copy()
    filled[1::2] = map(fill, pieces[1::2])
    return "".join(filled)


def left_open(hole: str) -> str:
    """For `filled`: what goes into a text that is to be kept itself."""
    return hole
